"""Reading a session: the input that a run with a session begins with."""

from __future__ import annotations

import inspect
from typing import Any

from ..callbacks import maybe_await_as
from ..items import ItemHelpers, TResponseInputItem
from ..memory.session import Session
from ..memory.session_settings import SessionSettings
from ..run_config import RunConfig
from ..run_context import RunContextWrapper


def context_for_session(session: Session, context: RunContextWrapper[Any]) -> dict[str, Any]:
    """The run's context as a keyword, for a session whose methods all have a ``wrapper`` parameter."""
    methods = (session.get_items, session.add_items, session.pop_item, session.clear_session)
    takes_context = all("wrapper" in inspect.signature(method).parameters for method in methods)
    return {"wrapper": context} if takes_context else {}


async def read_session(
    session: Session,
    run_input: str | list[TResponseInputItem],
    config: RunConfig,
    context: RunContextWrapper[Any],
) -> tuple[list[TResponseInputItem], list[TResponseInputItem]]:
    """The input of a run with a session, and those of its items that are new to the session."""
    new = ItemHelpers.input_to_new_input_list(run_input)
    options = context_for_session(session, context)
    limit = _settings_of(session).resolve(config.session_settings).limit
    if limit is not None:
        options["limit"] = limit
    earlier = await session.get_items(**options)
    if config.session_input_callback is None:
        return [*earlier, *new], new
    returned = config.session_input_callback(list(earlier), list(new))
    merged: list[Any] = await maybe_await_as(list, returned, "session_input_callback")
    return merged, _new_items(merged, earlier, new)


def _settings_of(session: Session) -> SessionSettings:
    # Not part of the protocol: a session of the program's own may have none.
    return getattr(session, "session_settings", None) or SessionSettings()


def _new_items(merged: list[Any], earlier: list[Any], new: list[Any]) -> list[Any]:
    """The items of a callback's result that are not in the session yet."""
    new_ids = {id(item) for item in new}
    earlier_ids = {id(item) for item in earlier}
    # A callback may hand back copies: one that equals an earlier item is that, unless it is new as well.
    copies = [item for item in earlier if item not in new]
    return [
        item for item in merged if id(item) in new_ids or (id(item) not in earlier_ids and item not in copies)
    ]
