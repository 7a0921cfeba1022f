"""The phase of a run, and who waits for it."""

from __future__ import annotations

from agents_widget.widget.run.phase import RunPhase


def test_a_run_is_opened_runs_and_ends() -> None:
    phase = RunPhase()
    assert phase.current == "idle"
    phase.wait_until_idle()
    phase.open()
    assert phase.current == "opening"
    phase.run()
    assert phase.current == "running"
    phase.wait_until_known()
    phase.end()
    phase.wait_until_idle()


def test_a_run_that_ends_before_it_is_known_wakes_who_waits() -> None:
    phase = RunPhase()
    phase.open()
    phase.end()
    phase.wait_until_known()
