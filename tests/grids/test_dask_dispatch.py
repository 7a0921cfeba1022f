"""Which row goes to which worker, and what becomes of the rows of a worker that dies."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from agents_widget.grids.dask_dispatch import Dispatcher, Row
from agents_widget.grids.executor import RowJob
from agents_widget.grids.rows import RowPlan, RowStatus


def jobs(count: int) -> list[RowJob]:
    return [RowJob(RowPlan(number, f"key{number}", "a", number, 0, f"q{number}")) for number in range(count)]


def dispatcher(rows: int, limit: int = 8, workers: Iterable[str] = ("A", "B")) -> Dispatcher:
    made = Dispatcher(limit)
    for worker in workers:
        made.host_began(f"host-{worker}", worker)
    made.add(jobs(rows))
    return made


def numbers(handed: dict[str, list[Row]]) -> dict[str, list[int]]:
    return {host: [row.number for row in rows] for host, rows in handed.items()}


def test_rows_are_shared_out_evenly_and_no_more_than_the_limit_run() -> None:
    grid = dispatcher(20, limit=8)
    assert numbers(grid.hand_out()) == {"host-A": [0, 2, 4, 6], "host-B": [1, 3, 5, 7]}
    assert grid.hand_out() == {}


def test_a_row_that_ends_makes_room_where_it_was() -> None:
    grid = dispatcher(20, limit=8)
    row = grid.hand_out()["host-B"][1]
    grid.ended(row)
    assert numbers(grid.hand_out()) == {"host-B": [8]}
    assert grid.running("host-B", row.token) is None


def test_a_row_that_waits_for_somebody_makes_room_for_another() -> None:
    grid = dispatcher(20, limit=2, workers=["A"])
    first, second = grid.hand_out()["host-A"]
    first.status = RowStatus("waiting")
    second.status = RowStatus("waiting", is_held=True)  # by the budget, which all wait for
    assert numbers(grid.hand_out()) == {"host-A": [2]}
    first.status = RowStatus("running")
    grid.ended(second)
    assert grid.hand_out() == {}


def test_a_host_does_not_take_the_share_of_one_that_is_yet_to_come() -> None:
    grid = dispatcher(20, limit=8, workers=["A"])
    grid.expected_hosts = 2
    assert [len(rows) for rows in grid.hand_out().values()] == [4]
    few = dispatcher(4, limit=8, workers=["A"])
    few.expected_hosts = 2
    assert [len(rows) for rows in few.hand_out().values()] == [2]


def test_rows_of_a_dead_worker_run_again_with_what_they_spent_as_an_attempt() -> None:
    grid = dispatcher(4)
    first = grid.hand_out()["host-A"][0]
    token = first.token
    first.status = RowStatus("running", seconds=2.5, usage={"input_tokens": 7}, cost=0.25)

    again, failed = grid.host_lost("host-A", why="It died.")

    assert (sorted(row.number for row in again), failed) == ([0, 2], [])
    assert grid.running("host-A", token) is None
    assert numbers(grid.hand_out()) == {"host-B": [0, 2]}
    (attempt,) = first.job.attempts
    assert (attempt.error, attempt.seconds, attempt.usage, attempt.cost) == (
        "It died.", 2.5, {"input_tokens": 7}, 0.25,
    )  # fmt: skip
    assert first.status == RowStatus(attempt=2)
    assert grid.running("host-B", first.token) is first
    assert first.token != token


def run_with_poison(poison: int, workers: int, rows: int, limit: int) -> tuple[set[int], dict[int, int], int]:
    """Play a grid in which a row kills its workers: which rows failed, deaths by row, deaths in all."""
    names = (f"W{number}" for number in range(1000))
    grid = dispatcher(rows, limit, [next(names) for _ in range(workers)])
    deaths: dict[int, int] = {}
    killed = 0
    failed_rows: set[int] = set()
    for _ in range(10_000):
        grid.hand_out()
        if not grid.rows:
            return failed_rows, deaths, killed
        poisoned = [
            host for host in grid.hosts.values() if any(row.number == poison for row in host.rows.values())
        ]
        if poisoned:
            killed += 1
            for row in poisoned[0].rows.values():
                deaths[row.number] = deaths.get(row.number, 0) + 1
            _, failed = grid.host_lost(poisoned[0].name, why="died")
            failed_rows |= {row.number for row in failed}
            new = next(names)
            grid.host_began(f"host-{new}", new)
        else:
            running = [row for host in grid.hosts.values() for row in host.rows.values()]
            grid.ended(running[0])
    raise AssertionError("the grid does not come to an end")


@pytest.mark.parametrize(("workers", "limit"), [(1, 1), (1, 8), (2, 8), (2, 50), (5, 50), (3, 2)])
@pytest.mark.parametrize("poison", [0, 17, 49])
def test_one_poison_row_fails_and_none_of_its_neighbours(poison: int, workers: int, limit: int) -> None:
    failed, deaths, killed = run_with_poison(poison, workers, rows=50, limit=limit)
    assert failed == {poison}
    assert (killed, deaths[poison]) == (3, 3)
    assert all(count <= 2 for number, count in deaths.items() if number != poison)


def test_a_row_that_runs_alone_has_no_company_before_it_or_after() -> None:
    grid = dispatcher(12, limit=6)
    for _ in range(2):
        grid.hand_out()
        row = grid.find_running([0])[0]
        grid.host_lost(row.host, why="died")
        grid.host_began(f"host-{row.token}", f"{row.token}")
    alone = grid.rows[0]
    assert alone.alone

    while not alone.host:
        grid.hand_out()
        if not alone.host:
            grid.ended(grid.find_running(None)[0])
    host = grid.hosts[alone.host]
    for _ in range(3):
        grid.hand_out()
        assert list(host.rows.values()) == [alone]
    grid.ended(alone)
    while grid.rows:  # and nothing is left behind
        grid.hand_out()
        grid.ended(grid.find_running(None)[0])


def test_a_worker_that_somebody_takes_away_says_nothing_of_its_rows() -> None:
    grid = dispatcher(2, workers=["A"])
    for turn in range(5):
        grid.hand_out()
        grid.host_lost(next(iter(grid.hosts)), why="taken away", expected=True)
        grid.host_began(f"host-{turn}", f"W{turn}")
    assert [(row.deaths, row.alone, row.status.attempt) for row in grid.rows.values()] == [(0, False, 6)] * 2


def test_what_is_queued_leaves_the_queue_when_it_is_stopped() -> None:
    grid = dispatcher(12, limit=4)
    running = {row.number for rows in grid.hand_out().values() for row in rows}
    assert [row.number for row in grid.take_queued([1, 9, 10])] == [9, 10]
    assert {row.number for row in grid.take_queued(None)} == set(range(12)) - running - {9, 10}
    assert set(grid.rows) == running == {row.number for row in grid.find_running(None)}


def test_nothing_is_handed_out_while_the_grid_is_held() -> None:
    grid = dispatcher(4)
    grid.held = "The budget is spent."
    assert grid.hand_out() == {}
    grid.held = ""
    assert len(grid.hand_out()) == 2


def test_rows_that_did_not_get_to_their_host_are_first_in_the_queue_and_have_lost_no_attempt() -> None:
    grid = dispatcher(10, limit=4)
    rows = grid.hand_out()["host-A"]
    tokens = [row.token for row in rows]
    grid.take_back("host-A", tokens)
    assert [grid.running("host-A", token) for token in tokens] == [None, None]
    assert sorted(numbers(grid.hand_out())["host-A"]) == [0, 2]
    assert {(row.status.attempt, row.deaths) for row in rows} == {(1, 0)}
