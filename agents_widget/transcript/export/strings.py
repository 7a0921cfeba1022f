"""Every word of a static transcript and of a report, in English; ``languages.py`` has them in others.

``js/src/views/strings.ts`` says the same of runs and entries; ``tests/vectors/twins`` holds both to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..schema import EntryState, RunStatus

RUN_STATUS: dict[RunStatus, str] = {
    "running": "Running",
    "waiting": "Waiting",
    "done": "Done",
    "failed": "Failed",
    "cancelled": "Stopped",
}

TOOL_STATE: dict[EntryState, str] = {
    "streaming": "writing arguments",
    "waiting": "waiting",
    "running": "running",
    "awaiting_approval": "needs your approval",
    "done": "done",
    "failed": "failed",
    "denied": "denied",
    "not_run": "not run",
    "cancelled": "cancelled",
    "retracted": "retracted",
}

MESSAGE_STATE: dict[EntryState, str] = {
    "streaming": "writing",
    "failed": "failed",
    "cancelled": "stopped here",
    "retracted": "retracted",
}


@dataclass(frozen=True)
class Words:
    """The words of one language; names in braces are filled in."""

    code: str = "en"
    """Of the language, as the ``lang`` of HTML has it."""
    run_status: Mapping[RunStatus, str] = field(default_factory=lambda: RUN_STATUS)
    tool_state: Mapping[EntryState, str] = field(default_factory=lambda: TOOL_STATE)
    message_state: Mapping[EntryState, str] = field(default_factory=lambda: MESSAGE_STATE)
    """What is said of a message that is not whole, or came to no good end."""
    unfinished: str = "{status} when this was written: what came after it is not in here"
    tokens: str = "{count} tokens"
    you: str = "You"
    assistant: str = "Assistant"
    the_agent: str = "The agent"
    another_agent: str = "another agent"
    reasoning: str = "reasoning {time}"
    handed_over: str = "{source} handed over to {target}"
    handed_over_with: str = "{source} handed over to {target} with {arguments}"
    guardrail: str = "Guardrail {name}: {text}"
    tool: str = "Tool"
    arguments: str = "Arguments"
    result: str = "Result"
    state: str = "State"
    time: str = "Time"
    of_tool: str = "{what} of {tool}"
    at_tool: str = "At {tool}"
    inside: str = "Inside {tool}"
    one_step: str = "1 step"
    steps: str = "{count} steps"
    called: str = "{agent} called:"
    called_tool: str = "{agent} called {tool}({arguments}): {facts}"
    table: str = "table"
    rows: str = "{count} rows"
    first_rows: str = "The first {shown} of {total} rows"
    traceback: str = "Traceback"
    note: str = "Note:"
    link: str = "Link"
    link_to_entry: str = "Link to this entry"
    cut: str = "[... {size} characters in all]"
    left_out: str = (
        "[{count} entries are left out: the transcript is too long to keep whole. "
        'widget.save("run.html") writes all of it to a file.]'
    )
    picture_left_out: str = '[The picture is too large for this page: widget.save("run.html") keeps it.]'
    nested_left_out: str = "[What is nested deeper is left out.]"
    # of a report
    contents: str = "Contents"
    runs: str = "{count} runs"
    a_run: str = "A run"
    more: str = "{count} more"
    span: str = "{first} to {last}"
    """From a time to a later one."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The heads of a table of tool calls."""
        return (self.tool, self.arguments, self.result, self.state, self.time)


ENGLISH = Words()
