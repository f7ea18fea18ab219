# frozen_string_literal: true

Gem::Specification.new do |gem|
  gem.name = "oxsock"
  gem.version = "0.1.0"
  gem.summary = "The sockets API without its traps"
  gem.description = "Handles, deadlines, endpoints as text, options by name, failure on purpose; " \
                    "over liboxsock."
  gem.authors = ["The authors of oxsock"]
  gem.licenses = %w[MIT Apache-2.0]
  gem.files = Dir["lib/**/*.rb", "examples/*.rb", "README.md", "LICENSE-*"]
  gem.required_ruby_version = ">= 2.7"
  gem.add_dependency "ffi", "~> 1.15"
end
