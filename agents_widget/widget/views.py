"""The pages that show a widget, as Python knows them."""

from __future__ import annotations

from collections.abc import Callable

from .channel import Message, Send, nothing

REFRESHED = frozenset(2**power for power in range(3, 32))
"""The rows after which the state is sent. Ever fewer, so that together they are small."""


class Views:
    """Sends messages to the views of one widget, and knows whether any view has been heard of.

    ``send`` puts a message on the wire, and ``refresh`` the widget's whole state.
    """

    def __init__(self, send: Send, refresh: Callable[[], None] = nothing) -> None:
        self.connected = False
        """Whether any view has said hello."""
        self._send = send
        self._refresh = refresh

    def send(self, message: Message) -> None:
        """Send a message. Until a view has said hello, the whole state follows after some of the rows.

        A host may lose messages before its view is mounted, and a busy kernel does not get the view's request
        for a resync.
        """
        self._send(message)
        is_row = "patches" in message
        if is_row and not self.connected and message["seq"] in REFRESHED:
            self._refresh()
