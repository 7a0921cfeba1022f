"""Puts the pieces of tool calls in a chat completion's stream together, in every server's dialect."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from ..exceptions import UserError
from .chatcmpl_call_joining import CallPiece, call_of, is_whole_object, name_of_next, repeats
from .chatcmpl_extra_fields import ExtraFields
from .response_writer import OpenItem, ResponseWriter
from .server_errors import unreadable


@dataclass
class OpenCall(OpenItem):
    """A function call while it is written; it is started when its name is known."""

    server_index: int | str | None = None
    """The index by which the server refers to the call, if it gives one."""
    server_id: str = ""
    """The id by which the server refers to the call, if it gives one."""
    buffered_arguments: str = ""
    """Arguments that came before the name."""
    named_again: bool = False
    """Whether its name came again, without arguments, after its arguments were whole."""

    @property
    def arguments(self) -> str:
        """The arguments so far."""
        return self.buffered_arguments + "".join(part.text for part in self.parts)

    @property
    def is_whole(self) -> bool:
        """Whether the arguments are a JSON object, after which nothing more can belong to them."""
        return is_whole_object(self.parts[-1].deltas if self.parts else [self.buffered_arguments])


class ToolCallAssembler:
    """The tool calls of one response: ``add`` for each piece, then ``finish``.

    Custom tool calls are left out; ``strict`` raises ``UserError`` for them. ``buffer_calls`` starts calls at
    the end of the stream only.
    """

    def __init__(
        self,
        writer: ResponseWriter,
        extra_fields: ExtraFields,
        *,
        strict: bool = False,
        buffer_calls: bool = False,
    ) -> None:
        self.calls: list[OpenCall] = []
        self._writer = writer
        self._extra_fields = extra_fields
        self._strict = strict
        self._buffer_calls = buffer_calls
        self._custom_indexes: set[int | str | None] = set()

    def __bool__(self) -> bool:
        """Whether there is any call; one of which nothing is known yet is none."""
        return any(call.name or call.buffered_arguments for call in self.calls)

    @property
    def count(self) -> int:
        """How many calls the server has begun, with those that are left out."""
        return len(self.calls) + len(self._custom_indexes)

    def add(self, piece: CallPiece) -> None:
        """Add a piece to its call, or begin a new call with it."""
        if self._is_custom(piece):
            return
        call = call_of(self.calls, piece)
        if call is None:
            call = OpenCall("function_call", server_index=piece.index, name=name_of_next(self.calls, piece))
            self.calls.append(call)
        call.provider_data = self._extra_fields.of_call(call.provider_data, piece.sent)
        if repeats(call, piece):
            return
        call.server_id = call.server_id or piece.id
        call.name = call.name or piece.name
        self._write(call, piece.arguments)

    def finish(self) -> None:
        """End every call. Raises ``ModelBehaviorError`` for one that has no name."""
        for call in self.calls:
            if call.index is None and call.name:
                self._start(call)
            if call.index is not None:
                self._writer.finish_item(call)
            elif call.buffered_arguments:
                raise unreadable("a tool call without a name", call.buffered_arguments)

    def _is_custom(self, piece: CallPiece) -> bool:
        if piece.is_custom:
            if self._strict:
                raise UserError("Custom tool calls of chat completions are not supported.")
            self._custom_indexes.add(piece.index)
        says_nothing = not piece.name and not piece.arguments
        return piece.is_custom or (says_nothing and piece.index in self._custom_indexes)

    def _write(self, call: OpenCall, arguments: str) -> None:
        if call.index is not None:
            if arguments:
                self._writer.write(call, "arguments", arguments)
            return
        call.buffered_arguments += arguments
        if call.name and not self._buffer_calls:
            self._start(call)

    def _start(self, call: OpenCall) -> None:
        # Some servers give one id to all calls: an answer to it would be an answer to which?
        is_taken = any(other.call_id == call.server_id for other in self.calls)
        call.call_id = call.server_id if call.server_id and not is_taken else f"call_{uuid.uuid4().hex}"
        self._writer.start_item(call)
        if call.buffered_arguments:
            self._writer.write(call, "arguments", call.buffered_arguments)
            call.buffered_arguments = ""
