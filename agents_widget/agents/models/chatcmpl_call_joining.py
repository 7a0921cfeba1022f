"""Which tool call of a chat completion a piece of its stream belongs to, in every server's dialect.

By the API a piece refers to its call by ``index``. Servers leave it out or number every call 0, repeat or
leave out ids and names, and send calls in one piece.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar


@dataclass(frozen=True)
class CallPiece:
    """A piece of a tool call, as a delta has it; what it leaves out is None or empty."""

    index: int | str | None
    id: str
    name: str
    arguments: str
    is_custom: bool
    """Whether it says that it is of a custom tool call."""
    sent: Mapping[str, Any]
    """The piece as the server sent it, with fields beyond the API."""


class BegunCall(Protocol):
    """A call of which some pieces have come."""

    server_index: int | str | None
    """The index by which the server refers to the call, if it gives one."""
    server_id: str
    """The id by which the server refers to the call, if it gives one."""
    name: str
    named_again: bool
    """Whether its name came again, without arguments, after its arguments were whole."""

    @property
    def arguments(self) -> str:
        """The arguments so far."""

    @property
    def is_whole(self) -> bool:
        """Whether the arguments are a JSON object, after which nothing more can belong to them."""


Call = TypeVar("Call", bound=BegunCall)


def call_of(calls: Sequence[Call], piece: CallPiece) -> Call | None:
    """The call that a piece belongs to; None if it begins another one."""
    call = _referred_call(calls, piece)
    return None if call is None or _begins_another(call, piece) else call


def name_of_next(calls: Sequence[Call], piece: CallPiece) -> str:
    """The name of the call that a piece begins: where a server leaves it out, that of the call before."""
    call = None if piece.name else _referred_call(calls, piece)
    return piece.name if call is None else call.name


def repeats(call: BegunCall, piece: CallPiece) -> bool:
    """Whether a piece adds nothing to its call, which it then notes.

    The server repeats what it has said, or begins a call whose arguments are still to come.
    """
    if not piece.name or not call.is_whole:
        return False
    call.named_again = not piece.arguments
    return True


def is_whole_object(pieces: Sequence[str]) -> bool:
    """Whether these pieces of JSON text are an object together."""
    last = next((piece.rstrip() for piece in reversed(pieces) if piece.strip()), "")
    if not last.endswith("}"):  # saves reading long arguments again for each piece
        return False
    try:
        return isinstance(json.loads("".join(pieces)), dict)
    except (ValueError, RecursionError):
        return False


def _referred_call(calls: Sequence[Call], piece: CallPiece) -> Call | None:
    """The call that a piece refers to: by its id and index, by either, or else the latest one."""
    same_id = [call for call in reversed(calls) if piece.id and call.server_id == piece.id]
    for call in same_id:
        if piece.index is None or call.server_index in (None, piece.index):
            return call
    if piece.index is not None:
        for call in reversed(calls):
            if call.server_index == piece.index:
                return call
    if same_id and not piece.name:
        return same_id[0]
    return _latest(calls, piece)


def _latest(calls: Sequence[Call], piece: CallPiece) -> Call | None:
    """The latest call, unless what a piece says and what is known of it show that it is another."""
    latest = calls[-1] if calls else None
    if latest is None or (piece.index is not None and latest.server_index is not None):
        return None
    return None if piece.id and latest.server_id else latest


def _begins_another(call: BegunCall, piece: CallPiece) -> bool:
    """Whether a piece that refers to a call, as far as the server says, is the first one of another call."""
    if not piece.name:
        return call.named_again and piece.arguments.strip() != ""
    if not call.name:
        return False
    if piece.name != call.name or (piece.id and call.server_id and piece.id != call.server_id):
        return True
    is_repeated = piece.id != "" and piece.id == call.server_id and piece.arguments == call.arguments
    return bool(piece.arguments) and not is_repeated and call.is_whole
