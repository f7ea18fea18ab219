// Sends back whatever its clients send: echo.js [ENDPOINT]
'use strict'

const oxsock = require('oxsock')

const server = oxsock.createServer((client) => {
  client.setTimeout(30000, () => client.destroy()) // half a minute to say something
  client.on('error', (error) => console.error(error.message))
  client.pipe(client)
})

server.listen(process.argv[2] ?? '*:7777').then(() => console.log(server.local), (error) => {
  console.error(error.message)
  process.exitCode = 1
})
