"""The conversation that a client of AG-UI keeps: its messages and its state, brought up to date by events."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .json_patch import patched
from .wire import Event

logger = logging.getLogger(__name__)


class Call:
    """A tool call of an assistant's message."""

    def __init__(self, call_id: str, name: str) -> None:
        self.id = call_id
        self.name = name
        self.chunks: list[str] = []
        self.is_whole = False
        self.fields: dict[str, Any] = {}
        """What else it carries, to be sent back as it came."""

    @property
    def arguments(self) -> str:
        """The JSON text of its arguments, as far as it has come."""
        return "".join(self.chunks)

    def to_dict(self) -> dict[str, Any]:
        """Give it as a message has it."""
        function = {"name": self.name, "arguments": self.arguments}
        return {"id": self.id, "type": "function", "function": function, **self.fields}


class Message:
    """A message: its text as it comes, its tool calls, and its other fields as they came."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = {name: value for name, value in fields.items() if name not in ("content", "toolCalls")}
        self.content: Any = fields.get("content")
        """The content that came whole."""
        self.chunks: list[str] = []
        self.calls: list[Call] = []
        for given in fields.get("toolCalls") or ():
            call = Call(given["id"], given["function"]["name"])
            call.chunks.append(given["function"]["arguments"])
            call.is_whole = True
            call.fields = {k: v for k, v in given.items() if k not in ("id", "type", "function")}
            self.calls.append(call)

    def to_dict(self, answered: set[str]) -> dict[str, Any] | None:
        """Give it as JSON, with the calls that are ``answered``; None if nothing is left of it."""
        fields = dict(self.fields)
        if self.chunks or self.content is not None:
            fields["content"] = "".join(self.chunks) if self.chunks else self.content
        calls = [call.to_dict() for call in self.calls if call.id in answered]
        if calls:
            fields["toolCalls"] = calls
        is_empty = fields["role"] in ("assistant", "reasoning") and not fields.get("content") and not calls
        return None if is_empty else fields


class Conversation:
    """Messages in order, and the state; events of the canonical form change them."""

    def __init__(self, messages: Iterable[Mapping[str, Any]] = (), state: Any = None) -> None:
        self._messages: dict[str, Message] = {}
        self.calls: dict[str, Call] = {}
        """All tool calls, by id."""
        self.answered: set[str] = set()
        """The ids of the calls that have a result."""
        self._answered_now: set[str] = set()
        """Those of them whose result came in this run."""
        self.state = state
        self._handlers: dict[str, Callable[[Event], None]] = {
            "RUN_STARTED": self._on_run_started,
            "TEXT_MESSAGE_START": self._on_text_start,
            "TEXT_MESSAGE_CONTENT": self._on_text,
            "REASONING_MESSAGE_START": self._on_reasoning_start,
            "REASONING_MESSAGE_CONTENT": self._on_reasoning,
            "REASONING_ENCRYPTED_VALUE": self._on_encrypted_value,
            "TOOL_CALL_START": self._on_call_start,
            "TOOL_CALL_ARGS": self._on_arguments,
            "TOOL_CALL_END": self._on_call_end,
            "TOOL_CALL_RESULT": self._on_result,
            "MESSAGES_SNAPSHOT": self._on_messages,
            "STATE_SNAPSHOT": self._on_state,
            "STATE_DELTA": self._on_state_delta,
        }
        for message in messages:
            self._add(message)

    def read(self, event: Event) -> None:
        """Bring the conversation up to date by an event; one that says nothing of it changes nothing."""
        handler = self._handlers.get(event["type"])
        if handler is not None:
            handler(event)

    def ids(self) -> set[str]:
        """Give the ids of the messages."""
        return set(self._messages)

    def is_told_again(self, call_id: str) -> bool:
        """Whether a call that begins is one that is known, told by a run that goes on from an interrupt.

        After its result it is another call: some servers number those of each answer anew.
        """
        return call_id in self.calls and call_id not in self._answered_now

    def to_list(self, *, with_open_calls: bool) -> list[dict[str, Any]]:
        """Give the messages as JSON. Without its open calls, models of all makers take it as an input."""
        wanted = set(self.calls) if with_open_calls else self.answered
        dicts = (message.to_dict(wanted) for message in self._messages.values())
        return [message for message in dicts if message is not None]

    def _add(self, fields: Mapping[str, Any]) -> Message:
        message = self._messages[fields["id"]] = Message(fields)
        self.calls.update((call.id, call) for call in message.calls)
        if message.fields.get("role") == "tool":
            self.answered.add(message.fields.get("toolCallId", ""))
        return message

    def _begin(self, event: Event, role: str, message_id: str) -> Message:
        """Give a message, which may have begun before."""
        found = self._messages.get(message_id)
        attributed = {name: event[name] for name in ("name", "subagentRunId") if event.get(name)}
        return found or self._add({"id": message_id, "role": role, **attributed})

    def _on_run_started(self, event: Event) -> None:
        self._answered_now.clear()

    def _on_text_start(self, event: Event) -> None:
        self._begin(event, event.get("role") or "assistant", event["messageId"])

    def _on_text(self, event: Event) -> None:
        message = self._messages.get(event["messageId"]) or self._begin(
            event, "assistant", event["messageId"]
        )
        message.chunks.append(event["delta"])

    def _on_reasoning_start(self, event: Event) -> None:
        self._begin(event, "reasoning", event["messageId"])

    def _on_reasoning(self, event: Event) -> None:
        message = self._messages.get(event["messageId"]) or self._begin(
            event, "reasoning", event["messageId"]
        )
        message.chunks.append(event["delta"])

    def _on_encrypted_value(self, event: Event) -> None:
        kept = {"encryptedValue": event["encryptedValue"]}
        if event.get("subtype") == "tool-call":
            if event["entityId"] in self.calls:
                self.calls[event["entityId"]].fields |= kept
        elif event["entityId"] in self._messages:
            self._messages[event["entityId"]].fields |= kept

    def _on_call_start(self, event: Event) -> None:
        call_id = event["toolCallId"]
        if self.is_told_again(call_id):
            return
        self._answered_now.discard(call_id)
        self.answered.discard(call_id)
        call = self.calls[call_id] = Call(call_id, event.get("toolCallName") or "tool")
        parent = event.get("parentMessageId") or event["toolCallId"]
        self._begin({**event, "name": None}, "assistant", parent).calls.append(call)

    def _on_arguments(self, event: Event) -> None:
        call = self.calls.get(event["toolCallId"])
        if call is not None and not call.is_whole:
            call.chunks.append(event["delta"])

    def _on_call_end(self, event: Event) -> None:
        if event["toolCallId"] in self.calls:
            self.calls[event["toolCallId"]].is_whole = True

    def _on_result(self, event: Event) -> None:
        self._answered_now.add(event["toolCallId"])
        kept = {name: event[name] for name in ("subagentRunId", "metadata") if event.get(name)}
        answer = {"role": "tool", "toolCallId": event["toolCallId"], "content": event.get("content") or ""}
        self._add({"id": event.get("messageId") or event["toolCallId"], **answer, **kept})

    def _on_messages(self, event: Event) -> None:
        self._messages = {}
        for fields in event["messages"]:
            self._add(fields)

    def _on_state(self, event: Event) -> None:
        self.state = event.get("snapshot")

    def _on_state_delta(self, event: Event) -> None:
        try:
            self.state = patched(self.state if self.state is not None else {}, event["delta"])
        except (ValueError, LookupError, TypeError, AttributeError):
            logger.warning("A change of the AG-UI state does not fit, and is left out.", exc_info=True)
