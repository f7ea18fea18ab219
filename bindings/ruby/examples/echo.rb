# frozen_string_literal: true

# Sends back whatever its clients send: echo.rb [ENDPOINT]
require "oxsock"

def serve(client)
  loop do # Each time, half a minute to say something and to take the answer.
    client.deadline(Oxsock::OX_RECEIVING, 30)
    text = client.read(4096)
    break if text.empty?

    client.send_all(text, 30)
  end
rescue SystemCallError => e
  warn e.message
ensure
  client.close
end

listener = Oxsock.listen_on(ARGV[0] || "*:7777")
puts listener.local
$stdout.flush
loop do
  client, = listener.accept
  Thread.new { serve(client) }
rescue SystemCallError
  sleep 0.1 # No descriptors left: the clients wait in the queue.
end
