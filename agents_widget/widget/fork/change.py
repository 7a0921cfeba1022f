"""What a fork changes: an output, a message, a call's arguments, or who goes on."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from typing import Any, TypedDict

from ...agents.edited_arguments import parse_arguments
from ...sources.base import Options
from ...sources.checks import describe_type
from ...sources.openai_agents import is_own, runner_of
from ...sources.openai_agents_runner import OpenAIAgentsRunner
from ...transcript.fields import field, type_name
from ...transcript.schema import Entry
from .fork_point import ForkPoint, is_models, open_calls, output_place
from .trunk import Trunk

NOT_GIVEN: Any = object()
"""Of an output, which may be None."""


class Change(TypedDict, total=False):
    """What differs from the entry on: what was given to ``fork``."""

    output: Any
    text: str | None
    arguments: str | Mapping[str, Any] | None
    model: Any
    agent: Any
    instructions: Any


def given(change: Change) -> Change:
    """Give what was given of a change.

    Raises ``ValueError`` for what cannot be changed together, ``TypeError`` for names that there are not.
    """
    if unknown := [name for name in change if name not in Change.__annotations__]:
        raise TypeError(f"fork() has no {', '.join(unknown)}. It has {', '.join(Change.__annotations__)}.")
    kept: Any = {
        name: each
        for name, each in change.items()
        if each is not NOT_GIVEN and (each is not None or name == "output")
    }
    if "output" in kept and "arguments" in kept:
        raise ValueError("fork() got output= and arguments=: with other arguments the tool runs again.")
    text = kept.get("text")
    if text is not None and (not isinstance(text, str) or not text.strip()):
        raise ValueError(f"text= is what the user says, a text that is not empty; not {text!r}.")
    return kept  # type: ignore[no-any-return]


def named(change: Change) -> dict[str, Any]:
    """Give a change as it is told: agents and models by their names."""
    return {name: _named(each) if name in ("model", "agent") else each for name, each in change.items()}


def changed_items(point: ForkPoint, change: Change) -> list[Any]:
    """Give the items that the fork's first model call is sent, but for what a tool has yet to answer."""
    items = list(point.items)
    if "output" in change:
        items = _with_output(items, point, change["output"])
    if "arguments" in change:
        del items[_output_of(items, point, "arguments")]
        items[point.place] = _with_arguments(items[point.place], point, change["arguments"])
    text = change.get("text")
    if text is not None:
        message = {"role": "user", "content": text}
        if point.entry is not None and point.entry.kind == "user":
            items[point.place] = message
        else:
            items.append(message)
    _check_can_go_on(items, point, change)
    return items


def agent_that_goes_on(trunk: Trunk, point: ForkPoint, change: Change) -> Any:
    """Give the agent of the fork.

    Raises ``ValueError`` where none is known, ``TypeError`` for one of another framework.
    """
    agent = change.get("agent")
    name = point.agent
    if "arguments" in change and point.entry is not None:
        name = point.entry.agent
    if agent is None:
        agent = trunk.agents.get(name)
    if agent is None and not trunk.agents:
        raise ValueError(
            f"A recording has no agents: pass the one that goes on, agent=... (it was {name!r})."
        )
    if agent is None:
        known = ", ".join(map(repr, trunk.agents))
        raise ValueError(f"The agent {name!r} is not known any more ({known} is): pass agent=...")
    if not OpenAIAgentsRunner.matches(agent):
        raise TypeError(
            "A fork goes on with an agent of this package or of the OpenAI Agents SDK, not "
            f"{describe_type(agent)}."
        )
    if "arguments" in change and not is_own(runner_of(agent)):
        raise TypeError("arguments= needs an agent of this package, which runs one call alone: give output=.")
    others = {each: change[each] for each in ("model", "instructions") if each in change}
    return agent.clone(**others) if others else agent


def check_arguments(agent: Any, point: ForkPoint, change: Change) -> None:
    """Raise ``ValueError`` for other arguments that the tool's schema refuses, as ``approve`` does.

    What is no tool of the agent's own list, such as one of an MCP server, is not looked up for it.
    """
    edited = parse_arguments(change.get("arguments"))
    call = point.entry
    if edited is None or call is None:
        return
    for tool in field(agent, "tools", default=()):
        schema = field(tool, "params_json_schema")
        if field(tool, "name") == call.tool and isinstance(schema, Mapping):
            edited.check(schema, call.arguments)
            return


def options_of_fork(trunk: Trunk, change: Change, context: Any) -> Options:
    """Give the options of the fork's run: the trunk's, with a context and a conversation of its own."""
    options = {name: each for name, each in trunk.options.items() if name not in ("session", "context")}
    kept = trunk.options.get("context")
    if context is not None:
        options["context"] = context
    elif kept is not None:
        options["context"] = _copied(kept)
    config = options.get("run_config")
    if "model" in change and field(config, "model") is not None:  # it goes before the agents' own
        model = change["model"]
        is_mapping = isinstance(config, Mapping)
        options["run_config"] = (
            {**config, "model": model} if is_mapping else dataclasses.replace(config, model=model)  # type: ignore[dict-item, type-var]
        )
    return options


def _copied(context: Any) -> Any:
    if any(kind.__name__ == "RunContextWrapper" for kind in type(context).__mro__):  # ours, or the SDK's
        context = context.context  # a wrapper counts the usage of its own run
    try:
        return copy.deepcopy(context)
    except Exception as error:
        raise TypeError(
            f"The run's context ({type_name(context)}) cannot be copied for the fork ({error}): "
            "pass one of its own, context=..."
        ) from error


def _with_output(items: list[Any], point: ForkPoint, output: Any) -> list[Any]:
    from ...agents.tool_output import output_for_model  # here, for who only reads recordings

    place = _output_of(items, point, "output")
    changed = {**items[place], "output": output_for_model(output)}
    return [*items[:place], changed, *items[place + 1 :]]


def _output_of(items: list[Any], point: ForkPoint, name: str) -> int:
    entry = point.entry
    if entry is None or entry.kind != "tool_call":
        what = "the end of the run" if entry is None else f"{entry.id!r}, a {entry.kind}"
        raise ValueError(f"{name}= is of a tool call, and not of {what}: name the call that it changes.")
    place = output_place(items, point.place)
    if place is None:
        raise _no_output_of(_call_name(entry))
    return place


def _with_arguments(item: Any, point: ForkPoint, arguments: Any) -> Any:
    edited = parse_arguments(arguments)
    if edited is None or point.entry is None:
        return item
    turn = [each for each in point.shown if each.parent is None and each.turn == point.entry.turn]
    if any(each.kind == "handoff" for each in turn):
        raise ValueError("The model handed over in the same answer, so that the call cannot be made again.")
    return {**item, "arguments": edited.text}


def _check_can_go_on(items: list[Any], point: ForkPoint, change: Change) -> None:
    """Raise ``ValueError`` where no model call can follow."""
    waiting = open_calls(items)
    if "arguments" in change:
        waiting.remove(field(items[point.place], "call_id"))
    if waiting:
        names = {each.call_id: _call_name(each) for each in point.shown}
        raise _no_output_of(*(names.get(call_id, call_id) for call_id in waiting))
    if "arguments" not in change and (not items or is_models(items[-1])):
        where = "the end of the run" if point.entry is None else repr(point.entry.id)
        raise ValueError(f"Nothing is left to answer at {where}: say what comes next, text='...'.")


def _no_output_of(*calls: str) -> ValueError:
    return ValueError(
        f"The conversation has no output of {' and '.join(calls)}: fork there once the turn is over, or at "
        "an earlier entry."
    )


def _call_name(call: Entry) -> str:
    return f"{call.id} ({call.tool})"


def _named(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return str(field(value, "name") or field(value, "model") or f"<{type_name(value)}>")
