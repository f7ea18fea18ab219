// oxsock for Node.js. See the README, and oxsock.h for what each call does.

/// <reference types="node" />

import { EventEmitter } from 'events'
import { Duplex, DuplexOptions } from 'stream'

/** Data to send; a string is sent as UTF-8. */
export type Data = string | NodeJS.ArrayBufferView
/** A buffer to receive into. */
export type Room = NodeJS.ArrayBufferView

/** What ends a wait. */
export interface Waits {
  /** The call ends after this many milliseconds with the error ETIMEDOUT. */
  timeout?: number
  /** The call ends at this point in time of `now()` with the error ETIMEDOUT. */
  deadline?: number
  /** Aborting it ends the call with the error ABORT_ERR. */
  signal?: AbortSignal
}

/** The error of a failed call: like those of Node.js, with an explanation where there is one. */
export interface OxsockError extends Error {
  /** 'ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND'; 'ECANCELED' for a socket that was closed. */
  code: string
  /** The code as a negative number. */
  errno: number
  syscall: string
  /** What was wrong with a text, or how each address failed. */
  explanation?: string
  /** How many bytes a whole transfer has moved. */
  moved?: number
  /** The failure of each address of a name. */
  errors?: Error[]
}

/** The constants of the system and of oxsock on this platform. */
export const constants: Readonly<Record<string, number>>

/** An endpoint as a value, in which no name has to be resolved. */
export class Address {
  /** Without a text the address is empty. */
  constructor (text?: string)
  /** Make an address from the bytes of a struct sockaddr, for a type of socket. */
  static fromSockaddr (type: number, sockaddr: Room): Address
  static fromBytes (bytes: Uint8Array): Address
  /** The bytes of a struct ox_address. */
  readonly bytes: Uint8Array
  /** The endpoint; '' if it is empty. */
  readonly text: string
  readonly family: number
  readonly type: number
  readonly port: number
  readonly isEmpty: boolean
  equals (other: Address): boolean
  toString (): string
  toJSON (): string
  toSockaddr (): Buffer
}

/** How a datagram arrived. */
export class Arrival {
  private constructor ()
  readonly sender: Address
  readonly destination: Address
  /** Nanoseconds of the realtime clock; 0n if unknown. */
  readonly time: bigint
  readonly ifindex: number
  /** -1 if unknown, like `ecn`. */
  readonly ttl: number
  readonly ecn: number
  readonly cutOff: boolean
  readonly toMany: boolean
}

/** An error that a datagram has caused. */
export class ErrorReport {
  private constructor ()
  readonly reporter: Address
  readonly destination: Address
  readonly errno: number
  readonly code: string | null
  readonly origin: number
  readonly icmpType: number
  readonly icmpCode: number
  readonly info: number
  readonly ttl: number
}

export interface Credentials { pid: number, uid: number, gid: number }
export interface Message { buffers: Data[], sockaddr?: Room | null, control?: Room | null }
export interface MessageRoom { buffers: Room[], sockaddr?: Buffer | null, control?: Buffer | null }
export interface ReceivedMessage {
  length: number
  sockaddr: Buffer | null
  control: Buffer | null
  flags: number
}
export interface Datagram { data: Buffer, sender: Address }
export interface Echo { length: number, sender: Address, sequence: number, ttl: number }

/** A socket. Methods that may wait return a promise, the others do not. */
export class Socket {
  /** Takes ownership of a handle of oxsock. */
  constructor (handle: number)
  readonly handle: number
  readonly closed: boolean
  readonly domain: number
  readonly type: number

  fd (): number
  /** Calls that wait end with the error ECANCELED. */
  close (): void
  release (): number
  ref (): this
  unref (): this
  /** Set the deadline, on the clock of `now()`, of calls that start later; Infinity for none. */
  deadline (when: number, which?: number): void

  bind (sockaddr: Room): void
  bindAddress (address: Address): void
  listen (backlog?: number): void
  accept (options?: Waits): Promise<Socket>
  acceptFrom (options?: Waits): Promise<{ socket: Socket, sockaddr: Buffer }>
  connections (options?: Waits): AsyncGenerator<Socket, void, undefined>
  connect (sockaddr: Room, options?: Waits): Promise<void>
  connectAddress (address: Address, options?: Waits): Promise<void>
  established (options?: Waits): Promise<void>
  shutdown (how: number): void

  read (room: Room, options?: Waits): Promise<number>
  write (data: Data, options?: Waits): Promise<number>
  readv (rooms: Room[], options?: Waits): Promise<number>
  writev (data: Data[], options?: Waits): Promise<number>
  send (data: Data, flags?: number, options?: Waits): Promise<number>
  recv (room: Room, flags?: number, options?: Waits): Promise<number>
  sendto (data: Data, flags: number, sockaddr: Room | null, options?: Waits): Promise<number>
  recvfrom (room: Room, flags?: number, options?: Waits): Promise<{ length: number, sockaddr: Buffer }>
  sendtoAddress (data: Data, flags: number, to: Address, options?: Waits): Promise<number>
  recvfromAddress (room: Room, flags?: number, options?: Waits): Promise<{ length: number, sender: Address }>
  datagrams (size?: number, options?: Waits): AsyncGenerator<Datagram, void, undefined>
  sendmsg (message: Message, flags?: number, options?: Waits): Promise<number>
  recvmsg (room: MessageRoom, flags?: number, options?: Waits): Promise<ReceivedMessage>
  sendmmsg (messages: Array<Data | { data: Data, to?: Address }>, flags?: number, options?: Waits): Promise<number>
  recvmmsg (rooms: Buffer[], flags?: number, options?: Waits):
  Promise<Array<{ data: Buffer, sockaddr: Buffer, flags: number }>>

  sendAll (data: Data, options?: Waits): Promise<number>
  recvAll (room: Room, options?: Waits): Promise<number>
  recvUntil (room: Room, delimiter: string | number, options?: Waits): Promise<number>
  sendFile (file: number | { fd: number }, options?: Waits & { offset?: number, length?: number }): Promise<number>

  /** The local address and the peer's, as endpoints. */
  local (): string
  peer (): string
  getsockname (): Buffer
  getpeername (): Buffer
  optionSet (name: string, value: number | boolean): void
  optionGet (name: string): number
  getsockopt (level: number, name: number): number
  getsockopt (level: number, name: number, size: number): Buffer
  setsockopt (level: number, name: number, value: number | Room): void
  fcntl (command: number, argument?: number): number
  sockatmark (): boolean
  available (): number

  sendDescriptors (data: Data, fds: number[], options?: Waits): Promise<number>
  recvDescriptors (room: Room, most?: number, options?: Waits): Promise<{ length: number, fds: number[] }>
  sendHandles (data: Data, sockets: Socket[], options?: Waits): Promise<number>
  recvHandles (room: Room, most?: number, options?: Waits):
  Promise<{ length: number, sockets: Array<Socket | null> }>
  peerCredentials (): Credentials
  arrivals (on?: boolean): void
  recvArrival (room: Room, flags?: number, options?: Waits): Promise<{ length: number, arrival: Arrival }>
  sendReply (data: Data, arrival: Arrival, flags?: number, options?: Waits): Promise<number>
  errorReports (on?: boolean): void
  recvError (room: Room): { length: number, report: ErrorReport } | null
  groupJoin (group: string, iface?: string | null, source?: string | null): void
  groupLeave (group: string, iface?: string | null, source?: string | null): void
  echoSend (to: Address, sequence: number, payload: Data, options?: Waits): Promise<void>
  echoRecv (payload: Room, options?: Waits): Promise<Echo>
}

export interface StreamOptions
  extends Pick<DuplexOptions, 'allowHalfOpen' | 'readableHighWaterMark' | 'writableHighWaterMark' | 'highWaterMark'> {}

export interface NodeAddress { address?: string, family?: string, port?: number }

/** A connection as a stream, with those methods of net.Socket that protocols use. */
export class Stream extends Duplex {
  constructor (socket: Socket, options?: StreamOptions)
  readonly socket: Socket | null
  readonly local: string
  readonly peer: string
  readonly bytesRead: number
  readonly bytesWritten: number
  readonly connecting: boolean
  readonly pending: boolean
  readonly readyState: 'opening' | 'open' | 'readOnly' | 'writeOnly' | 'closed'
  readonly timeout: number | undefined
  readonly localAddress: string | undefined
  readonly localPort: number | undefined
  readonly localFamily: string | undefined
  readonly remoteAddress: string | undefined
  readonly remotePort: number | undefined
  readonly remoteFamily: string | undefined
  readonly server?: Server
  address (): NodeAddress
  setTimeout (time: number, listener?: () => void): this
  setNoDelay (on?: boolean): this
  setKeepAlive (on?: boolean, delay?: number): this
  ref (): this
  unref (): this
  destroySoon (): void
  resetAndDestroy (): this
}

/** Connect to an endpoint. Returns a Stream at once, which emits 'connect'. */
export function connect (endpoint: string, listener?: () => void): Stream
export function connect (endpoint: string,
  options?: StreamOptions & Pick<Waits, 'timeout' | 'signal'>, listener?: () => void): Stream

/** Emits 'listening', 'connection' with a Stream, 'error' and 'close'. */
export class Server extends EventEmitter implements AsyncIterable<Stream> {
  constructor (options?: StreamOptions, listener?: (stream: Stream) => void)
  constructor (listener: (stream: Stream) => void)
  listen (at: string | Socket, options?: ListenOptions): Promise<this>
  readonly listening: boolean
  readonly socket: Socket | null
  readonly local: string
  readonly connections: number
  address (): NodeAddress | null
  close (callback?: (error?: Error) => void): this
  closeAllConnections (): void
  ref (): this
  unref (): this
  on (event: 'connection', listener: (stream: Stream) => void): this
  on (event: 'listening' | 'close', listener: () => void): this
  on (event: 'error', listener: (error: Error) => void): this
  [Symbol.asyncIterator] (): AsyncGenerator<Stream, void, undefined>
}

export function createServer (listener?: (stream: Stream) => void): Server
export function createServer (options: StreamOptions, listener?: (stream: Stream) => void): Server

export interface ListenOptions extends Waits { backlog?: number }

/** Connect to an endpoint, with its name resolved. */
export function dial (endpoint: string, options?: Waits): Promise<Socket>
/** ox_dial itself. It occupies a thread until it ends. */
export function dialInThread (endpoint: string, options?: Waits): Promise<Socket>
/** Begin to connect to an endpoint without names; see `established`. */
export function dialStart (endpoint: string): Socket
/** Listen at an endpoint or, for datagrams, bind to it. */
export function listenOn (endpoint: string, options?: ListenOptions): Promise<Socket>
export function resolve (endpoint: string, options?: Waits): Promise<Address[]>
export function socket (domain: number, type: number, protocol?: number): Socket
export function socketpair (domain?: number, type?: number, protocol?: number): [Socket, Socket]
export function adopt (fd: number): Socket
export function fromHandle (handle: number): Socket
export function inherit (name?: string | null, i?: number): Socket
export function echoOpen (family: number): Socket
export function endpointPath (path: string, type?: number): string

export interface PollEntry { socket: Socket, events: number, revents?: number }
/** Wait until one of several sockets is ready. Resolves to how many are; 0 after the timeout. */
export function poll (entries: PollEntry[], options?: Waits): Promise<number>

/** A rule by which calls fail on purpose: new Fault('recv error=ECONNRESET nth=3'). */
export class Fault {
  constructor (rule: string | number)
  readonly number: number
  readonly count: number
  readonly text: string
  remove (): void
  static all (): Fault[]
  static removeAll (): void
}

/** Milliseconds of the monotonic clock. */
export function now (): number
export function strerror (code: number): string
export function errname (code: number): string | null
export function errorCodes (): number[]
export function optionNames (): string[]
export function explanation (): string
export function interruptible (on: boolean): boolean
export function api (): any
export const version: string
