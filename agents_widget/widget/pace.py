"""How many messages all widgets of a process send together, and whose turn it is."""

from __future__ import annotations

import threading
from collections import deque

MESSAGES_PER_SECOND = 300
"""What all channels together may send; what cannot wait comes on top.

The Jupyter server drops messages above 1,000 a second.
"""
ASKS_AGAIN_SECONDS = 2.0
"""After so long a channel that has found no room has ended, or its loop has: nobody waits for it."""


class Pace:
    """Gives the messages of many channels moments of their own, so that together they stay below the limit.

    What cannot wait, such as a run's end, is sent all the same, and the others wait longer.
    """

    def __init__(self) -> None:
        self._free = 0.0
        self._sent: deque[float] = deque()
        """When the messages of the last second were sent."""
        self._late: dict[int, float] = {}
        """Who found no room, by an id, the first one first, and when each asked last."""
        self._lock = threading.Lock()

    def reserve(self, now: float, messages: int = 1) -> float:
        """Give the next free moment, and take it for so many messages."""
        moment = max(self._free, now)
        self._free = moment + messages / MESSAGES_PER_SECOND
        return moment

    def count(self, now: float, messages: int = 1) -> float:
        """Count messages that are sent now; gives the moment for the next one, which is reserved."""
        with self._lock:
            self._sent.extend([now] * messages)
        return self.reserve(now, messages)

    def room_at(self, now: float) -> float:
        """Give the moment, ``now`` or later, at which a message more is within the limit of a second.

        Moments alone do not hold it: a loop that was held up comes to the moments of many channels at once.
        """
        with self._lock:
            self._forget(now)
            too_many = len(self._sent) - MESSAGES_PER_SECOND
            return now if too_many < 0 else self._sent[too_many] + 1

    def has_room(self, now: float, who: int) -> bool:
        """Whether ``who`` may send a message more now: there is room, also for those who found none before.

        Without them, those that are asked first in each round of a loop would leave none to the last.
        """
        with self._lock:
            self._forget(now)
            ahead = len(self._late)
            if who in self._late:
                ahead = next(place for place, other in enumerate(self._late) if other == who)
            if ahead < MESSAGES_PER_SECOND - len(self._sent):
                self._late.pop(who, None)
                return True
            self._late[who] = now
            return False

    def _forget(self, now: float) -> None:
        """Forget what was sent more than a second ago, and who does not ask any more."""
        while self._sent and self._sent[0] <= now - 1:
            self._sent.popleft()
        while self._late and next(iter(self._late.values())) < now - ASKS_AGAIN_SECONDS:
            del self._late[next(iter(self._late))]


PACE = Pace()
"""The pace of all widgets of this process."""
