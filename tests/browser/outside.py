"""The world outside: a server that gets all that the browser sends to any host but this machine's."""

from __future__ import annotations

import asyncio
import re

import hang
from playwright.async_api import Browser

BROWSERS_OWN = ("accounts.google.com", "googleapis.com")  # it asks them for updates and the like
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

_SERVER_NAME = re.compile(rb"(?=\x00\x00(..)(..)\x00(..)([\w.-]+))", re.DOTALL)


class Outside:
    """Hears what leaves the browser. Use with ``async with``."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._news = asyncio.Event()
        self._calls = 0

    async def __aenter__(self) -> Outside:
        self._server = await asyncio.start_server(self._hear, "127.0.0.1")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    @property
    def flag(self) -> str:
        """The browser's option that leads every host here."""
        port = self._server.sockets[0].getsockname()[1]
        return f"--host-resolver-rules=MAP * 127.0.0.1:{port}, EXCLUDE 127.0.0.1, EXCLUDE localhost"

    async def listen(self, browser: Browser) -> list[str]:
        """Give all that was heard until now, having made sure that something could be."""
        self._calls += 1
        control = f"control-{self._calls}.example"
        page = await browser.new_page()
        page.set_default_timeout(hang.MILLISECONDS)
        await page.goto(f"http://{control}/")
        await page.close()
        while not any(control in line for line in self.heard):
            self._news.clear()
            await self._news.wait()
        return [line for line in self.heard if not any(host in line for host in (*BROWSERS_OWN, "control-"))]

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.read(4096)
        if request:  # else a connection that was opened ahead and not used
            self.heard.append(_told(request))
            self._news.set()
            writer.write(ANSWER)
        writer.close()


def _told(request: bytes) -> str:
    """Give the first line and the host of a request; of an encrypted one the host it names in clear."""
    if request[:1] != b"\x16":
        return " ".join(re.findall(r"\A.*|^Host:.*", request.decode("latin-1"), re.MULTILINE))
    for found in _SERVER_NAME.finditer(request):
        extension, names, size = (int.from_bytes(number, "big") for number in found.groups()[:3])
        if extension - 2 == names == size + 3:  # by chance random bytes look like the rest of it
            return "https://" + found[4][:size].decode()
    return repr(request)
