"""Runs a server as its parent, and ends it and its children when the process that started it has gone.

A script that Python runs by itself, in isolation: it imports nothing of this package. A server reads its
standard input, and most end with it; this is for those that do not, when a kernel is restarted or killed. On
Windows it is not needed: there ``mcp`` starts a server in a job that ends with its owner.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading

GRACE_SECONDS = 2.0
"""Time that a server gets to end by itself, and then once more after SIGTERM."""
LOOK_SECONDS = 2.0
"""How often the parent is looked for: a process that it has forked may hold the pipe open."""


def main(command: list[str]) -> int:
    """Run the command to its end, and give its exit code."""
    owner = os.getppid()
    try:
        server = subprocess.Popen(command)  # noqa: S603 - what the user asked for; inherits all three streams
    except OSError as error:
        print(f"{command[0]!r} cannot be started: {error}", file=sys.stderr)  # noqa: T201
        return 127
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stay)  # the group gets them: the server decides
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the server alone holds its output: its end is seen
    threading.Thread(target=_end_with_owner, args=(server, owner), daemon=True).start()
    code = server.wait()
    return code if code >= 0 else 128 - code


def _stay(*_: object) -> None:
    """Stay until the server has ended."""


def _end_with_owner(server: subprocess.Popen[bytes], owner: int) -> None:
    stdin = select.poll()
    stdin.register(0, 0)  # nothing is read: a hang-up is always told
    while not stdin.poll(LOOK_SECONDS * 1000) and os.getppid() == owner:
        pass
    for number in (None, signal.SIGTERM, signal.SIGKILL):
        if number is not None:
            os.killpg(0, number)
        try:
            server.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
