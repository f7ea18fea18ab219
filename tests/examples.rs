//! The examples do what they say, and the echo servers and clients with oxsock and with POSIX alone
//! work with each other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is how a test fails"
)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpStream, UdpSocket};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use support::{Language, Scratch, SYSTEM_LIBRARIES};

/// A scratch directory with the examples that a test needs.
struct Examples(Scratch);

impl Examples {
    fn build(names: &[&str]) -> Self {
        let scratch = Scratch::new();
        for name in names {
            let source = support::source(&format!("examples/{name}.c"));
            let mut compiler = support::compiler(Language::C);
            compiler
                .args(["-std=c11", "-pthread"])
                .args(support::WARNINGS);
            compiler.arg(source).arg("-o").arg(scratch.join(name));
            compiler
                .arg(support::static_library())
                .args(SYSTEM_LIBRARIES);
            support::succeed(&mut compiler).expect("the example compiles without a warning");
        }
        Self(scratch)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn run(&self, name: &str, arguments: &[&str]) -> Result<String, String> {
        support::succeed(Command::new(self.path(name)).args(arguments))
    }

    /// Start a server, which prints its address.
    fn serve(&self, name: &str, argument: &str) -> Server {
        self.serve_by(Command::new(self.path(name)).arg(argument))
    }

    fn serve_by(&self, command: &mut Command) -> Server {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut place = String::new();
        let output = child.stdout.take().expect("the server's output");
        BufReader::new(output)
            .read_line(&mut place)
            .expect("the server's place");
        Server {
            child,
            place: place.trim_end().to_owned(),
        }
    }
}

/// A running server.
struct Server {
    child: Child,
    place: String,
}

impl Server {
    fn port(&self) -> &str {
        self.place.rsplit(':').next().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Run both clients against a server that serves both address families.
fn both_clients_are_served(server: &str, argument: &str) {
    let examples = Examples::build(&[server, "echo_client", "echo_client_posix"]);
    let server = examples.serve(server, argument);
    let port = server.port();
    for host in ["127.0.0.1", "[::1]", "localhost"] {
        let endpoint = format!("{host}:{port}");
        let answer = examples.run("echo_client", &[&endpoint, "to and fro"]);
        assert_eq!(answer.as_deref(), Ok("to and fro\n"), "{endpoint}");
        let host = host.trim_matches(['[', ']']);
        let answer = examples.run("echo_client_posix", &[host, port, "back and forth"]);
        assert_eq!(answer.as_deref(), Ok("back and forth\n"), "{host}, {port}");
    }
}

#[test]
fn echo_server_serves_both_clients() {
    both_clients_are_served("echo_server", "*:0");
}

#[test]
fn echo_server_in_raw_posix_serves_both_clients() {
    both_clients_are_served("echo_server_posix", "0");
}

#[test]
fn echo_server_is_as_short_as_promised() {
    for (name, most) in [("echo_server", 45), ("echo_client", 30)] {
        let source = support::source(&format!("examples/{name}.c"));
        let lines = std::fs::read_to_string(source).unwrap().lines().count();
        assert!(lines <= most, "{name}.c has {lines} lines");
    }
}

#[test]
fn echo_server_starts_again_where_it_was_killed() {
    let examples = Examples::build(&["echo_server", "echo_client"]);
    let path = format!("unix:{}", examples.path("echo.sock").display());
    for endpoint in ["127.0.0.1:0", &path] {
        let first = examples.serve("echo_server", endpoint);
        let place = first.place.clone();
        assert_eq!(
            examples.run("echo_client", &[&place, "1"]).as_deref(),
            Ok("1\n")
        );
        let refused = examples.run("echo_server", &[&place]).unwrap_err();
        assert!(refused.contains("Address already in use"), "{refused}");
        drop(first);
        let _second = examples.serve("echo_server", &place);
        assert_eq!(
            examples.run("echo_client", &[&place, "2"]).as_deref(),
            Ok("2\n")
        );
    }
}

#[test]
fn echo_servers_survive_a_want_of_descriptors() {
    let examples = Examples::build(&["echo_server", "echo_server_posix", "echo_client"]);
    for (name, argument) in [("echo_server", "*:0"), ("echo_server_posix", "0")] {
        let server = examples.serve_by(
            Command::new("sh")
                .args(["-c", "ulimit -n 10; exec \"$0\" \"$1\""])
                .arg(examples.path(name))
                .arg(argument),
        );
        let address = format!("127.0.0.1:{}", server.port());
        let clients: Vec<_> = (0..20)
            .map(|_| TcpStream::connect(&address).unwrap())
            .collect();
        drop(clients);
        let answer = examples.run("echo_client", &[&address, "still there"]);
        assert_eq!(answer.as_deref(), Ok("still there\n"), "{name}");
    }
}

#[test]
fn clients_say_that_nobody_answers() {
    let examples = Examples::build(&["echo_client", "echo_client_posix", "echo_server"]);
    let server = examples.serve("echo_server", "127.0.0.1:0");
    let (place, port) = (server.place.clone(), server.port().to_owned());
    drop(server);
    let complaint = examples.run("echo_client", &[&place, "x"]).unwrap_err();
    assert!(complaint.contains("Connection refused"), "{complaint}");
    let complaint = examples
        .run("echo_client_posix", &["127.0.0.1", &port, "x"])
        .unwrap_err();
    assert!(complaint.contains("Connection refused"), "{complaint}");
}

#[test]
fn resolver_prints_addresses() {
    let examples = Examples::build(&["resolver"]);
    let printed = examples.run("resolver", &["[::1]:80", "unix:/run/x.sock"]);
    let expected = "[::1]:80\n    tcp://[::1]:80\nunix:/run/x.sock\n    unix:/run/x.sock\n";
    assert_eq!(printed.as_deref(), Ok(expected));
    let complaint = examples.run("resolver", &["127.0.0.1:99999"]).unwrap_err();
    assert!(
        complaint.contains("port 99999 at 10: above 65535"),
        "{complaint}"
    );
}

#[test]
fn file_sender_and_receiver_move_a_file() {
    let examples = Examples::build(&["file_sender", "file_receiver"]);
    let content: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
    let (file, copy) = (examples.path("file"), examples.path("copy"));
    std::fs::write(&file, &content).unwrap();
    let mut receiver = examples.serve_by(
        Command::new(examples.path("file_receiver"))
            .arg("localhost:0")
            .arg(&copy),
    );
    let printed = examples.run("file_sender", &[file.to_str().unwrap(), &receiver.place]);
    let expected = format!("{0} of {0} bytes sent\n", content.len());
    assert_eq!(printed, Ok(expected));
    assert!(receiver.child.wait().unwrap().success());
    assert!(std::fs::read(copy).unwrap() == content);
}

#[test]
fn file_receiver_removes_what_is_not_whole() {
    let examples = Examples::build(&["file_receiver"]);
    let copy = examples.path("copy");
    let mut receiver = examples.serve_by(
        Command::new(examples.path("file_receiver"))
            .arg("127.0.0.1:0")
            .arg(&copy)
            .stderr(Stdio::null()),
    );
    let address = receiver.place.trim_start_matches("tcp://");
    let mut sender = TcpStream::connect(address).unwrap();
    sender.write_all(&100_u64.to_be_bytes()).unwrap();
    sender.write_all(b"not a hundred").unwrap();
    drop(sender);
    assert_eq!(receiver.child.wait().unwrap().code(), Some(1));
    assert!(!copy.exists());
}

#[test]
fn ping_is_answered() {
    let examples = Examples::build(&["ping"]);
    for host in ["127.0.0.1", "[::1]"] {
        match examples.run("ping", &[host, "1"]) {
            Ok(printed) => {
                let start = format!("{host} answers 1 after ");
                assert!(printed.starts_with(&start), "{printed}");
                assert!(printed.ends_with("1 of 1 answered\n"), "{printed}");
            }
            Err(complaint) if complaint.contains("Permission denied") => {
                println!("skipped: needs CAP_NET_RAW");
            }
            Err(complaint) => panic!("{complaint}"),
        }
    }
}

#[test]
fn traceroute_ends_at_the_host() {
    let examples = Examples::build(&["traceroute"]);
    for host in ["127.0.0.1", "[::1]"] {
        let printed = examples.run("traceroute", &[host, "1"]).unwrap();
        assert!(printed.starts_with(&format!(" 1  {host}  ")), "{printed}");
        assert!(printed.ends_with(" us  is there\n"), "{printed}");
    }
}

/// Three hosts in a row, each a network namespace. The command in `$0` runs in the first.
const BEYOND_A_ROUTER: &str = "
    set -e
    ip link set lo up
    unshare -n sleep 60 & router=$!
    unshare -n sleep 60 & target=$!
    trap 'kill $router $target' EXIT
    for other in $router $target; do
        while [ \"$(readlink /proc/$other/ns/net)\" = \"$(readlink /proc/self/ns/net)\" ]; do
            sleep 0.01
        done
    done
    at_router() { nsenter -t $router -n \"$@\"; }
    at_target() { nsenter -t $target -n \"$@\"; }
    ip link add near type veth peer name near netns $router
    at_router ip link add far type veth peer name far netns $target
    ip addr add 192.0.2.1/24 dev near
    at_router ip addr add 192.0.2.2/24 dev near
    at_router ip addr add 198.51.100.1/24 dev far
    at_target ip addr add 198.51.100.2/24 dev far
    ip link set near up
    at_router ip link set near up
    at_router ip link set far up
    at_target ip link set far up
    ip route add default via 192.0.2.2
    at_target ip route add default via 198.51.100.1
    at_router sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
    \"$0\" 198.51.100.2
";

#[test]
fn traceroute_shows_the_router() {
    let examples = Examples::build(&["traceroute"]);
    let possible = Command::new("unshare").args(["-n", "ip", "-V"]).output();
    if !possible.is_ok_and(|output| output.status.success()) {
        println!("skipped: needs CAP_SYS_ADMIN and the command ip");
        return;
    }
    let mut command = Command::new("unshare");
    command.args(["-n", "sh", "-c", BEYOND_A_ROUTER]);
    let printed = support::succeed(command.arg(examples.path("traceroute"))).unwrap();
    let hosts: Vec<_> = printed
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    assert_eq!(hosts, ["192.0.2.2", "198.51.100.2"], "{printed}");
    assert!(printed.ends_with("is there\n"), "{printed}");
}

#[test]
fn control_socket_obeys_its_user() {
    let examples = Examples::build(&["control_socket"]);
    let path = examples.path("control");
    let path = path.to_str().unwrap();
    let log = std::fs::File::create(examples.path("log")).unwrap();
    let mut server = examples.serve_by(
        Command::new(examples.path("control_socket"))
            .arg(path)
            .stderr(log),
    );
    assert_eq!(server.place, format!("unix-seqpacket:{path}"));
    let ask = |command| examples.run("control_socket", &[path, command]);
    assert!(ask("status").unwrap().starts_with("at work for process "));
    assert_eq!(ask("log").as_deref(), Ok("here\n"));
    let log = std::fs::read_to_string(examples.path("log")).unwrap();
    assert_eq!(log, "a client writes to the log\n");
    assert_eq!(ask("dance").as_deref(), Ok("what is that?\n"));

    let stranger = Command::new(examples.path("control_socket"))
        .args([path, "stop"])
        .uid(12345)
        .output();
    match stranger {
        Ok(output) if output.status.success() => {
            assert_eq!(output.stdout, b"not for you\n");
        }
        _ => println!("skipped: needs CAP_SETUID, and a way there for others"),
    }
    assert_eq!(ask("stop").as_deref(), Ok("stopping\n"));
    assert!(server.child.wait().unwrap().success());
    assert!(!Path::new(path).exists());
}

#[test]
fn time_server_answers_from_where_it_was_asked() {
    let examples = Examples::build(&["time_server"]);
    let server = examples.serve("time_server", "udp://*:0");
    for host in ["127.0.0.1", "127.0.0.7", "[::1]"] {
        let local = if host == "[::1]" {
            "[::1]:0"
        } else {
            "127.0.0.1:0"
        };
        let client = UdpSocket::bind(local).unwrap();
        client
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        client.connect(format!("{host}:{}", server.port())).unwrap(); // receives only from it
        client.send(b"what time is it?").unwrap();
        let mut answer = [0; 600];
        let length = client.recv(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer[..length]);
        let (time, place) = answer.trim_end().split_once(" at ").unwrap();
        assert_eq!(place, format!("udp://{host}:{}", server.port()));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let age = now.as_secs_f64() - time.parse::<f64>().unwrap();
        assert!((-1.0..5.0).contains(&age), "{answer}");
    }
}
