"""The `spritedex` of tests/shells.py: hands its words, folder, environment and streams over, and its signals later."""

import json
import os
import signal
import socket
import sys


def main() -> None:
    """Hand the command over, and end as it does."""
    door, *words = sys.argv[1:]
    server = socket.socket(socket.AF_UNIX)
    server.connect(door)
    message = json.dumps([words, os.getcwd(), dict(os.environ)]).encode() + b"\n"  # noqa: PTH109 - pathlib takes as long as the rest
    sent = socket.send_fds(server, [message], [0, 1, 2])
    server.sendall(message[sent:])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: server.sendall(bytes([received])))
    server.recv(4)  # the number of the process
    code = int.from_bytes(server.recv(4) or b"\1", "little", signed=True)
    if code < 0:  # ended by a signal
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


if __name__ == "__main__":
    main()
