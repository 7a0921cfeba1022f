"""Plays events through a projector, or the steps of a golden vector."""

from __future__ import annotations

from typing import Any

from shapes import output

from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Entry, Patch, Transcript, apply_all


def play(steps: list[dict[str, Any]]) -> list[list[Patch]]:
    """Give the patches of each step: an event, or something that is done to the projector."""
    projector = Projector()
    return [_step(projector, **step) for step in steps]


def _step(projector: Projector, t: int, event: Any = None, do: str = "project", **given: Any) -> list[Patch]:
    match do:
        case "project":
            return projector.project(event, t)
        case "begin":
            return projector.begin(t=t, **given)
        case "say":
            return projector.say(t=t, **given)
        case "status":
            return projector.status(t=t, **given)
        case "interrupt":
            return projector.interrupt(t=t, **given)
        case "decide":
            return projector.decide(t=t, **given)
        case "finish":
            return projector.finish(t)
        case "cancel":
            return projector.cancel(t)
        case "fail":
            return projector.fail(failure(**given), t)
    raise ValueError(f"No such step: {do}")


def failure(error: str, message: str, guardrail: str = "", reason: Any = None) -> BaseException:
    """Make an exception by the name of its class, with a guardrail's result when one is named."""
    made: BaseException = type(error, (Exception,), {})(message)
    if guardrail:
        made.guardrail_result = {  # type: ignore[attr-defined]
            "guardrail": {"name": guardrail},
            "output": {"output_info": reason, "tripwire_triggered": True},
        }
    return made


def entries_of(*events: Any, projector: Projector | None = None) -> list[Entry]:
    """Give the entries that events become, without an end."""
    projector = projector or Projector()
    patches = [patch for t, event in enumerate(events) for patch in projector.project(event, t)]
    return apply_all(Transcript(), patches).entries


def tool_output(value: Any, text: Any = "text", **more: Any) -> dict[str, Any]:
    """Make the event of a tool's output: its Python value, and what the model is told of it."""
    event = output("")
    event["item"] |= {"output": value, **more}
    event["item"]["raw_item"]["output"] = text
    return event
