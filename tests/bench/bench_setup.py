"""What the benches have in common: the server in a process of its own, and what they were measured on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server() -> Iterator[str]:
    """The address of a server in a process of its own."""
    script = Path(__file__).with_name("bench_server.py")
    process = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
    finally:
        process.kill()
        process.communicate()


def machine() -> str:
    """What the figures were measured on."""
    packages = ("openai", "openai-agents", "pydantic", "httpx2")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    return f"{platform.platform()}, {os.cpu_count()} CPUs, Python {platform.python_version()}\n{versions}"
