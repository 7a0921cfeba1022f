"""``Chat``: a conversation with an agent in a notebook cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import traitlets

from ..agents.guessed_arguments import ON_WATCH, explain_arguments
from ..sources.checks import describe_type
from ..sources.detect import find_runner
from ..sources.openai_agents_runner import run_options
from .channel import Send
from .run.budget import Budget, Price
from .run.conversation import Conversation
from .widget import AgentWidget


class Chat(AgentWidget):
    """A live view with a composer: every message is a run, all in one transcript.

    The agent that spoke last answers the next message; a ``prompt`` is the first one. ``session`` keeps what
    was said beyond the notebook; ``suggestions`` are offered while nothing was said yet. ``budget_usd`` (with
    ``prices``, US dollars per million tokens by model) and ``budget_tokens`` hold the run when they are
    spent, and ask. ``height`` is the view's, in pixels or as in CSS.
    The other arguments are ``Runner.run_streamed``'s; ``config`` is what another framework's own call takes
    besides the input (see docs/sources.md). Raises ``TypeError`` without an agent.
    """

    suggestions = traitlets.List(traitlets.Unicode()).tag(sync=True)

    @explain_arguments("Chat()", ON_WATCH)
    def __init__(
        self,
        agent: Any,
        prompt: str | None = None,
        *,
        session: Any = None,
        suggestions: Sequence[str] = (),
        context: Any = None,
        max_turns: int | None = 10,
        hooks: Any = None,
        run_config: Any = None,
        config: Mapping[str, Any] | None = None,
        budget_usd: float | None = None,
        budget_tokens: int | None = None,
        prices: Mapping[str, Price] | None = None,
        height: int | str | None = None,
    ) -> None:
        runner = find_runner(agent)
        if runner is None:
            raise TypeError(
                f"Chat() needs an agent to talk to, not {describe_type(agent)}: write Chat(Agent(...))."
            )
        if prompt is not None and not isinstance(prompt, str):
            raise TypeError(f"A chat begins with a text, not {describe_type(prompt)}: Chat(agent, 'Hello').")
        if isinstance(suggestions, str):
            raise TypeError(f"suggestions is a list of texts: suggestions=[{suggestions!r}].")
        options = run_options(
            context=context,
            max_turns=max_turns,
            hooks=hooks,
            run_config=run_config,
            session=session,
            config=config,
        )
        runner.check(agent, options)
        budget = Budget(budget_usd, budget_tokens, prices)

        def open_conversation(send: Send, on_settled: Callable[[], None]) -> Conversation:
            conversation = Conversation(
                agent=agent,
                options=options,
                send=send,
                on_settled=on_settled,
                loop=runner.loop_of(agent),
                budget=budget,
            )
            conversation.show_idle()
            return conversation

        super().__init__(open_conversation, height)
        self.suggestions = list(suggestions)
        if prompt is not None:
            self.say(prompt)
