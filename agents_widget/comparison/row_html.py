"""One row of a comparison as HTML: what every run did at one step, with what differs marked."""

from __future__ import annotations

from collections.abc import Sequence

from ..transcript.export.format import one_line
from ..transcript.export.strings import ENGLISH
from .alignment import Row
from .differences import Spans, arguments_of, differing_words, joined
from .marked_text import escaped, marked
from .steps import Step

LINE_LIMIT = 120
"""Characters of a text in the line of an equal step."""
_OF_BASELINE, _OF_OTHERS = "del", "ins"
"""The elements that mark what differs."""
_LEFT = ' style="text-align:left"'  # a notebook that is opened again strips the style sheet


def equal_line(step: Step) -> str:
    """Give one line for a step that every run took."""
    arguments = f"({one_line(step.entry.arguments, LINE_LIMIT)})" if step.key.kind == "tool_call" else ""
    said = one_line(step.text, LINE_LIMIT)
    return f"<li>{_title(step)}{escaped(arguments)}{f': {escaped(said)}' if said else ''}"


def row_cells(row: Row, letters: Sequence[str], baseline: int) -> str:
    """Give the cells of a row, one for each run."""
    base = row.steps[baseline]
    others = [step for number, step in enumerate(row.steps) if step and number != baseline]
    cells = []
    for number, step in enumerate(row.steps):
        compared = others if number == baseline else [base] if base else []
        tag = _OF_BASELINE if number == baseline else _OF_OTHERS
        content = _step(step, compared, tag) if step else "<i>no such step</i>"
        state = "" if step else " data-missing"
        if step and not compared:
            state = " data-only"
        cells.append(f'<td{_LEFT}{state} data-run="{letters[number]}"><b>{letters[number]}</b> {content}')
    return "".join(cells)


def _step(step: Step, others: Sequence[Step], tag: str) -> str:
    parts = [_title(step, others, tag)]
    if step.key.kind == "tool_call":
        parts.append(_arguments(step, others, tag))
    if step.text:
        texts = [other.text for other in others if other.key.kind == step.key.kind]
        parts.append(f"<pre dir=auto>{marked(step.text, _differing(step.text, texts, tag), tag)}</pre>")
    if step.size is not None and step.size > len(step.text):
        parts.append(f"<small>[{step.size:,} characters in all]</small>")
    return "".join(parts)


def _title(step: Step, others: Sequence[Step] = (), tag: str = _OF_OTHERS) -> str:
    """Say who did what, and how it ended where that is not well; what others did not is marked."""
    entry, kind = step.entry, step.key.kind
    who = one_line(entry.agent) or (ENGLISH.you if kind == "user" else ENGLISH.assistant)
    what = {
        "tool_call": f"{who} called {one_line(entry.tool)}",
        "handoff": f"{one_line(entry.source) or who} handed over to {one_line(entry.target)}",
        "guardrail": f"Guardrail {one_line(entry.guardrail)}",
        "error": one_line(entry.error) or "Error",
        "user": ENGLISH.you,
    }.get(kind, who)
    is_other = any(other.key[:3] != step.key[:3] for other in others)
    title = f"<strong>{escaped(what)}</strong>"
    title = f"<{tag}>{title}</{tag}>" if is_other else title
    if step.state == "done":
        return title
    words = ENGLISH.tool_state if kind == "tool_call" else ENGLISH.message_state
    state = f" · {escaped(words.get(entry.state, one_line(entry.state)))}"
    is_other = any(other.state != step.state for other in others)
    return title + (f"<{tag}>{state}</{tag}>" if is_other else state)


def _arguments(step: Step, others: Sequence[Step], tag: str) -> str:
    """Give the arguments, a line for each key; those that others do not have so are marked."""
    arguments = arguments_of(step.entry.arguments)
    calls = [other for other in others if other.key.kind == "tool_call"]
    if arguments is None:
        texts = [other.entry.arguments for other in calls]
        text = step.entry.arguments
        return f"<pre>{marked(text, _differing(text, texts, tag), tag)}</pre>" if text else ""
    known = [set(arguments_of(other.entry.arguments) or ()) for other in calls]
    lines = []
    for argument in arguments:
        text = f"{argument.name}: {argument.value}"
        is_other = any(argument not in each for each in known)
        lines.append(marked(text, [(0, len(text))] if is_other else [], tag))
    return f"<pre>{chr(10).join(lines)}</pre>" if lines else ""


def _differing(text: str, others: Sequence[str], tag: str) -> Spans:
    """Give where a text differs. The baseline is always the left one: both sides are marked alike."""
    if tag == _OF_BASELINE:
        return joined(span for other in others for span in differing_words(text, other)[0])
    return joined(span for other in others for span in differing_words(other, text)[1])
