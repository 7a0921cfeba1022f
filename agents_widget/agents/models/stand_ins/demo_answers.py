"""The texts of the demo model: a report of a run, or a ready-made answer to a plain prompt."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

from .input_history import FinishedCall, shorten

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_JOKE = re.compile(r"\bjok(e|es|er|ing)\b", re.IGNORECASE)


def plain_answer(question: str, instructions: str = "") -> str:
    """A ready-made answer in Markdown that fits the question, as far as a demo can."""
    answer = _ready_made(question, instructions)
    if answer:
        return f"{answer}\n\n{_text('footer')}"
    quote = _escape(shorten(question, 200))
    paragraphs = [f"You wrote:\n\n> {quote}"] if quote else []
    return "\n\n".join([*paragraphs, _text("no idea"), _text("real model")])


def _ready_made(question: str, instructions: str) -> str:
    if _JOKE.search(question):
        return _jokes(_number_in(question) or 3)
    for pattern, answer in _chapter("Answers").items():
        if re.search(pattern, question, re.IGNORECASE):
            return answer
    if _JOKE.search(instructions):
        return _jokes(_number_in(instructions) or 3)
    return ""


def run_report(
    calls: Sequence[FinishedCall], question: str, instructions: str, untried: Sequence[str] = ()
) -> str:
    """What happened in a run, in Markdown: which tools ran with what result, and who handed over to whom."""
    tools = [each for each in calls if not each.agent]
    agents = [f"**{_escape(each.agent)}**" for each in calls if each.agent]
    counts = [_counted(len(tools), "tool call"), _counted(len(agents), "handoff")]
    sections = [_text("report", ran=" and ".join(filter(None, counts)))]
    if tools:
        rows = [f"| `{each.name}` | {_code(each.arguments)} | {_cell(each.output)} |" for each in tools]
        sections.append("\n".join(["| tool | called with | gave |", "|---|---|---|", *rows]))
    if agents:
        sections.append(f"Handoffs: the first agent → {' → '.join(agents)}, who is speaking now.")
    if untried:
        sections.append("Left alone, since only their own service can run them: " + ", ".join(untried) + ".")
    if _JOKE.search(f"{question} {instructions}"):
        jokes = _jokes(_number_in(question) or _last_number(tools) or 3)
        sections.append(f"And since somebody asked for jokes:\n\n{jokes}")
    return "\n\n".join([*sections, _text("report's end"), _text("real model")])


def _counted(count: int, word: str) -> str:
    if count == 0:
        return ""
    return f"1 {word}" if count == 1 else f"{count} {word}s"


def _last_number(tools: Sequence[FinishedCall]) -> int | None:
    """The last output of a tool that is a number from 1 to 999."""
    outputs = [each.output.strip() for each in tools]
    numbers = [int(output) for output in outputs if re.fullmatch(r"[1-9]\d{0,2}", output)]
    return numbers[-1] if numbers else None


def script_ended(turns: int) -> str:
    """The answer when a script has no more turns."""
    played = "its one turn was" if turns == 1 else f"its {turns} turns were"
    return _text("script ended", played=played)


@functools.cache
def _chapter(title: str) -> dict[str, str]:
    """The texts of a chapter of the Markdown file beside this one, by their headings."""
    text = Path(__file__).with_suffix(".md").read_text("utf-8")
    chapter = text.partition(f"\n# {title}\n")[2].partition("\n# ")[0]
    _, *sections = re.split(r"^## (.+)$", chapter, flags=re.MULTILINE)
    return dict(zip(sections[::2], map(str.strip, sections[1::2]), strict=True))


def _text(heading: str, **values: str) -> str:
    return _chapter("Elsewhere")[heading].format(**values)


def _jokes(wanted: int) -> str:
    jokes = _chapter("Elsewhere")["jokes"].splitlines()[:wanted]
    text = "\n".join(jokes)
    if wanted > len(jokes):
        text += f"\n\nThat is all I know: {len(jokes)} of the {wanted}."
    return text


def _number_in(text: str) -> int | None:
    found = re.search(rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)})\b", text.lower())
    if found is None:
        return None
    number = _NUMBERS.index(found[1]) if found[1] in _NUMBERS else int(found[1])
    return number or None


def _code(text: str) -> str:
    code = shorten(text, 60).replace("`", "'").replace("|", "\\|")
    return "nothing" if code == "{}" else f"`{code}`"


def _cell(text: str) -> str:
    if text.startswith(("[", "{")):
        return _code(text)
    return _escape(shorten(text, 80)) or "*nothing*"


def _escape(text: str | None) -> str:
    """The text with all Markdown escaped."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", " ".join((text or "").split()))
