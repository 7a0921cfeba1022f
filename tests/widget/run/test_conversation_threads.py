"""A conversation that several threads talk to at once."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from agents_widget import Agent, Chat, DemoModel

THREADS, ROUNDS = 6, 15


@pytest.fixture(autouse=True)
def frequent_switches() -> Iterator[None]:
    """Have Python switch between threads as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def say_at_once(chat: Any, texts: list[str]) -> list[BaseException]:
    """Say each text on a thread of its own; gives what was raised."""
    barrier = threading.Barrier(len(texts))
    errors: list[BaseException] = []

    def say(text: str) -> None:
        barrier.wait()
        try:
            chat.say(text)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=say, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_messages_said_at_once_are_all_said() -> None:
    for round_number in range(ROUNDS):
        chat = Chat(Agent(name="Echo", model=DemoModel(["Yes."] * 4 * THREADS)))
        texts = [f"{round_number}.{number}" for number in range(THREADS)]
        assert say_at_once(chat, texts) == []
        while True:  # a message that was too late for one run begins the next
            chat.result()
            said = [entry.text for entry in chat.transcript.entries if entry.kind == "user"]
            if len(said) == THREADS:
                break
        assert sorted(said) == texts
        assert chat.transcript.status in {"done", "running"}
        chat.close()
