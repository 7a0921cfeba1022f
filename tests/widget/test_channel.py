"""The channel: few messages, in order, and nothing lost."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from agents_widget.transcript.schema import Patch, Transcript, apply_all
from agents_widget.transcript.tape import Tape
from agents_widget.widget.channel import FLUSH_SECONDS, Channel
from agents_widget.widget.pace import MESSAGES_PER_SECOND, Pace

MESSAGE = Patch("put", ("entries",), {"id": "e1", "kind": "message", "state": "streaming"})


def text(piece: str) -> list[Patch]:
    return [Patch("append", ("entries", "e1", "text"), piece)]


class Clock:
    """Seconds that pass only when a test lets them."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


class Wire:
    """What was sent, and when."""

    def __init__(self, clock: Clock | None = None, pace: Pace | None = None) -> None:
        self.clock = clock or Clock()
        self.rows: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.channel = Channel(self.send, clock=self.clock, pace=pace or Pace())

    def send(self, row: dict[str, Any]) -> None:
        self.rows.append(json.loads(json.dumps(row)))
        self.times.append(self.clock.now)

    def received(self) -> Transcript:
        patches = [Patch.from_dict(patch) for row in self.rows for patch in row["patches"]]
        return apply_all(Transcript(), patches)


@pytest.fixture
def wire() -> Wire:
    return Wire()


def test_the_first_patch_goes_out_at_once(wire: Wire) -> None:
    wire.channel.put([MESSAGE])
    assert [row["seq"] for row in wire.rows] == [1]


def test_what_follows_waits_and_goes_out_as_one_message(wire: Wire) -> None:
    wire.channel.put([MESSAGE])
    for piece in "Hello":
        wire.channel.put(text(piece))
    assert len(wire.rows) == 1
    wire.clock.pass_(FLUSH_SECONDS)
    wire.channel.put(text("!"))
    assert wire.rows[1]["patches"] == [
        {"op": "append", "at": ["entries", "e1", "text"], "value": "Hello!"},
    ]


def test_late_patches_are_made_before_what_follows_them(wire: Wire) -> None:
    late: list[Patch] = []
    wire.channel = Channel(
        wire.send, clock=wire.clock, pace=Pace(), late=lambda: [late.pop()] if late else []
    )
    wire.channel.put([MESSAGE])
    late += text("Hel")
    wire.channel.put(text("lo"))
    assert late == []
    wire.channel.flush()
    assert wire.received()["e1"].text == "Hello"


def test_after_a_quiet_spell_a_patch_goes_out_at_once_again(wire: Wire) -> None:
    wire.channel.put([MESSAGE])
    wire.clock.pass_(10)
    wire.channel.put(text("a"))
    assert [row["seq"] for row in wire.rows] == [1, 2]


def test_rows_carry_milliseconds_since_the_beginning(wire: Wire) -> None:
    wire.clock.pass_(1.5)
    wire.channel.put([MESSAGE])
    assert wire.rows[0]["t"] == 1500


def test_nothing_is_sent_when_there_is_nothing(wire: Wire) -> None:
    wire.channel.put([])
    wire.channel.flush()
    assert wire.rows == []


def test_the_transcript_the_tape_and_the_wire_agree(wire: Wire) -> None:
    wire.channel.put([MESSAGE])
    for piece in ["one ", "two ", "three"]:
        wire.channel.put(text(piece))
        wire.clock.pass_(0.03)
    wire.channel.flush()
    assert wire.channel.transcript["e1"].text == "one two three"
    assert wire.received() == wire.channel.transcript == wire.channel.tape.transcript()


def test_a_snapshot_holds_what_still_waited(wire: Wire) -> None:
    wire.channel.put([MESSAGE])
    wire.channel.put(text("late"))
    snapshot = wire.channel.snapshot()
    assert snapshot["seq"] == wire.rows[-1]["seq"] == 2
    assert Transcript.from_dict(snapshot["transcript"])["e1"].text == "late"


@pytest.mark.parametrize("looked", [False, True])
def test_a_page_that_asks_for_the_whole_gets_nothing_twice(wire: Wire, *, looked: bool) -> None:
    """What waits is sent before the snapshot: after it, it would be added to a text that has it."""
    wire.channel.put([MESSAGE])
    wire.channel.put(text("late"))
    if looked:
        wire.channel.update()  # it is in the transcript, and no page has it
    wire.channel.send_snapshot()
    wire.channel.flush()
    *_, row, snapshot = wire.rows
    assert (row["seq"], snapshot["type"], snapshot["seq"]) == (2, "snapshot", 2)
    assert Transcript.from_dict(snapshot["transcript"])["e1"].text == "late"
    wire.channel.put(text(" and more"))
    wire.channel.flush()
    assert [patch["value"] for patch in wire.rows[-1]["patches"]] == [" and more"]


@pytest.mark.parametrize("looked", [False, True])
def test_a_recording_that_is_asked_for_has_what_still_waited(wire: Wire, *, looked: bool) -> None:
    wire.channel.put([MESSAGE])
    wire.channel.put(text("late"))
    if looked:
        wire.channel.update()
    wire.channel.send_tape()
    assert [row["seq"] for row in wire.rows[-1]["rows"]] == [1, 2]


@pytest.mark.parametrize("looked", [False, True])
def test_writing_anew_forgets_what_waited_and_views_miss_a_row(wire: Wire, *, looked: bool) -> None:
    """Who has not read the snapshot that follows must see that something is missing."""
    wire.channel.put([MESSAGE])
    wire.channel.put(text("taken back"))
    if looked:
        wire.channel.update()
    before = wire.channel.restart()
    assert before["e1"].text == "taken back"
    wire.channel.put([Patch("put", ("entries",), {"id": "e2", "kind": "message", "text": "instead"})])
    wire.channel.flush()
    first, again = wire.rows
    assert again["seq"] > first["seq"] + 1
    assert [patch["value"]["id"] for patch in again["patches"]] == ["e2"]
    assert [entry.text for entry in wire.channel.transcript.entries] == ["instead"]
    assert wire.channel.tape.transcript() == wire.channel.transcript


def test_time_that_is_held_is_that_of_the_last_row(wire: Wire) -> None:
    wire.channel.put([MESSAGE])
    wire.clock.pass_(0.01)
    wire.channel.put(text("late"))
    wire.channel.hold_clock()
    assert [row["t"] for row in wire.rows] == [0, 10]
    wire.clock.pass_(60)
    assert wire.channel.elapsed() == 10
    wire.channel.release_clock()
    wire.clock.pass_(0.5)
    wire.channel.put(text("r"))
    assert wire.rows[-1]["t"] == 510


def test_every_message_of_a_large_flush_is_counted() -> None:
    pace = Pace()
    wire = Wire(pace=pace)
    wire.channel.put([MESSAGE, *text("\0" * 3_000_000)])
    assert len(pace._sent) == len(wire.rows) > 5
    other = Channel(clock=wire.clock, pace=pace)
    assert not other.may_send()
    wire.clock.pass_((len(wire.rows) + 1) / MESSAGES_PER_SECOND)
    assert other.may_send()


def test_a_tape_is_gone_on_with() -> None:
    tape = Tape()
    tape.add(0, [MESSAGE])
    channel = Channel(tape=tape)
    channel.put(text("more"))
    channel.flush()
    assert channel.snapshot()["seq"] == 2
    assert channel.transcript["e1"].text == "more"


async def run_for(wire: Wire, seconds: float, step: float, write: bool = True) -> None:
    """Write a piece every ``step`` seconds of the fake clock, the pump running beside it."""
    ends = wire.clock.now + seconds
    wakes: list[tuple[float, asyncio.Event]] = []

    async def sleep(delay: float) -> None:
        wakes.append((wire.clock.now + delay, bell := asyncio.Event()))
        await bell.wait()

    pump = asyncio.ensure_future(wire.channel.pump(sleep))
    while wire.clock.now < ends:
        for due, bell in wakes:
            if due <= wire.clock.now + 1e-9:
                bell.set()
        wakes = [(due, bell) for due, bell in wakes if not bell.is_set()]
        for _ in range(3):
            await asyncio.sleep(0)
        if write:
            wire.channel.put(text("x"))
        wire.clock.pass_(step)
    pump.cancel()
    with pytest.raises(asyncio.CancelledError):
        await pump


async def test_a_fast_stream_makes_at_most_23_messages_a_second(wire: Wire) -> None:
    wire.channel.put([MESSAGE])
    await run_for(wire, 10, 0.002)
    assert 210 <= len(wire.rows) <= 224
    assert min(b - a for a, b in zip(wire.times, wire.times[1:], strict=False)) >= FLUSH_SECONDS - 1e-9


async def test_the_last_patch_does_not_wait_for_another(wire: Wire) -> None:
    wire.channel.put([MESSAGE])
    wire.channel.put(text("end"))
    await run_for(wire, 0.1, 0.001, write=False)
    assert wire.received()["e1"].text == "end"
    assert wire.times[1] - wire.times[0] == pytest.approx(FLUSH_SECONDS, abs=0.002)


def messages_in_two_seconds(wires: list[Wire], others: int = 0) -> int:
    """Write to all for two seconds of their clock, ``others`` being sent beside that in each."""
    clock, pace = wires[0].clock, wires[0].channel._pace
    for each in wires:
        each.channel.put([MESSAGE])
    for step in range(1000):
        if step % 500 == 0 and others:
            pace.count(clock.now, others)
        clock.pass_(0.002)
        for each in wires:
            each.channel.put(text("x"))
    return sum(len(each.rows) for each in wires)


@pytest.mark.parametrize("count", [40, 200])
def test_many_channels_share_what_the_server_lets_through(count: int) -> None:
    clock, pace = Clock(), Pace()
    wires = [Wire(clock, pace) for _ in range(count)]
    allowed = 2 * MESSAGES_PER_SECOND
    assert 0.8 * allowed <= messages_in_two_seconds(wires) <= allowed + 1
    assert max(len(each.rows) for each in wires) <= 2 * min(len(each.rows) for each in wires)


def test_messages_beside_the_rows_count_too() -> None:
    clock, pace = Clock(), Pace()
    wires = [Wire(clock, pace) for _ in range(100)]
    assert messages_in_two_seconds(wires, others=150) <= 2 * (MESSAGES_PER_SECOND - 150) + 100


def most_in_a_second(times: list[float]) -> int:
    return max(sum(first <= time < first + 1 for time in times) for first in set(times))


@pytest.mark.parametrize("pause", [0.02, 0.3, 0.9])
@pytest.mark.parametrize("count", [200, MESSAGES_PER_SECOND, 2 * MESSAGES_PER_SECOND])
def test_a_loop_that_was_held_up_sends_no_burst_and_leaves_nobody_out(pause: float, count: int) -> None:
    clock, pace = Clock(), Pace()
    wires = [Wire(clock, pace) for _ in range(count)]
    for each in wires:
        each.channel.put([MESSAGE])
    for _ in range(round(12 / pause)):
        clock.pass_(pause)
        for each in wires:
            each.channel.put(text("x"))
    times = [time for each in wires for time in each.times]
    assert most_in_a_second(times) <= MESSAGES_PER_SECOND
    assert all(len(each.rows) > 2 for each in wires)


def test_one_that_asks_no_more_leaves_its_room_to_others() -> None:
    pace = Pace()
    pace.count(0.0, MESSAGES_PER_SECOND)
    assert not any(pace.has_room(0.5, who) for who in range(MESSAGES_PER_SECOND))
    assert not pace.has_room(1.5, MESSAGES_PER_SECOND), "all the room is for those who came before"
    assert pace.has_room(1.5, 0)
    assert pace.has_room(2.6, MESSAGES_PER_SECOND)


async def test_the_pump_of_a_channel_that_finds_no_room_sends_later(wire: Wire) -> None:
    wire.channel.put([MESSAGE])
    wire.channel.put(text("end"))
    wire.clock.pass_(FLUSH_SECONDS)
    wire.channel._pace.count(wire.clock.now, MESSAGES_PER_SECOND)
    full = wire.clock.now
    await run_for(wire, 1.2, 0.01, write=False)
    assert wire.received()["e1"].text == "end"
    assert wire.times[1] == pytest.approx(full + 1, abs=0.05)


def test_a_look_at_the_transcript_sends_nothing(wire: Wire) -> None:
    wire.channel.put([MESSAGE])
    for piece in "Hello":
        wire.channel.put(text(piece))
        wire.channel.update()
    assert wire.channel.transcript["e1"].text == "Hello"
    assert (len(wire.rows), len(wire.channel.tape)) == (1, 1)
    wire.channel.put(text("!"))
    wire.channel.flush()
    assert [patch["value"] for patch in wire.rows[1]["patches"]] == ["Hello!"]
    assert wire.received() == wire.channel.transcript == wire.channel.tape.transcript()


def test_what_is_recorded_of_the_past_keeps_its_times(wire: Wire) -> None:
    """In steps of a flush, and however long nothing follows."""
    wire.channel.record([MESSAGE], 0)
    for t in (1000, 1010, 1040, 1050, 9000):
        wire.channel.record(text(f"{t} "), t)
    wire.channel.write(9500)
    shown = [(row.t, [patch.value for patch in row.patches]) for row in wire.channel.tape.rows]
    assert shown == [
        (0, [MESSAGE.value]),
        (1040, ["1000 1010 1040 "]),
        (1050, ["1050 "]),
        (9500, ["9000 "]),
    ]


def test_a_message_is_never_larger_than_two_megabytes(wire: Wire) -> None:
    huge = "\0" * 3_000_000
    wire.channel.put([MESSAGE, *text(huge)])
    wire.channel.put([Patch("put", ("entries",), {"id": "e2", "kind": "tool_call", "arguments": huge})])
    wire.channel.flush()
    assert max(len(json.dumps(row)) for row in wire.rows) <= 2_000_000
    assert [row["seq"] for row in wire.rows] == list(range(1, len(wire.rows) + 1))
    assert wire.received() == wire.channel.transcript == wire.channel.tape.transcript()
    assert (wire.received()["e1"].text, wire.received()["e2"].arguments) == (huge, huge)


async def test_an_answer_waits_for_room(wire: Wire) -> None:
    wire.channel.put([MESSAGE])
    wire.clock.pass_(0.1)
    wire.channel._pace.count(wire.clock.now, MESSAGES_PER_SECOND)
    full = wire.clock.now
    wire.channel.answer(lambda: {"answer": wire.channel.seq})
    wire.channel.put(text("more"))
    assert len(wire.rows) == 1
    await run_for(wire, 1.2, 0.01, write=False)
    assert wire.rows[1] == {"answer": 1}
    assert wire.rows[2]["seq"] == 2  # what the answer counts was sent before it
    assert full + 1 <= wire.times[1] <= full + 1.1


def test_an_answer_that_waits_is_sent_at_the_latest_with_the_runs_end(wire: Wire) -> None:
    wire.channel._pace.count(wire.clock.now, MESSAGES_PER_SECOND)
    wire.channel.answer(lambda: {"answer": 1})
    assert not wire.rows
    wire.channel.hold_clock()
    assert wire.rows == [{"answer": 1}]


def test_an_answer_between_two_runs_goes_out_at_once(wire: Wire) -> None:
    wire.channel.hold_clock()
    wire.channel._pace.count(wire.clock.now, MESSAGES_PER_SECOND)
    wire.channel.answer(lambda: {"answer": 1})
    assert wire.rows == [{"answer": 1}]
