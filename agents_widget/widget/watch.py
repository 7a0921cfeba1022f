"""``watch``: a live view of whatever makes an agent's events."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..agents.run_internal import background
from ..sources.base import Source, Stream
from ..sources.openai_agents import Options, OurResult, result_source, run_options, runner_of
from ..transcript.schema import Patch, Transcript
from ..transcript.tape import Tape
from .channel import Channel
from .run.budget import Budget, Price
from .run.controller import RunController
from .run.conversation import Conversation
from .widget import AgentWidget

ACCEPTED = (
    "the result of Runner.run_streamed(...) (ours or the OpenAI Agents SDK's), an iterator of its events "
    "or of raw Responses events, an agent with a prompt, or a recording (a Tape or the path of a .jsonl file)"
)


def watch(
    source: Any,
    prompt: str | list[Any] | None = None,
    *,
    context: Any = None,
    max_turns: int | None = 10,
    hooks: Any = None,
    run_config: Any = None,
    session: Any = None,
    budget_usd: float | None = None,
    budget_tokens: int | None = None,
    prices: Mapping[str, Price] | None = None,
) -> AgentWidget:
    """Show an agent's run, live, and give the widget at once; the run is not waited for.

    ``source`` is the result of ``Runner.run_streamed`` (of this package or of the OpenAI Agents SDK), an
    iterator of its events or of raw Responses events, a recording, or an agent: with a ``prompt`` the
    widget runs it, on a thread of its own, so that it goes on while cells compute. The other arguments
    are ``Runner.run_streamed``'s; for a result they are added to its own when it goes on: after an approval,
    or with a follow-up.
    ``budget_usd`` (with ``prices``, US dollars per million tokens by model) and ``budget_tokens`` hold the
    run when they are spent, and ask. Raises ``TypeError`` for anything else.
    """
    options = run_options(
        context=context, max_turns=max_turns, hooks=hooks, run_config=run_config, session=session
    )
    budget = Budget(budget_usd, budget_tokens, prices)
    if prompt is not None:
        return _run(source, prompt, options, budget)
    if isinstance(source, (Tape, str, Path)):
        return _replay(source)
    followed = _source(source, options)
    _check_budget(budget, can_be_held="pause" in followed.abilities)
    channel = Channel(began=followed.began)
    feed = (Conversation if isinstance(followed, OurResult) else RunController)(channel, followed.home)
    feed.brake.limit(budget)
    feed.follow(followed)
    widget = AgentWidget(feed)
    followed.share(feed.log, widget)
    return widget


def _run(agent: Any, prompt: str | list[Any], options: Options, budget: Budget) -> AgentWidget:
    """Run an agent on the background loop."""
    runner = runner_of(agent) if hasattr(agent, "instructions") else None
    if runner is None:
        raise TypeError(f"watch() got a prompt, and {_name(agent)} instead of an agent to run it with.")
    _check_budget(budget, can_be_held=runner.__module__.startswith(f"{__name__.partition('.')[0]}."))
    feed = Conversation(Channel(), background.loop(), agent=agent, options=options)
    feed.brake.limit(budget)
    widget = AgentWidget(feed)
    feed.begin(prompt)
    return widget


def _check_budget(budget: Budget, *, can_be_held: bool) -> None:
    if budget.limits and not can_be_held:
        raise ValueError("A budget needs a run that can be held: one of agents_widget's own Runner.")


def _replay(recording: Tape | str | Path) -> AgentWidget:
    given = recording if isinstance(recording, Tape) else Tape.read(_recording(recording))
    # A tape of its own: the run that was recorded may still be adding to the other.
    feed = RunController(Channel(tape=Tape(given.rows, began=given.began)))
    if ending := _ending(feed.channel.transcript):
        feed.channel.record(ending, given.duration)
        feed.channel.flush(given.duration)
    return AgentWidget(feed)


def _ending(recorded: Transcript) -> list[Patch]:
    """What a recording needs at its end, where nobody can be asked and nothing goes on."""
    ending: list[Patch] = []
    if recorded.abilities:
        ending.append(Patch("set", ("abilities",), []))
    if recorded.status in ("running", "waiting"):
        ending.append(Patch("set", ("status",), "cancelled"))
        ending.append(Patch("set", ("detail",), "The recording ends here."))
    return ending


def _recording(path: str | Path) -> Path:
    if Path(path).suffix != ".jsonl":
        raise TypeError(f"watch() cannot show the text {str(path)[:80]!r}. It shows {ACCEPTED}.")
    return Path(path)


def _source(value: Any, options: Options) -> Source:
    """Tell what kind of run a value is, by its shape."""
    if (result := result_source(value, options)) is not None:
        return result
    if isinstance(value, (AsyncIterable, Iterator, list, tuple)):
        return Stream(value)
    raise TypeError(f"{_why_not(value)} It shows {ACCEPTED}.")


def _why_not(value: Any) -> str:
    if inspect.iscoroutine(value):
        value.close()  # it will not be awaited, and nobody should be warned of that
        return (
            f"watch() got the coroutine {value.__qualname__}() before it was awaited: "
            "write watch(await ...), or use Runner.run_streamed, which needs no await."
        )
    if runner_of(value) is not None and hasattr(value, "instructions"):
        return "watch() got an agent and nothing to ask it: write watch(agent, 'Hello')."
    if hasattr(value, "new_items") and hasattr(value, "final_output"):
        return f"watch() got {_name(value)}, a run that has ended: use Runner.run_streamed to watch one."
    if hasattr(value, "__aenter__"):
        return f"watch() got {_name(value)}: write `async with ... as stream:` and watch(stream)."
    return f"watch() cannot show {_name(value)}."


def _name(value: Any) -> str:
    kind = type(value)
    return f"an object of type {kind.__module__}.{kind.__qualname__}".replace("builtins.", "")
