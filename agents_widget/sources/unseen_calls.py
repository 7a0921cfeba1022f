"""The model calls of agents used as tools in a run of the OpenAI Agents SDK, of which no event comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..transcript.fields import agent_name, count_field, field, raw_type, real_id, text_field
from .events import RunEvent, inside_tool, model_call_done


class _Tokens(NamedTuple):
    """What one model call used."""

    input: int
    output: int
    cached: int
    reasoning: int

    @classmethod
    def of(cls, usage: Any) -> _Tokens:
        return cls(
            count_field(usage, "input_tokens"),
            count_field(usage, "output_tokens"),
            count_field(field(usage, "input_tokens_details"), "cached_tokens"),
            count_field(field(usage, "output_tokens_details"), "reasoning_tokens"),
        )


class UnseenCalls:
    """Finds the calls that are in the usage of a run's context, and are none of the run's own.

    The SDK adds what an agent used as a tool spends to the usage of the run around it, one entry a call.
    """

    def __init__(self, given: Counter[_Tokens] | None = None) -> None:
        self.given: Counter[_Tokens] = Counter() if given is None else given
        """Those that were told already, also of the run that this one goes on from."""
        self._own: Counter[_Tokens] = Counter()
        self._agent_tools: dict[str, Any] = {}
        """The agents used as tools, by call id."""

    def note(self, event: Any) -> None:
        """Note a model call of the run's own, or a call of an agent used as a tool."""
        if raw_type(event) == "response.completed":
            data = field(event, "data", event)
            self._own[_Tokens.of(field(field(data, "response"), "usage"))] += 1
        elif text_field(event, "name") == "tool_called":
            self._note_tool(field(event, "item"))

    def take(self, result: Any) -> Iterator[RunEvent]:
        """Give an event for each call that was not told yet, once the run's events have ended."""
        entries = field(field(field(result, "context_wrapper"), "usage"), "request_usage_entries") or ()
        responses = Counter(_Tokens.of(field(each, "usage")) for each in field(result, "raw_responses") or ())
        # A response whose tools failed is among the events only, and one of a run before in the result only.
        unseen = Counter(map(_Tokens.of, entries)) - (self._own | responses) - self.given
        self.given += unseen
        for tokens in unseen.elements():
            yield self._event(tokens)

    def _note_tool(self, item: Any) -> None:
        raw = field(item, "raw_item")
        for tool in field(field(item, "agent"), "tools") or ():
            agent = field(tool, "_agent_instance")
            if agent is not None and field(tool, "name") == field(raw, "name"):
                self._agent_tools[real_id(field(raw, "call_id"))] = agent

    def _event(self, tokens: _Tokens) -> RunEvent:
        """Say a call of the agent used as a tool: of several, the first; without a model if theirs differ."""
        models = {_model_name(agent) for agent in self._agent_tools.values()}
        done = model_call_done(
            models.pop() if len(models) == 1 else "",
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            cached_tokens=tokens.cached,
            reasoning_tokens=tokens.reasoning,
        )
        for call_id, agent in self._agent_tools.items():
            return inside_tool(call_id, agent_name(agent), done)
        return done  # by a tool that calls a model with the run's context


def _model_name(agent: Any) -> str:
    model = field(agent, "model")
    return model if isinstance(model, str) else text_field(model, "model")
