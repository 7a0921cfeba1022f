"""What the demo model says: an account of a run it made, or a ready-made answer to a plain prompt."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

from .input_history import Answered, clipped

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_JOKE = re.compile(r"\bjok(e|es|er|ing)\b", re.IGNORECASE)


def plain_answer(question: str, instructions: str = "") -> str:
    """A ready-made answer in Markdown that fits the question, as far as a demo can."""
    answers = _chapter("Answers").items()
    fitting = (said for asked, said in answers if re.search(asked, question, re.IGNORECASE))
    said = _jokes(_number_in(question) or 3) if _JOKE.search(question) else next(fitting, "")
    if not said and _JOKE.search(instructions):
        said = _jokes(_number_in(instructions) or 3)
    if said:
        return f"{said}\n\n{_said('footer')}"
    asked = _plain(clipped(question, 200))
    quoted = [f"You wrote:\n\n> {asked}"] if asked else []
    return "\n\n".join([*quoted, _said("no idea"), _said("real model")])


def account(
    answered: Sequence[Answered], question: str, instructions: str, untried: Sequence[str] = ()
) -> str:
    """What happened in a run, in Markdown: which tools ran with what result, and who handed over to whom."""
    tools = [each for each in answered if not each.agent]
    agents = [f"**{_plain(each.agent)}**" for each in answered if each.agent]
    counted = ((len(tools), "tool call"), (len(agents), "handoff"))
    ran = " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counted if count)
    sections = [_said("account", ran=ran)]
    if tools:
        rows = [f"| `{each.name}` | {_code(each.arguments)} | {_cell(each.output)} |" for each in tools]
        sections.append("\n".join(["| tool | called with | gave |", "|---|---|---|", *rows]))
    if agents:
        sections.append(f"Handoffs: the first agent → {' → '.join(agents)}, who is speaking now.")
    if untried:
        sections.append("Left alone, since only their own service can run them: " + ", ".join(untried) + ".")
    if _JOKE.search(f"{question} {instructions}"):
        outputs = [each.output.strip() for each in tools]
        told = [int(output) for output in outputs if re.fullmatch(r"[1-9]\d{0,2}", output)]
        jokes = _jokes(_number_in(question) or (told[-1] if told else 3))
        sections.append(f"And since somebody asked for jokes:\n\n{jokes}")
    return "\n\n".join([*sections, _said("account's end"), _said("real model")])


def script_ended(turns: int) -> str:
    """What to say when a script has no more turns."""
    return _said("script ended", played="its one turn was" if turns == 1 else f"its {turns} turns were")


@functools.cache
def _chapter(title: str) -> dict[str, str]:
    """The texts of a chapter of the Markdown file beside this one, by their headings."""
    text = Path(__file__).with_suffix(".md").read_text("utf-8")
    chapter = text.partition(f"\n# {title}\n")[2].partition("\n# ")[0]
    _, *sections = re.split(r"^## (.+)$", chapter, flags=re.MULTILINE)
    return dict(zip(sections[::2], map(str.strip, sections[1::2]), strict=True))


def _said(heading: str, **values: str) -> str:
    return _chapter("Elsewhere")[heading].format(**values)


def _jokes(wanted: int) -> str:
    jokes = _chapter("Elsewhere")["jokes"].splitlines()[:wanted]
    short = f"\n\nThat is all I know: {len(jokes)} of the {wanted}." if wanted > len(jokes) else ""
    return "\n".join(jokes) + short


def _number_in(text: str) -> int | None:
    found = re.search(rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)})\b", text.lower())
    if found is None:
        return None
    return (_NUMBERS.index(found[1]) if found[1] in _NUMBERS else int(found[1])) or None


def _code(text: str) -> str:
    short = clipped(text, 60).replace("`", "'").replace("|", "\\|")
    return f"`{short}`" if short != "{}" else "nothing"


def _cell(text: str) -> str:
    if text.startswith(("[", "{")):
        return _code(text)
    return _plain(clipped(text, 80)) or "*nothing*"


def _plain(text: str | None) -> str:
    """The text without a meaning in Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", " ".join((text or "").split()))
