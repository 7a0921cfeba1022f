"""The events of all runs: numbered through, with times from each run's own beginning."""

from __future__ import annotations

from agents_widget.agents.run_internal.event_log import EventLog
from agents_widget.widget.run.event_history import EventHistory


def log_of(*events: str, at: float) -> EventLog[str]:
    log: EventLog[str] = EventLog()
    for n, event in enumerate(events):
        log.append(event, at + n)
    return log


def test_runs_follow_each_other() -> None:
    history = EventHistory()
    assert len(history) == 0
    history.begin_run(log_of("a", "b", at=10), zero=9.5)
    history.begin_run(log_of(at=0), zero=0)  # a run that told nothing
    last = log_of("c", at=100)
    history.begin_run(last, zero=98)
    assert [history[n] for n in range(len(history))] == [("a", 500), ("b", 1500), ("c", 2000)]
    last.append("d", 100.5)
    assert (len(history), history[3]) == (4, ("d", 2500))
    assert history[3][0] is last.events[1]
