"""``watch``: a live view of an agent's run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..agents.run_internal import background
from ..sources.base import Adapter, Options
from ..sources.checks import describe_type
from ..sources.detect import AdapterFactory, find_adapter, make_adapter
from ..sources.openai_agents import OwnRunAdapter, run_options, runner_of
from .channel import Send
from .run.budget import Budget, Price
from .run.controller import RunController
from .run.conversation import Conversation
from .widget import AgentWidget


def watch(
    source: Any,
    prompt: str | list[Any] | None = None,
    *,
    adapter: Adapter | AdapterFactory | None = None,
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
    ``adapter`` reads a source of any other kind: a subclass of ``agents_widget.sources.Adapter``, or a
    function that makes one of the source.
    ``budget_usd`` (with ``prices``, US dollars per million tokens by model) and ``budget_tokens`` hold the
    run when they are spent, and ask. Raises ``TypeError`` for anything else.
    """
    options = run_options(
        context=context, max_turns=max_turns, hooks=hooks, run_config=run_config, session=session
    )
    budget = Budget(budget_usd, budget_tokens, prices)
    if prompt is not None and adapter is not None:
        raise TypeError(
            "watch() got a prompt and an adapter. A prompt is for an agent that it runs, an adapter reads a "
            "run that somebody else started: leave one of them out."
        )
    if prompt is not None:
        return _run_agent(source, prompt, options, budget)
    found = find_adapter(source, options) if adapter is None else make_adapter(adapter, source)
    return _follow(found, budget)


def _run_agent(agent: Any, prompt: str | list[Any], options: Options, budget: Budget) -> AgentWidget:
    """Run an agent on the background loop."""
    runner = runner_of(agent) if hasattr(agent, "instructions") else None
    if runner is None:
        raise TypeError(
            f"watch() got a prompt, and {describe_type(agent)} instead of an agent to run it with."
        )
    _check_budget(budget, can_pause=runner.__module__.startswith(f"{__name__.partition('.')[0]}."))

    def open_conversation(send: Send, on_settled: Callable[[], None]) -> Conversation:
        return Conversation(
            agent=agent,
            prompt=prompt,
            options=options,
            send=send,
            on_settled=on_settled,
            loop=background.loop(),
            budget=budget,
        )

    return AgentWidget(open_conversation)


def _follow(adapter: Adapter, budget: Budget) -> AgentWidget:
    """Follow a run that somebody else started."""
    _check_budget(budget, can_pause="pause" in adapter.abilities)

    def open_controller(send: Send, on_settled: Callable[[], None]) -> RunController:
        kind = Conversation if isinstance(adapter, OwnRunAdapter) else RunController
        controller = kind(
            send=send,
            on_settled=on_settled,
            loop=adapter.loop,
            budget=budget,
            tape=adapter.tape,
            began=adapter.began,
        )
        controller.follow(adapter)
        return controller

    return AgentWidget(open_controller)


def _check_budget(budget: Budget, *, can_pause: bool) -> None:
    if budget.limits and not can_pause:
        raise ValueError(
            "A budget needs a run that can be held: one of agents_widget's own Runner, or one whose adapter "
            "lists the ability 'pause'."
        )
