// A TypeScript program that uses the declarations. It is checked, but not run.
import * as http from 'http'
import { Address, Fault, OxsockError, Server, Socket, Stream, connect, constants, createServer, dial, listenOn, poll, socketpair } from 'oxsock'

async function calls (): Promise<number> {
  const listener: Socket = await listenOn('tcp://127.0.0.1:0', { backlog: 8 })
  const client = await dial(listener.local(), { timeout: 5000, signal: AbortSignal.timeout(10) })
  for await (const peer of listener.connections()) peer.close()
  const [a, b] = socketpair(constants.AF_UNIX, constants.SOCK_DGRAM)
  const entries = [{ socket: a, events: constants.POLLIN }]
  const ready: number = await poll(entries, { timeout: 1 })
  const room = Buffer.alloc(8)
  const { length, sender } = await b.recvfromAddress(room, 0, { deadline: 5 })
  const where: Address = sender
  await client.sendAll('text')
  for (const { data } of await a.recvmmsg([room])) console.log(data.toString(), where.port)
  const bytes: Buffer = client.getsockopt(1, 2, 4)
  const int: number = client.getsockopt(1, 2)
  return length + ready + bytes.length + int
}

async function streams (): Promise<void> {
  const server: Server = await createServer((stream: Stream) => { stream.pipe(stream) }).listen('unix:')
  const stream: NodeJS.ReadWriteStream = connect(server.local, { allowHalfOpen: true }, () => {})
  stream.on('error', (error: OxsockError) => console.error(error.code, error.explanation))
  for await (const one of server) one.setTimeout(5).end()
  http.request({ createConnection: () => connect(server.local) })
  const rule = new Fault('recv error=ECONNRESET')
  rule.remove()
}

// @ts-expect-error an endpoint is a text
void dial(80)
void calls().then(streams)
