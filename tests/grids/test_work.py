"""The parts of a grid's work: they begin, end, and leave nothing that waits for ever."""

from __future__ import annotations

import asyncio

from agents_widget.grids.work import GridWork


def nothing() -> None:
    pass


async def test_what_fails_at_the_end_is_told_to_who_waits() -> None:
    async def end() -> None:
        raise OSError("the cluster is gone")

    async def part() -> None:
        pass

    work = GridWork(asyncio.get_running_loop(), nothing, end, nothing)
    work.begin(part)
    await work.log.wait()

    assert str(work.error) == "the cluster is gone"
    assert not work.is_under_way


async def test_what_begins_while_it_ends_waits_until_that_is_over() -> None:
    told = []
    ending, may_end = asyncio.Event(), asyncio.Event()

    async def end() -> None:
        ending.set()
        await may_end.wait()
        told.append("ended")

    async def part() -> None:
        told.append("part")

    work = GridWork(asyncio.get_running_loop(), nothing, end, nothing)
    work.begin(part)
    await ending.wait()
    work.begin(part)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    may_end.set()
    await work.log.wait()

    assert told == ["part", "ended", "part", "ended"]
