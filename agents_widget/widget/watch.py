"""``watch``: a live view of an agent's run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..agents.guessed_arguments import ON_WATCH, explain_arguments
from ..sources.agent_runner import Input
from ..sources.base import Adapter, Options
from ..sources.checks import describe_type
from ..sources.detect import AdapterFactory, find_adapter, find_runner, make_adapter
from ..sources.openai_agents_runner import run_options
from .channel import Send
from .css_length import css_length
from .page_widget import PageWidget
from .run.budget import Budget, Price
from .run.controller import RunController
from .run.conversation import Conversation
from .widget import AgentWidget


@explain_arguments("watch()", ON_WATCH)
def watch(
    source: Any,
    prompt: Input | None = None,
    *,
    input: Input | None = None,
    adapter: Adapter | AdapterFactory | None = None,
    context: Any = None,
    max_turns: int | None = 10,
    hooks: Any = None,
    run_config: Any = None,
    session: Any = None,
    config: Mapping[str, Any] | None = None,
    budget_usd: float | None = None,
    budget_tokens: int | None = None,
    prices: Mapping[str, Price] | None = None,
    height: int | str | None = None,
) -> AgentWidget:
    """Show an agent's run, live, and give the widget at once; the run is not waited for.

    ``source`` is the result of ``Runner.run_streamed`` (of this package or of the OpenAI Agents SDK), an
    iterator of its events or of raw Responses events, a recording, the result of a run that has ended, or an
    agent: with a ``prompt`` (or ``input``, as ``Runner`` names it) the widget runs it, on a thread of its
    own, so that it goes on while cells compute; an agent of another package on the caller's event loop, where
    its connections are. The next arguments are ``Runner.run_streamed``'s; for a result they are added to its
    own when it goes on: after an approval, or with a follow-up. ``config`` is what another framework's own
    call takes besides the input: see docs/sources.md.
    ``adapter`` reads a source of any other kind: a subclass of ``agents_widget.sources.Adapter``, or a
    function that makes one of the source.
    ``budget_usd`` (with ``prices``, US dollars per million tokens by model) and ``budget_tokens`` hold the
    run when they are spent, and ask. ``height`` is the view's, in pixels or as in CSS (``"30rem"``); without
    one it grows with the transcript, up to most of the window. A widget is given back as it is: displayed
    again, it shows the same run in a second view. Raises ``TypeError`` for anything else.
    """
    if isinstance(source, AgentWidget) and adapter is None:
        return _same(source, is_asked=prompt is not None or input is not None, height=height)
    if adapter is None and (instead := _what_shows_itself(source)):
        raise TypeError(f"watch() got {instead}")
    if prompt is not None and input is not None:
        raise TypeError("watch() got a prompt and an input, which are the same: leave one of them out.")
    prompt = input if prompt is None else prompt
    options = run_options(
        context=context,
        max_turns=max_turns,
        hooks=hooks,
        run_config=run_config,
        session=session,
        config=config,
    )
    budget = Budget(budget_usd, budget_tokens, prices)
    if prompt is not None and adapter is not None:
        raise TypeError(
            "watch() got a prompt and an adapter. A prompt is for an agent that it runs, an adapter reads a "
            "run that somebody else started: leave one of them out."
        )
    if prompt is not None:
        return _run_agent(source, prompt, options, budget, height)
    found = find_adapter(source, options) if adapter is None else make_adapter(adapter, source)
    return _follow(found, budget, height)


def _same(widget: AgentWidget, *, is_asked: bool, height: int | str | None) -> AgentWidget:
    """Give a widget back, to be displayed once more."""
    if is_asked:
        raise TypeError("watch() got a widget, whose run is there already: ask on with widget.say('Hello').")
    if height is not None:
        widget.layout.height = css_length(height)
    return widget


def _what_shows_itself(source: Any) -> str:
    """Say what to write instead of watching what has a view of its own; empty for anything else."""
    if isinstance(source, PageWidget) and hasattr(source, "rows"):
        return "a grid, which shows itself: write g as the last line of a cell, and g[3].watch() for a row."
    if isinstance(source, PageWidget):
        return f"{describe_type(source)}, which shows itself: write it as the last line of a cell."
    kind = type(source)  # the rooms of these import this one
    if hasattr(kind, "divergence"):
        return (
            "a comparison, which shows itself: write c as the last line of a cell, and c.runs[0].watch() for "
            "a run of it."
        )
    if hasattr(kind, "watch") and hasattr(kind, "tape"):
        return f"{describe_type(source)}, which opens its run itself: write row.watch()."
    if isinstance(source, (list, tuple)) and any(isinstance(each, PageWidget) for each in source):
        return "several widgets, which show themselves: write display(*widgets), or compare(a, b)."
    return ""


def _run_agent(
    agent: Any, prompt: Input, options: Options, budget: Budget, height: int | str | None
) -> AgentWidget:
    """Run an agent by its framework."""
    runner = find_runner(agent)
    if runner is None:
        if find_runner(prompt) is not None:
            raise TypeError("watch() takes the agent first, then the prompt: write watch(agent, 'Hello').")
        raise TypeError(
            f"watch() got a prompt, and {describe_type(agent)} instead of an agent to run it with: "
            "write watch(Agent(...), 'Hello')."
        )
    runner.check(agent, options)
    runner.check_input(prompt)
    _check_budget(budget, can_pause=runner.can_pause(agent))

    def open_conversation(send: Send, on_settled: Callable[[], None]) -> Conversation:
        return Conversation(
            agent=agent,
            prompt=prompt,
            options=options,
            send=send,
            on_settled=on_settled,
            loop=runner.loop_of(agent),
            budget=budget,
        )

    return AgentWidget(open_conversation, height)


def _follow(adapter: Adapter, budget: Budget, height: int | str | None) -> AgentWidget:
    """Follow a run that somebody else started."""
    _check_budget(budget, can_pause="pause" in adapter.abilities)

    def open_controller(send: Send, on_settled: Callable[[], None]) -> RunController:
        kind = RunController if adapter.next_agent is None else Conversation
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

    return AgentWidget(open_controller, height)


def _check_budget(budget: Budget, *, can_pause: bool) -> None:
    if budget.limits and not can_pause:
        raise ValueError(
            "A budget needs a run that can be held: one of agents_widget's own Runner, or one whose adapter "
            "lists the ability 'pause'."
        )
