"""How many rows run at a time, and who comes next."""

from __future__ import annotations

import asyncio

from agents_widget.grids.places import Places


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


class Rows:
    """Rows that want places, and those that have one."""

    def __init__(self, places: Places, count: int) -> None:
        self.inside: list[int] = []
        self._places = places
        self.tasks = [asyncio.ensure_future(self._enter(number)) for number in range(count)]

    async def _enter(self, number: int) -> None:
        await self._places.enter(number)
        self.inside.append(number)


async def test_rows_come_in_their_order_as_others_leave() -> None:
    places = Places(2)
    rows = Rows(places, 5)
    await settle()
    assert rows.inside == [0, 1]
    places.leave(1)
    await settle()
    assert rows.inside == [0, 1, 2]
    places.leave(0)
    places.leave(2)
    await settle()
    assert rows.inside == [0, 1, 2, 3, 4]
    assert not places.has_queue


async def test_a_row_that_waits_leaves_its_place_and_goes_on_without_one() -> None:
    places = Places(1)
    rows = Rows(places, 4)
    await settle()
    places.look([0])
    await settle()
    assert rows.inside == [0, 1]

    places.look([])  # the first goes on: two run, and none begins before both have ended
    places.leave(1)
    await settle()
    assert rows.inside == [0, 1]
    places.leave(0)
    await settle()
    assert rows.inside == [0, 1, 2]


async def test_a_row_that_ends_while_it_waits_gives_its_place_back_once() -> None:
    places = Places(1)
    rows = Rows(places, 4)
    await settle()
    places.look([0])
    await settle()
    places.leave(0)
    await settle()
    assert rows.inside == [0, 1]


async def test_the_turn_of_one_that_is_cancelled_is_anothers() -> None:
    places = Places(1)
    rows = Rows(places, 4)
    await settle()
    rows.tasks[1].cancel()
    places.leave(0)
    rows.tasks[2].cancel()  # it was just woken, or is the next to be
    await settle()
    assert rows.inside == [0, 3]
