"""Scorers of every shape; and what one of them fails of is its own."""

from __future__ import annotations

import asyncio
import functools
import sys
import threading
from typing import Any

import hang
import pytest

from agents_widget import Score, exact, includes, judge, numeric
from agents_widget.grids.scored_run import ScoredRun
from agents_widget.grids.scoring import as_score, named, score_row

RUN = ScoredRun("Where?", "Oslo", "Oslo", turns=2)


async def one(scorer: Any, run: ScoredRun = RUN, **options: Any) -> Score:
    (found,) = (await score_row([scorer], run, **options)).values()
    return found


async def is_right(output: Any, expected: Any) -> bool:
    await asyncio.sleep(0)
    return bool(output == expected)


class ByObject:
    def __call__(self, output: str) -> bool:
        return output == "Oslo"


class ByAsyncObject:
    async def __call__(self, output: str, expected: str, run: ScoredRun) -> float:
        return run.turns / 4


@pytest.mark.parametrize(
    ("scorer", "value"),
    [
        (lambda output: True, 1),
        (lambda output, expected: output == expected, 1),
        (lambda output, expected, run: run.turns / 4, 0.5),
        (lambda *given: len(given) / 4, 0.75),
        (lambda output, least=3: len(output) >= least, 1),
        (lambda answer, truth: answer == truth, 1),
        (lambda output, run: run.turns / 4, 0.5),
        (lambda run: run.turns / 4, 0.5),
        (lambda output, *, run, least=1: run.turns / 4, 0.5),
        (lambda output, least=1, expected=None: output == expected, 1),
        (lambda output, **more: len(more), 0),
        (is_right, 1),
        (ByObject(), 1),
        (ByAsyncObject(), 0.5),
        (functools.partial(lambda output, expected, factor: 0.5 * factor, factor=1), 0.5),
        (lambda output: asyncio.sleep(0, 0.25), 0.25),
        (str.isalpha, 1),
        (len, 4),
        (lambda output: None, None),
    ],
)
async def test_scorers_of_every_shape(scorer: Any, value: float | None) -> None:
    assert (await one(scorer)) == Score(value)


async def test_a_text_is_a_label() -> None:
    assert await one(lambda output: "polite") == Score(None, label="polite")


async def test_a_number_of_numpy_is_a_number() -> None:
    numpy = pytest.importorskip("numpy")
    assert (await one(lambda output: numpy.float64(0.5))).value == 0.5
    assert (await one(lambda output: numpy.bool_(True))).value == 1


@pytest.mark.parametrize("answer", [float("nan"), float("inf"), [1], {"score": 1}, object()])
def test_what_is_no_score_is_refused(answer: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="score"):
        as_score(answer)
    with pytest.raises(ValueError, match="None says that it is not scored"):
        as_score(Score(float("nan")))


def fails(output: Any) -> None:
    raise KeyError("city")


def ends_the_program(output: Any) -> None:
    sys.exit(3)


async def ends_the_program_later(output: Any) -> None:
    raise SystemExit(3)


def stops_iterating(output: Any) -> None:
    raise StopIteration


async def is_cancelled(output: Any) -> None:
    raise asyncio.CancelledError


def times_out(output: Any) -> None:
    raise TimeoutError


@pytest.mark.parametrize(
    ("scorer", "words"),
    [
        (fails, "KeyError: 'city'"),
        (ends_the_program, "tried to end the program"),
        (ends_the_program_later, "tried to end the program"),
        (stops_iterating, "StopIteration"),
        (is_cancelled, "was cancelled"),
        (times_out, "TimeoutError"),
        (lambda output: [], "this one gave list"),
        (numeric(), "needs an expected number"),
    ],
)
async def test_an_error_of_a_scorer_is_its_scores(scorer: Any, words: str) -> None:
    scores = await score_row({"bad": scorer, "good": exact()}, RUN)
    assert scores["good"] == Score(1)
    assert scores["bad"].value is None
    assert words in scores["bad"].error


async def test_a_key_in_an_error_is_hidden() -> None:
    def quotes(output: Any) -> None:
        raise ValueError("Bearer abcdef0123456789")

    assert "abcdef" not in (await one(quotes)).error


async def test_a_scorer_that_blocks_holds_up_nobody() -> None:  # E6
    release = threading.Event()
    blocked = [asyncio.ensure_future(one(lambda output: release.wait())) for _ in range(8)]
    lag = asyncio.ensure_future(longest_lag(0.4))
    scores = await asyncio.wait_for(score_row([includes(), is_right, lambda output: 1.0], RUN), hang.SECONDS)
    assert [score.value for score in scores.values()] == [1, 1, 1]
    await lag
    assert not any(each.done() for each in blocked)
    release.set()
    assert {(await each).value for each in blocked} == {1}


async def longest_lag(seconds: float) -> float:
    clock, worst = asyncio.get_running_loop().time, 0.0
    end = clock() + seconds
    while (before := clock()) < end:
        await asyncio.sleep(0.01)
        worst = max(worst, clock() - before - 0.01)
    return worst


async def test_a_scorer_has_a_time_limit() -> None:
    release = threading.Event()
    slow = await one(lambda output: release.wait(), timeout=0.05)
    later = await one(lambda output: asyncio.sleep(60), timeout=0.05)
    release.set()
    assert slow == later == Score(None, error="The scorer took longer than 0.05 seconds.")


async def test_stopping_stops_the_scorers() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def waits(output: Any) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    task = asyncio.ensure_future(score_row([waits], RUN))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(ended.wait(), hang.SECONDS)


async def test_sync_scorers_run_at_the_same_time_in_threads_of_their_own() -> None:
    together = threading.Barrier(3)

    def meets(output: Any) -> bool:
        together.wait(hang.SECONDS)
        return threading.current_thread() is not threading.main_thread()

    scores = await score_row([meets, meets, meets], RUN)
    assert [score.value for score in scores.values()] == [1, 1, 1]


async def test_a_failed_run_is_not_scored() -> None:
    assert await score_row([exact()], ScoredRun("Where?", None, error="RateLimitError")) == {}


async def test_the_transcript_is_read_once_and_only_when_it_is_asked_for() -> None:
    from agents_widget import Transcript

    read: list[int] = []

    def read_transcript() -> Transcript:
        read.append(1)
        return Transcript(model="gpt")

    run = ScoredRun("Where?", "Oslo", read_transcript=read_transcript)
    await score_row([exact()], run)
    assert read == []
    scores = await score_row([lambda output, expected, run: run.transcript.model] * 2, run)
    assert {score.label for score in scores.values()} == {"gpt"}
    assert len(read) == 1


def test_names_are_unique() -> None:
    assert list(named([exact(), exact(), is_right, lambda output: 1, ByObject()])) == [
        "exact",
        "exact 2",
        "is_right",
        "scorer",
        "ByObject",
    ]
    assert list(named({"mine": exact()})) == ["mine"]
    assert list(named(exact())) == ["exact"]
    assert list(named(functools.partial(is_right))) == ["is_right"]


def takes_a_limit(output: Any, *, limit: int) -> bool:
    return len(output) < limit


def with_a_limit(scorer: Any) -> Any:
    @functools.wraps(scorer)
    def limited(*given: Any) -> Any:
        return scorer(*given[:1], limit=2)

    return limited


def test_a_decorator_may_give_the_rest() -> None:
    assert list(named(with_a_limit(takes_a_limit))) == ["takes_a_limit"]


@pytest.mark.parametrize(
    ("scorers", "words"),
    [
        ([exact], r"scorers has exact itself: call it, as in scorers=\[exact\(...\)\]"),
        ([judge], "scorers has judge itself"),
        ([ByObject], "not the class ByObject"),
        (["exact"], "not 'exact'"),
        ({"mine": 3}, "not 3"),
        ([lambda output, expected, run, more: 1], "is called with output, expected and run: .*'more'"),
        ({"mine": takes_a_limit}, r"The scorer 'mine' is called with .*'limit'"),
    ],
)
def test_what_is_no_scorer_is_refused(scorers: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        named(scorers)


def test_no_thread_of_a_scorer_keeps_the_program_from_ending() -> None:
    import subprocess

    program = (
        "import asyncio, time\n"
        "from agents_widget.grids.scored_run import ScoredRun\n"
        "from agents_widget.grids.scoring import score_row\n"
        "run = ScoredRun(1, 2)\n"
        "print(asyncio.run(score_row([lambda output: time.sleep(10_000)], run, timeout=0.1)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=hang.SECONDS
    )
    assert "took longer" in done.stdout, done.stderr
