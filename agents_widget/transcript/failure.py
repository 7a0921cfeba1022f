"""What ended a run badly, in words for people: the error and what to do, or the guardrail that tripped."""

from __future__ import annotations

import re
import traceback
from types import TracebackType
from typing import Any, Literal, NamedTuple

from ..error_text import built_in, error_text, told_again
from ..redaction import without_keys
from .fields import agent_name, as_text, class_name, field, text_field, type_name

TRACEBACK_LIMIT = 20_000
"""Characters of a traceback that are kept: its end, where the error is."""
MESSAGE_LIMIT = 4_000

SERVER_HINT = "The model's server reported an error. Retry; if it stays, check the request and the model."

# The first name that an exception's class or one of its bases bears gives the hint.
_HINTS = {
    "AuthenticationError": "The key was not accepted. Check OPENAI_API_KEY, or the api_key of the client.",
    "PermissionDeniedError": "The key may not use this model. Check the project the key belongs to.",
    "NotFoundError": "The server does not know this model or address. Check the model's name and base_url.",
    "RateLimitError": "The server asks to slow down or the quota is used up. Wait, then retry.",
    "BadRequestError": "The server refused the request; its message says why.",
    "UnprocessableEntityError": "The server refused the request; its message says why.",
    "APITimeoutError": "The server did not answer in time. Retry, or raise the client's timeout.",
    "APIConnectionError": "The server could not be reached. Check base_url, the network, and that it runs.",
    "InternalServerError": "The server failed. Retry in a while.",
    "APIError": SERVER_HINT,
    "StreamCutOffError": "The answer is not whole. Retry; if it stays, look at the server's log, and at the"
    " time limit of a proxy on the way.",
    "MaxTurnsExceeded": "The agent called the model max_turns times without an end. Raise max_turns, or check"
    " that its instructions say when to stop.",
    "ToolTimeoutError": "A tool took too long. Raise its timeout, or return an error to the model instead.",
    "ModelRefusalError": "The model declined to answer. Ask in another way.",
    "ModelTimeoutError": "The model did not answer in time. Retry, or raise the timeout.",
    "ModelBehaviorError": "The model answered in a way that cannot be used. Retry, or use a stronger model.",
    "UserError": "The program is set up in a way that cannot work; the message says what to change.",
}

_LOST_CONNECTION_HINT = (
    "The connection was lost while the server answered. Retry; if it stays, look at the server's log, and at"
    " the time limit of a proxy on the way."
)
_LOST_CONNECTION_CAUSES = frozenset({"RemoteProtocolError", "ReadError", "WriteError", "CloseError"})
"""What httpx calls the loss of a connection that stood; a server that is not there is a ``ConnectError``."""

_KEY = re.compile(r"\b[A-Z][A-Z0-9_]{0,40}_API_KEY\b")
_NO_KEY_CLASSES = frozenset({"OpenAIError", "UserError", "ValueError", "KeyError", "DefaultCredentialsError"})
"""What frameworks raise where no key is set; a key that was refused is an ``AuthenticationError``."""


def no_key_hint(variable: str) -> str:
    """Say what to do where an environment variable with a key is missing."""
    return (
        f"No key is set. Set {variable} before the model's client is made. Without one, agents_widget's own "
        "Agent(model=DemoModel()) plays a script, LocalModel() is a small model on this machine, and a "
        "client with base_url=... reaches a server of yours."
    )


_UNKNOWN_TOOL = re.compile(r"(?:Tool|Custom tool|Handoff) .{1,200} not found in agent ", re.DOTALL)

_OTHER_LOOP_HINT = (
    "Something, probably the model's client, was used on another event loop before and belongs there; this"
    " run has a loop of its own. Give the agent a client of its own, or run it in the cell:"
    " watch(Runner.run_streamed(agent, ...))."
)

_OUR_PACKAGES = frozenset({"agents_widget", "agents", "asyncio", "concurrent", "contextvars", "threading"})
"""Whose frames lead to a tool and tell its author nothing."""


def hint(error: BaseException, text: str) -> str:
    """Say what to do about an error, by the names of its class and bases; empty when nothing is known.

    ``text`` is its message.
    """
    # asyncio raises a bare RuntimeError for this: nothing but its message tells it from others.
    if "different event loop" in text:
        return _OTHER_LOOP_HINT
    if type_name(built_in(error, "__cause__")) in _LOST_CONNECTION_CAUSES:
        return _LOST_CONNECTION_HINT
    if type_name(error) in _NO_KEY_CLASSES and (key := _KEY.search(text)):
        return no_key_hint(key[0])
    names = map(class_name, type(error).__mro__)
    return next((_HINTS[name] for name in names if name in _HINTS), "")


def message(error: BaseException) -> str:
    """Give an error's message, or the error as Python shows it when it has none."""
    text = error_text(error).strip() or _representation(error)
    return without_keys(text[: 2 * MESSAGE_LIMIT])[:MESSAGE_LIMIT]


def named(error: BaseException) -> str:
    """Give an error as the last line of a traceback does: its class, and its message if it has one."""
    has_message = bool(error_text(error).strip())
    return f"{type_name(error)}: {message(error)}" if has_message else type_name(error)


def names_unknown_tool(error: BaseException, text: str) -> bool:
    """Whether a model called a tool that its agent does not have: this package and the SDK say it alike.

    ``text`` is the error's message.
    """
    return type_name(error) == "ModelBehaviorError" and _UNKNOWN_TOOL.match(text) is not None


def _representation(error: BaseException) -> str:
    try:
        return repr(error)
    except BaseException:  # noqa: BLE001 - an error of any library
        return type_name(error)


def traceback_text(error: BaseException) -> str:
    """Give the traceback's text from the user's code on, its end when it is long.

    Empty for an error that was never raised.
    """
    raised: TracebackType | None = built_in(error, "__traceback__")
    if raised is None:
        return ""
    begin: TracebackType | None = raised
    while begin is not None and _package_of(begin) in _OUR_PACKAGES:
        begin = begin.tb_next
    try:
        told = told_again(error)
        text = "".join(traceback.format_exception(type(told), told, begin or raised))
    except BaseException:  # noqa: BLE001 - an error whose text cannot be had
        text = "".join(traceback.format_tb(begin or raised))
    text = without_keys(text[-2 * TRACEBACK_LIMIT :])
    return text if len(text) <= TRACEBACK_LIMIT else "...\n" + text[-TRACEBACK_LIMIT:]


def _package_of(step: TracebackType) -> str:
    return text_field(step.tb_frame.f_globals, "__name__").split(".")[0]


class Tripwire(NamedTuple):
    """A guardrail that stopped the run."""

    guards: Literal["input", "output", "tool"]
    guardrail: str
    reason: str


def tripwire(error: BaseException) -> Tripwire | None:
    """Give the guardrail whose tripwire an error tells of; None for any other error."""
    name = type_name(error)
    if not name.endswith("GuardrailTripwireTriggered"):
        return None
    result = field(error, "guardrail_result", error)
    info = field(field(result, "output"), "output_info")
    reason = _reason(info)
    return Tripwire(_guarded(name), _guardrail_name(field(result, "guardrail")), reason or message(error))


def _guarded(error_name: str) -> Literal["input", "output", "tool"]:
    if error_name.startswith("Input"):
        return "input"
    if error_name.startswith("Output"):
        return "output"
    return "tool"  # ToolInput..., ToolOutput...


def _guardrail_name(guardrail: Any) -> str:
    get_name = field(guardrail, "get_name")
    if callable(get_name):
        try:
            return str(get_name())
        except Exception:  # noqa: BLE001 - a user's guardrail
            return "guardrail"
    return agent_name(guardrail) or agent_name(field(guardrail, "guardrail_function")) or "guardrail"


def _reason(info: Any) -> str:
    for name in ("reason", "reasoning", "message", "explanation"):
        if text := text_field(info, name):
            return text[:MESSAGE_LIMIT]
    return as_text(info)[:MESSAGE_LIMIT]
