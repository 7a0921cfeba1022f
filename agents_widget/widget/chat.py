"""``Chat``: a conversation with an agent in a notebook cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import traitlets

from ..agents.run_internal import background
from ..sources.openai_agents import run_options, runner_of
from .channel import Send
from .run.budget import Budget, Price
from .run.conversation import Conversation
from .widget import AgentWidget


class Chat(AgentWidget):
    """A live view with a composer: every message is a run, all in one transcript.

    The agent that spoke last answers the next message. ``session`` keeps what was said beyond the
    notebook; ``suggestions`` are offered while nothing was said yet. ``budget_usd`` (with ``prices``, US
    dollars per million tokens by model) and ``budget_tokens`` hold the run when they are spent, and ask.
    The other arguments are ``Runner.run_streamed``'s. Raises ``TypeError`` without an agent.
    """

    suggestions = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(
        self,
        agent: Any,
        *,
        session: Any = None,
        suggestions: Sequence[str] = (),
        context: Any = None,
        max_turns: int | None = 10,
        hooks: Any = None,
        run_config: Any = None,
        budget_usd: float | None = None,
        budget_tokens: int | None = None,
        prices: Mapping[str, Price] | None = None,
    ) -> None:
        if runner_of(agent) is None or not hasattr(agent, "instructions"):
            raise TypeError(
                f"Chat() needs an agent to talk to, not {type(agent).__name__}: Chat(Agent(...))."
            )
        if isinstance(suggestions, str):
            raise TypeError(f"suggestions is a list of texts: suggestions=[{suggestions!r}].")
        options = run_options(
            context=context, max_turns=max_turns, hooks=hooks, run_config=run_config, session=session
        )
        budget = Budget(budget_usd, budget_tokens, prices)

        def open_conversation(send: Send, on_settled: Callable[[], None]) -> Conversation:
            conversation = Conversation(
                agent=agent,
                options=options,
                send=send,
                on_settled=on_settled,
                loop=background.loop(),
                budget=budget,
            )
            conversation.show_idle()
            return conversation

        super().__init__(open_conversation)
        self.suggestions = list(suggestions)
