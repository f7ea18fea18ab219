#!/usr/bin/env python3
"""Runs the test modules about networks of Debian's libpython3.11-testsuite without and with the
object: those that pass without it have to pass with it. posix/programs/cpython.py OXSOCK-RUN
[MODULE...]

The tests for VSOCK are left out: they hang on virtual machines that support VSOCK only in part."""
import subprocess
import sys
import tempfile

MODULES = """test_socket test_select test_poll test_epoll test_selectors test_socketserver
test_httpservers test_httplib test_ssl test_asyncore test_asynchat test_ftplib test_smtplib
test_smtpd test_imaplib test_poplib test_telnetlib test_nntplib test_xmlrpc test_urllib test_urllib2
test_urllib2_localnet test_wsgiref test_fcntl test_ioctl test_signal test_subprocess test_eintr
test_logging test_docxmlrpc test_asyncio test_concurrent_futures test_multiprocessing_fork"""


def passes(command, module):
    with tempfile.TemporaryDirectory() as directory:
        test = ["/usr/bin/python3.11", "-m", "test", "-i", "*VSOCK*", module]
        done = subprocess.run(command + test, cwd=directory, capture_output=True, timeout=1200)
    return done.returncode == 0


def main():
    run, modules = sys.argv[1], sys.argv[2:] or MODULES.split()
    failed = 0
    for module in modules:
        native, over = passes([], module), passes([run, "--"], module)
        print(f"{module}: {'passes' if native else 'fails'} natively,"
              f" {'passes' if over else 'FAILS'} over the object", flush=True)
        failed += native and not over
    return failed > 0


sys.exit(main())
