"""Which take of a cassette a call plays: by its content, by how often it was asked, and by the epoch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .cassette_request import Difference, first_difference, likeness
from .cassette_take import Take


class Epoch:
    """One of several runs of the same input: its number from 0, and how often it has asked what."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.asked: Counter[tuple[int, str]] = Counter()


_epoch: ContextVar[Epoch | None] = ContextVar("cassette_epoch", default=None)


@contextmanager
def cassette_epoch(number: int) -> Iterator[None]:
    """Have the model calls in this context record, and play, takes of an epoch.

    So each epoch has an answer of its own, in whatever order and in whichever process the runs go.
    """
    token = _epoch.set(Epoch(number))
    try:
        yield
    finally:
        _epoch.reset(token)


class Takes:
    """The takes of a cassette, found by what is asked. ``model`` leaves the takes of other models out."""

    def __init__(self, takes: Iterable[Take], model: str) -> None:
        self._model = model
        self._by_key: dict[str, dict[tuple[int | None, int], Take]] = defaultdict(dict)
        self._in_order: list[Take] = []
        self._asked: Counter[str] = Counter()
        self._next = 0
        self.all: list[Take] = []
        for take in takes:
            self.add(take)

    def add(self, take: Take) -> None:
        """Add a take, in place of an earlier one of the same call."""
        self.all.append(take)
        if self._model in ("", take.model):
            self._by_key[take.key][take.epoch, take.number] = take
            self._in_order.append(take)

    def ask(self, key: str) -> tuple[int | None, int]:
        """Count a request, and give its epoch and how often that had asked the same before."""
        if (epoch := _epoch.get()) is not None:
            epoch.asked[id(self), key] += 1
            return epoch.number, epoch.asked[id(self), key] - 1
        self._asked[key] += 1
        return None, self._asked[key] - 1

    def find(self, key: str, epoch: int | None, number: int) -> Take | None:
        """Give the take of a request.

        Without an epoch the takes begin again after the last one: a cell is run again. An epoch plays its
        own takes, or the one with its number where the takes were recorded without epochs.
        """
        takes = self._by_key.get(key)
        if not takes:
            return None
        if epoch is None:
            ordered = sorted(takes, key=lambda place: (place[0] or 0, place[1]))
            return takes[ordered[number % len(ordered)]]
        return takes.get((epoch, number)) or takes.get((None, epoch + number))

    def find_in_order(self, key: str) -> Take | None:
        """Give the take of this content, else the one after the latest that was played; None at the end."""
        for index, take in enumerate(self._in_order):
            if take.key == key and index >= self._next:
                self._next = index + 1
                return take
        first = next((index for index, take in enumerate(self._in_order) if take.key == key), self._next)
        self._next = first + 1
        return self._in_order[first] if first < len(self._in_order) else None

    def restart(self) -> None:
        """Begin again with the first take of each request."""
        self._asked.clear()
        self._next = 0

    def numbers_of(self, key: str) -> list[tuple[int | None, int]]:
        """Give the epochs and numbers of the takes of a request."""
        return list(self._by_key.get(key, ()))

    def nearest(self, request: dict[str, Any]) -> tuple[int, Take, Difference | None] | None:
        """Give the take whose request is most like one, by its place from 1, and where they first differ."""
        if not self.all:
            return None
        places = range(len(self.all))
        best = max(places, key=lambda place: likeness(self.all[place].request, request))
        take = self.all[best]
        return best + 1, take, first_difference(take.request, request)
