"""A real MCP server, made with mcp's own API: over its standard streams, or with --http on a port."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver import Context, Image, MCPServer
from mcp.server.mcpserver.resolve import Elicit, Resolve
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
app = MCPServer("harbour")


class Sure(BaseModel):
    """An answer."""

    sure: bool = Field(description="Whether it is meant.")
    boats: int = 1


@app.tool()
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@app.tool()
def tide(harbour: str) -> dict[str, float]:
    """Look up the tide."""
    return {"metres": 2.4, "length": float(len(harbour))}


@app.tool()
def chart() -> Image:
    """Draw a chart."""
    return Image(data=PNG, format="png")


@app.tool(structured_output=False)
def report() -> list[str | Image]:
    """Write a report with a chart."""
    return ["Calm.", Image(data=PNG, format="png")]


@app.tool(structured_output=False)
def remark(text: str) -> str:
    """Say something."""
    return text


@app.tool()
def nothing() -> None:
    """Return nothing."""


@app.tool()
def boom() -> str:
    """Fail."""
    raise ValueError("hidden")


@app.tool()
async def sweep(ctx: Context) -> str:
    """Report progress."""
    for step in (1, 2, 3):
        await ctx.report_progress(step, 4, f"step {step}")
    await ctx.report_progress(5)
    return "swept"


@app.tool()
async def wait(folder: str) -> str:
    """Wait until nobody wants the result any more, and leave word of it."""
    Path(folder, "began").touch()
    try:
        await asyncio.Event().wait()
    finally:
        Path(folder, "cancelled").touch()
    return ""


@app.tool()
def pid() -> int:
    """Give the process id."""
    return os.getpid()


@app.tool()
def die(folder: str) -> str:
    """End the server, and leave word of each time."""
    with Path(folder, "died").open("a") as word:
        word.write("x")
    print("Out of fuel.", file=sys.stderr, flush=True)
    os._exit(3)


@app.tool(annotations=ToolAnnotations(read_only_hint=True))
def die_once(folder: str) -> str:
    """End the server the first time; looking again does no harm."""
    if Path(folder, "died").exists():
        return "alive"
    die(folder)
    return ""


@app.tool()
async def grow(ctx: Context) -> str:
    """Offer one more tool."""
    app.add_tool(lambda: "new", name="grown", description="A new tool.")
    await ctx.notify_tools_changed()
    return "grown"


def ask_sure() -> Elicit[Sure]:
    return Elicit("Launch the boats?", Sure)


@app.tool()
def launch(answer: Annotated[Sure, Resolve(ask_sure)]) -> str:
    """Launch, after a question."""
    return f"launched {answer.boats}" if answer.sure else "stayed"


@app.tool()
async def launch_old(ctx: Context) -> str:
    """Ask as servers did before the protocol of 2026-07-28."""
    answer = await ctx.elicit("Launch as of old?", Sure)
    return f"{answer.action} {getattr(answer, 'data', None)}"


@app.tool()
async def grow_old(ctx: Context) -> str:
    """Offer one more tool, and tell it as servers did before the protocol of 2026-07-28."""
    app.add_tool(lambda: "new", name="grown_old", description="A new tool.")
    await ctx.session.send_tool_list_changed()
    return "grown"


def stay() -> None:
    """Live on after the end of its input, a broken output, and SIGTERM."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        app.run("stdio")
    finally:
        while True:
            signal.pause()


def main() -> None:
    if "--stubborn" in sys.argv:
        stay()
    elif "--http" in sys.argv:
        import uvicorn

        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(sys.argv[-1]) if sys.argv[-1].isdigit() else 0))
        listener.listen()
        print(listener.getsockname()[1], flush=True)
        config = uvicorn.Config(app.streamable_http_app(), log_level="error")
        uvicorn.Server(config).run(sockets=[listener])
    else:
        app.run("stdio")


if __name__ == "__main__":
    main()
