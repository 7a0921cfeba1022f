"""What the demo model says: an account of a run it made, or a ready-made answer to a plain prompt."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

from .conversation import Answered, clipped

_REAL_MODEL = """\
```python
from agents_widget import Agent, LocalModel

Agent(name="Assistant")                      # an OpenAI model: set OPENAI_API_KEY first
Agent(name="Assistant", model=LocalModel())  # a small real model on this machine, no key
```"""
_FOOTER = """

---
*I am the demo model: this answer was ready before you asked. For a real one, give your agent a `model`.*"""
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_JOKE = r"\bjok(e|es|er|ing)\b"


def plain_answer(question: str, instructions: str = "") -> str:
    """A ready-made answer in Markdown that fits the question, as far as a demo can."""
    if wants_jokes(question):
        return _jokes(_number_in(question) or 3) + _FOOTER
    for pattern, answer in _known().items():
        if re.search(pattern, question, re.IGNORECASE):
            return answer + _FOOTER
    if wants_jokes(instructions):
        return _jokes(_number_in(instructions) or 3) + _FOOTER
    return _no_idea(question)


def account(
    answered: Sequence[Answered], question: str, instructions: str, untried: Sequence[str] = ()
) -> str:
    """What happened in a run, in Markdown: which tools ran with what result, and who handed over to whom."""
    tools = [each for each in answered if not each.agent]
    sections = ["### That was a demo run", _summary(len(tools), len(answered) - len(tools))]
    if tools:
        rows = [f"| `{each.name}` | {_code(each.arguments)} | {_cell(each.output)} |" for each in tools]
        sections.append("\n".join(["| tool | called with | gave |", "|---|---|---|", *rows]))
    if agents := [f"**{_plain(each.agent)}**" for each in answered if each.agent]:
        sections.append(f"Handoffs: the first agent → {' → '.join(agents)}, who is speaking now.")
    if untried:
        sections.append("Left alone, since only their own service can run them: " + ", ".join(untried) + ".")
    if wants_jokes(f"{question} {instructions}"):
        jokes = _jokes(_number_in(question) or _number_from(tools) or 3)
        sections.append(f"And since somebody asked for jokes:\n\n{jokes}")
    sections.append("For an answer with some thought in it, give your agent a real model:")
    sections.append(_REAL_MODEL)
    return "\n\n".join(sections)


def script_ended(turns: int) -> str:
    """What to say when a script has no more turns."""
    played = "its one turn was" if turns == 1 else f"its {turns} turns were"
    return (
        f"*The script of this demo ends here: {played} played.* Run the cell again to see it from the start."
    )


def wants_jokes(text: str) -> bool:
    """Whether somebody asks for jokes."""
    return re.search(_JOKE, text, re.IGNORECASE) is not None


def _summary(tools: int, moves: int) -> str:
    counted = ((tools, "tool call"), (moves, "handoff"))
    ran = " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counted if count)
    return (
        "I am the **demo model**. I understand nothing, and I made up the arguments from each tool's schema; "
        f"but all you just saw really happened: {ran}."
    )


@functools.cache
def _known() -> dict[str, str]:
    """The answers in the Markdown file beside this one, by the pattern that asks for them."""
    text = Path(__file__).with_suffix(".md").read_text("utf-8")
    _, *sections = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(sections[::2], map(str.strip, sections[1::2]), strict=True))


def _jokes(wanted: int) -> str:
    jokes = _known()[_JOKE].splitlines()[:wanted]
    short = f"\n\nThat is all I know: {len(jokes)} of the {wanted}." if wanted > len(jokes) else ""
    return "\n".join(jokes) + short


def _no_idea(question: str) -> str:
    asked = clipped(question, 200)
    quoted = f"You wrote:\n\n> {_plain(asked)}\n\n" if asked else ""
    return (
        f"{quoted}I am the **demo model**, so I can't answer that: there is no language model behind me. "
        "What you see is real, though: these words arrive in the same events as those of any model.\n\n"
        "- Try *“Please tell me 5 jokes.”*, *“a haiku”*, *“some code”* or *“a table”*.\n"
        "- Give the agent tools or handoffs, and I will try each of them once.\n"
        f"- Or give it a real model:\n\n{_REAL_MODEL}"
    )


def _number_in(text: str) -> int | None:
    found = re.search(rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)})\b", text, re.IGNORECASE)
    if found is None:
        return None
    word = found[1].lower()
    return (_NUMBERS.index(word) if word in _NUMBERS else int(word)) or None


def _number_from(tools: Sequence[Answered]) -> int | None:
    numbers = [int(each.output) for each in tools if re.fullmatch(r"[1-9]\d{0,2}", each.output.strip())]
    return numbers[-1] if numbers else None


def _code(text: str) -> str:
    short = clipped(text, 60).replace("`", "'").replace("|", "\\|")
    return f"`{short}`" if short != "{}" else "nothing"


def _cell(text: str) -> str:
    if text.startswith(("[", "{")):
        return _code(text)
    return _plain(clipped(text, 80)) or "*nothing*"


def _plain(text: str) -> str:
    """The text without a meaning in Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", " ".join(text.split()))
