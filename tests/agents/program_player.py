"""Plays programs that are given on stdin, each in a process of its own forked from this one.

Run as ``python program_player.py agents``: what is imported here is not paid for by each program.
A line of stdin is a JSON object: ``path``, ``arguments``, ``folder``, ``environment``, ``output`` and
``errors`` (files); the line that comes back is the program's exit code.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import sys
from typing import Any, get_args

import openai
from openai.types.responses import ResponseStreamEvent


def play(job: dict[str, Any]) -> None:
    """Be the program, as if this process had been started for it."""
    os.environ.update(job["environment"])
    os.chdir(job["folder"])
    for stream, path in ((1, job["output"]), (2, job["errors"])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), stream)
    sys.argv = [job["path"], *job["arguments"]]
    runpy.run_path(job["path"], run_name="__main__")


def main() -> None:
    """Import the named modules, then play one program per line."""
    for name in ("anyio._backends._asyncio", *sys.argv[1:]):
        importlib.import_module(name)
    client = openai.AsyncOpenAI(api_key="none")
    assert client.responses  # much of openai is imported when it is first looked at
    assert client.chat
    for event in get_args(get_args(ResponseStreamEvent)[0]):
        event.model_rebuild()
    gc.freeze()  # what is shared stays shared
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            play(json.loads(line))
            return
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
