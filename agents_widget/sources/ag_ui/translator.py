"""What AG-UI's events mean in the view: https://docs.ag-ui.com/concepts/events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .. import events
from ..events import RunEvent
from .canonical import CanonicalEvents
from .messages import Conversation
from .results import outcome_beside, tool_output
from .scopes import Scope, Scopes
from .wire import Event

AGENT = "agent"
"""What the agent is called that was asked: AG-UI has no name for it."""


class _Text:
    """A message, or reasoning, that is being written."""

    def __init__(self, scope: Scope, shown_id: str) -> None:
        self.scope = scope
        self.shown_id = shown_id
        self.chunks: list[str] = []


class _Kind(NamedTuple):
    """A kind of text: how more of it is told, and that it is whole."""

    delta: Callable[[str, str], RunEvent]
    done: Callable[[str, str], RunEvent]


_MESSAGE = _Kind(events.message_delta, events.message_done)
_REASONING = _Kind(events.reasoning_delta, events.reasoning_done)


class Translator:
    """Reads the events of a run in order, and of the run that goes on from its interrupts."""

    def __init__(self, conversation: Conversation | None = None, agent: str = AGENT) -> None:
        self.conversation = conversation or Conversation()
        self.end: Event | None = None
        """RUN_FINISHED, or RUN_ERROR, once it has come."""
        self.asked: list[Event] = []
        """What LangGraph's server of 0.x asks, beside RUN_FINISHED."""
        self.owners: dict[str, Scope] = {}
        """Whose each tool call is that is shown, by its id."""
        self._scopes = Scopes(agent)
        self._canonical = CanonicalEvents()
        self._seen = self.conversation.ids()
        """The ids of messages that were shown, or given to the run."""
        self._texts: dict[_Kind, dict[str, _Text | None]] = {_MESSAGE: {}, _REASONING: {}}
        """The texts that are being written, by their ids; None for somebody else's words."""
        self._answers: dict[str, tuple[str, Any]] = {}
        """The call and the content of each result, by the id of the message that it is."""
        self._handlers: dict[str, Callable[[Event], Iterable[RunEvent]]] = {
            "RUN_STARTED": self._on_run_started,
            "RUN_FINISHED": self._on_end,
            "RUN_ERROR": self._on_end,
            "TEXT_MESSAGE_START": self._on_text_start,
            "TEXT_MESSAGE_CONTENT": lambda event: self._on_delta(_MESSAGE, event),
            "TEXT_MESSAGE_END": lambda event: self._on_text_end(_MESSAGE, event),
            "REASONING_MESSAGE_CONTENT": lambda event: self._on_delta(_REASONING, event),
            "REASONING_MESSAGE_END": lambda event: self._on_text_end(_REASONING, event),
            "REASONING_ENCRYPTED_VALUE": self._on_encrypted_value,
            "TOOL_CALL_START": self._on_call_start,
            "TOOL_CALL_ARGS": self._on_arguments,
            "TOOL_CALL_END": self._on_call_end,
            "TOOL_CALL_RESULT": self._on_result,
            "SUBAGENT_STARTED": self._on_subagent_started,
            "SUBAGENT_FINISHED": self._on_subagent_ended,
            "SUBAGENT_ERROR": self._on_subagent_ended,
            "MESSAGES_SNAPSHOT": self._on_messages,
            "CUSTOM": self._on_custom,
        }

    def read(self, event: Event) -> list[RunEvent]:
        """Give what an event means. One of an unknown type means nothing.

        Raises ``LookupError`` or ``TypeError`` for one that lacks what its type has.
        """
        meaning: list[RunEvent] = []
        for each in self._canonical.read(event):
            handler = self._handlers.get(each.get("type", ""))
            if handler is not None:
                meaning.extend(handler(each))
            self.conversation.read(each)
        return meaning

    # The run

    def _on_run_started(self, event: Event) -> Iterable[RunEvent]:
        self.end = None
        self.asked = []
        given = (event.get("input") or {}).get("messages") or ()
        self._seen.update(message["id"] for message in given)
        return ()

    def _on_end(self, event: Event) -> Iterator[RunEvent]:
        """The run is over; the tokens of all its model calls are told at once."""
        self.end = event
        for scope in self._scopes.inside_tools():
            scope.run.writing.clear()
            yield from scope.end_call()
        run, usage = self._scopes.main.run, [*(event.get("usage") or ())]
        run.writing.clear()
        if run.is_answering and not usage:
            usage.append({})
        run.is_answering = run.may_end = False
        yield from map(_model_call_done, usage)

    def _on_custom(self, event: Event) -> Iterable[RunEvent]:
        if event.get("name") == "on_interrupt":
            self.asked.append(event)
        return ()

    # What a model writes

    def _on_text_start(self, event: Event) -> Iterable[RunEvent]:
        self._begin_text(_MESSAGE, event)
        return ()

    def _begin_text(self, kind: _Kind, event: Event) -> _Text | None:
        message_id = event["messageId"]
        is_agents = event.get("role") in (None, "assistant", "reasoning")
        # An id that comes again is another message all the same.
        shown_id = message_id if message_id not in self._seen else f"{message_id}:{len(self._seen)}"
        made = _Text(self._scopes.named(event), shown_id) if is_agents else None
        self._texts[kind][message_id] = made
        self._seen.update((message_id, shown_id))
        return made

    def _on_delta(self, kind: _Kind, event: Event) -> Iterable[RunEvent]:
        delta, message_id = event["delta"], event["messageId"]
        texts = self._texts[kind]
        text = texts[message_id] if message_id in texts else self._begin_text(kind, event)
        if text is None or not delta:
            return ()
        text.chunks.append(delta)
        run = text.scope.run
        more = run.inside(kind.delta(delta, text.shown_id))
        if text in run.writing:
            return (more,)
        begun = [*text.scope.speak(), more]
        run.writing.add(text)
        return begun

    def _on_text_end(self, kind: _Kind, event: Event) -> Iterator[RunEvent]:
        text = self._texts[kind].pop(event["messageId"], None)
        if text is not None and text.chunks:
            yield text.scope.run.inside(kind.done("".join(text.chunks), text.shown_id))
            yield from text.scope.stop_writing(text)

    # Tools

    def _on_call_start(self, event: Event) -> Iterator[RunEvent]:
        call_id = event["toolCallId"]
        if call_id in self.owners and self.conversation.is_told_again(call_id):
            return
        scope = self.owners[call_id] = self._scopes.of(event)
        yield from scope.speak()
        scope.run.writing.add(call_id)
        yield scope.run.inside(events.tool_call_started(call_id, event.get("toolCallName") or "tool"))

    def _on_arguments(self, event: Event) -> Iterable[RunEvent]:
        call_id, delta = event["toolCallId"], event["delta"]
        scope = self.owners.get(call_id)
        if scope is None or not delta or call_id not in scope.run.writing:
            return ()
        return (scope.run.inside(events.tool_arguments_delta(call_id, delta)),)

    def _on_call_end(self, event: Event) -> Iterator[RunEvent]:
        call_id = event["toolCallId"]
        scope = self.owners.get(call_id)
        if scope is not None and call_id in scope.run.writing:
            yield scope.run.inside(events.tool_called(call_id, self.conversation.calls[call_id].name))
            yield from scope.stop_writing(call_id)

    def _on_result(self, event: Event, *, ends_call: bool = True) -> Iterator[RunEvent]:
        call_id, content = event["toolCallId"], event.get("content") or ""
        scope = self.owners.setdefault(call_id, self._scopes.of(event))
        self._answers[event.get("messageId") or call_id] = (call_id, content)
        self._seen.add(event.get("messageId") or call_id)
        scope.run.writing.discard(call_id)
        if ends_call:
            yield from scope.end_call()
        yield scope.run.inside(tool_output(call_id, content))

    def _on_encrypted_value(self, event: Event) -> Iterator[RunEvent]:
        outcome = outcome_beside(event.get("encryptedValue"))
        if outcome is not None and event.get("entityId") in self._answers:
            yield self._ended(*self._answers[event["entityId"]], outcome)

    def _ended(self, call_id: str, content: Any, outcome: events.ToolOutcome) -> RunEvent:
        return self.owners[call_id].run.inside(tool_output(call_id, content, outcome=outcome))

    # Sub-agents

    def _on_subagent_started(self, event: Event) -> Iterator[RunEvent]:
        call_id = event.get("parentToolCallId")
        owner = self.owners.get(call_id or "")
        scope = self._scopes.begin(event, None if owner is None or call_id is None else (owner, call_id))
        if scope.run.speaker != scope.name:
            scope.run.speaker = scope.name
            yield scope.run.inside(events.agent_started(scope.name))

    def _on_subagent_ended(self, event: Event) -> Iterator[RunEvent]:
        scope = self._scopes.of(event)
        yield from scope.end_call()
        if event["type"] == "SUBAGENT_ERROR":
            text = f"{scope.name} failed: {event.get('message') or 'no reason given'}"
            yield scope.run.inside(events.notice(text))

    # Whole messages

    def _on_messages(self, event: Event) -> Iterator[RunEvent]:
        """Read the conversation as the server has it: servers may tell in it what they did not stream."""
        messages: list[Mapping[str, Any]] = event["messages"]
        asked = [number for number, each in enumerate(messages) if each.get("role") == "user"]
        new = messages[asked[-1] + 1 :] if asked else messages
        streamed = [number for number, each in enumerate(new) if self._was_streamed(each)]
        for number, message in enumerate(new):
            if message.get("role") == "tool":
                is_past = bool(streamed) and number < streamed[-1]  # a model has written since
                yield from self._on_whole_answer(message, ends_call=not is_past)
            elif message.get("role") == "assistant":
                yield from self._on_whole_message(message)
        self._seen.update(message["id"] for message in messages)

    def _was_streamed(self, message: Mapping[str, Any]) -> bool:
        return message.get("role") == "assistant" and message["id"] in self._seen

    def _on_whole_message(self, message: Mapping[str, Any]) -> Iterator[RunEvent]:
        scope = self._scopes.named(message)
        text = message.get("content")
        if message["id"] not in self._seen and isinstance(text, str) and text:
            yield from scope.speak()
            yield scope.run.inside(events.message_done(text, message["id"]))
        for call in message.get("toolCalls") or ():
            call_id, function = call["id"], call["function"]
            known = self.conversation.calls.get(call_id)
            if call_id not in self.owners:
                self.owners[call_id] = scope
                yield from scope.speak()
            elif (
                known is None
                or known.arguments == function["arguments"]
                or call_id in self.conversation.answered
            ):
                continue
            else:
                scope = self.owners[call_id]
            yield scope.run.inside(events.tool_called(call_id, function["name"], function["arguments"]))

    def _on_whole_answer(self, message: Mapping[str, Any], *, ends_call: bool) -> Iterator[RunEvent]:
        call_id = message.get("toolCallId", "")
        if call_id in self.owners and (message.get("error") or call_id not in self.conversation.answered):
            yield from self._on_result({**message, "messageId": message["id"]}, ends_call=ends_call)
            if message.get("error"):
                yield self._ended(call_id, message.get("content") or message["error"], "failed")


def _model_call_done(usage: Mapping[str, Any]) -> RunEvent:
    return events.model_call_done(
        usage.get("model") or "",
        input_tokens=usage.get("inputTokens") or 0,
        output_tokens=usage.get("outputTokens") or 0,
        cached_tokens=usage.get("cachedInputTokens") or 0,
        reasoning_tokens=usage.get("reasoningTokens") or 0,
    )
