"""Plays the steps of a golden vector through a projector."""

from __future__ import annotations

from typing import Any

from agents_widget.transcript.projector import Projector
from agents_widget.transcript.schema import Patch


def play(steps: list[dict[str, Any]]) -> list[list[Patch]]:
    """Give the patches of each step: an event, or something that is done to the projector."""
    projector = Projector()
    return [_step(projector, **step) for step in steps]


def _step(projector: Projector, t: int, event: Any = None, do: str = "project", **given: Any) -> list[Patch]:
    match do:
        case "project":
            return projector.project(event, t)
        case "fail":
            return projector.fail(failure(**given), t)
        case "begin" | "interrupt" | "say" | "decide" | "status":
            (first, *_), rest = given.values(), dict(list(given.items())[1:])
            return getattr(projector, do)(first, t=t, **rest)
        case "finish" | "cancel":
            return getattr(projector, do)(t)
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
