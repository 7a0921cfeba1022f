"""A transcript as Markdown, for people who paste, and as plain text, for terminals."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from ..schema import Transcript
from . import document as outline, message_markup as markup
from .document import Block, Call, Calls, Happened, Said
from .message_markup import code, fenced, literal

SIZE_LIMIT = 1_500_000
"""Characters of a whole transcript."""


def to_markdown(transcript: Transcript, limit: int = SIZE_LIMIT) -> str:
    """Render a transcript as Markdown, of about ``limit`` characters at most."""
    blocks = outline.kept(outline.blocks(transcript, min(limit // 2, outline.TEXT_LIMIT)), _markdown, limit)
    # Markdown may make any character out of an entity, so what can't be seen is caught at the very end.
    return outline.clean("\n\n".join([f"**{literal(outline.headline(transcript))}**", *blocks]) + "\n")


def to_plain(transcript: Transcript, limit: int = SIZE_LIMIT) -> str:
    """Render a transcript as plain text, of about ``limit`` characters at most."""
    blocks = outline.kept(outline.blocks(transcript, min(limit // 2, outline.TEXT_LIMIT)), _plain, limit)
    return "\n\n".join([outline.headline(transcript), *blocks]) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Said(entry, who, note, text):
            title = f"**{literal(who)}**" + (f" ({literal(note)})" if note else "")
            body = fenced(text) if entry.format == "json" else markup.markdown(text)
            return f"{title}\n\n{body}" if text else ""
        case Calls(who, calls):
            rows = [outline.CALL_TITLES, ["---"] * len(outline.CALL_TITLES), *map(_row, calls)]
            table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
            more = [part for call in calls for part in _long(call)]
            more += [_inside(call) for call in calls if call.inside]
            return "\n\n".join([f"**{literal(who)}** called:", table, *more])
        case Happened(entry, sentence, hint, traceback):
            arrow = "→ " if entry.kind == "handoff" else ""
            said = f"{arrow}**{literal(outline.one_line(sentence, outline.RESULT_LIMIT))}**"
            parts = [said, literal(hint), fenced(traceback) if traceback else ""]
            return "\n\n".join(filter(None, parts))


def _row(call: Call) -> list[str]:
    short = [code(outline.one_line(text, outline.SHORT)) for text in (call.arguments, call.result)]
    return [literal(call.tool), *short, literal(call.state), call.time]


def _long(call: Call) -> Iterator[str]:
    """What a cell is too small for."""
    texts = {"Arguments": call.arguments, "Result": call.result, "Traceback": call.traceback}
    for title, text in texts.items():
        if not outline.is_short(text):
            yield f"{title} of **{literal(call.tool)}**:\n\n{fenced(text)}"


def _inside(call: Call) -> str:
    inner = "\n\n".join([f"Inside **{literal(call.tool)}**:", *map(_markdown, call.inside)])
    return "\n".join(f"> {line}" for line in inner.split("\n"))


def _plain(block: Block) -> str:
    match block:
        case Said(_, who, note, text):
            title = f"{who} ({note}):" if note else f"{who}:"
            return f"{title}\n{_indented(text)}" if text else ""
        case Calls(who, calls):
            return "\n".join(_called(who, call) for call in calls)
        case Happened(entry, sentence, hint, traceback):
            arrow = "-> " if entry.kind == "handoff" else ""
            return "\n".join(filter(None, [arrow + sentence, hint, traceback]))


def _called(who: str, call: Call) -> str:
    facts = ", ".join(filter(None, [call.state, call.time]))
    lines = [f"{who} called {call.tool}({outline.one_line(call.arguments)}): {facts}"]
    lines += [_indented(text) for text in (call.result, call.traceback) if text]
    lines += [_indented(_plain(block)) for block in call.inside]
    return "\n".join(lines)


def _indented(text: str) -> str:
    return indent(text, "    ")
