"""A loopback server for many runs at once: each run has a plan of answers, found by the model it names.

Every request is checked as strictly as OpenAI's API would (``strict_api``), but answered all the same: what
is wrong with it is kept in the plan.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from http import HTTPStatus
from typing import Any

from answers import Answer, Part, chat, respond, text
from faults import WireAnswer
from loopback import Connection, LoopbackServer, Request
from strict_api import problems

MOST_CHUNKS = 20_000


class AnswerPlan:
    """The answers to the requests of one run, in order; after the last one, a plain text."""

    def __init__(self, answers: list[WireAnswer]) -> None:
        self.answers = answers
        self.problems: list[str] = []
        """What OpenAI's API would have refused."""
        self.count = 0
        self.own_ids: set[str] = set()
        """The ids that the server has given, which it has to know when they come back."""

    def next(self, request: Request) -> WireAnswer:
        """Check a request, and give the next answer."""
        found = problems(request.path, request.body, self.own_ids)
        self.problems += [f"request {self.count}: {each}" for each in found]
        while self.count >= len(self.answers):
            self.answers.append(good_answer(request.path, text("That is all.")))
        self.count += 1
        answer = self.answers[self.count - 1]
        self.own_ids |= answer.ids()
        return answer


def good_answer(path: str, *parts: Part) -> WireAnswer:
    """An answer without a fault."""
    built = (chat if "chat" in path else respond)(*parts)
    items = [{"kind": part.kind, "text": "".join(part.chunks), **part.extra} for part in parts]
    return WireAnswer(events=list(built.events), items=items)


class FaultServer(LoopbackServer):
    """Answers each model's requests by that model's plan."""

    def __init__(self) -> None:
        self.plans: dict[str, AnswerPlan] = {}
        super().__init__()

    async def _listen(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: FaultConnection(self), "127.0.0.1", 0)

    def take(self, request: Request) -> Answer:
        """Wrap the plan's next answer, which ``FaultConnection`` writes."""
        return Answer(whole=self.plans[request.body["model"]].next(request))


class FaultConnection(Connection):
    """Writes an answer as its faults say."""

    async def _write(self, request: Request, answer: Answer) -> None:
        wire: WireAnswer = answer.whole
        body = wire.content()
        cut = int(wire.cut_at * len(body)) if wire.ending != "whole" else len(body)
        phrase = HTTPStatus(wire.status).phrase
        headers = {**wire.headers, "transfer-encoding": "chunked"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        if wire.ending == "whole" or wire.cut_at > 0:
            self._transport.write(f"HTTP/1.1 {wire.status} {phrase}\r\n{lines}\r\n".encode())
            # Reading millions of chunks takes minutes in which nothing else on the client's loop goes on.
            await self._send(body[:cut], max(wire.piece or 4096, len(body) // MOST_CHUNKS))
        await self._end(request, wire)

    async def _end(self, request: Request, wire: WireAnswer) -> None:
        if wire.ending == "stall":
            await asyncio.Event().wait()
        request.done.set()
        if wire.ending == "close":
            await self._drop()
        if wire.ending == "reset":
            # Closing with unsent data forgotten makes the kernel send RST: the client sees a reset.
            raw: Any = self._transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()
            await asyncio.Event().wait()
        wire.sent = True
        self._transport.write(b"0\r\n\r\n")
