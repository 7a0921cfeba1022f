"""The events of all runs: numbered through, with times from each run's own beginning."""

from __future__ import annotations

from agents_widget.agents.run_internal.event_log import EventLog
from agents_widget.transcript.schema import Patch
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


def delta(text: str) -> dict[str, str]:
    return {"type": "response.output_text.delta", "delta": text}


def test_it_knows_which_entry_an_event_changed() -> None:
    log: EventLog[object] = EventLog()
    history = EventHistory()
    history.begin_run(log, zero=0)
    put, append = Patch("put", ("entries",), {"id": "e1"}), Patch("append", ("entries", "e1", "text"), "a")
    for event in ({"type": "added"}, delta("a"), delta("b"), {"type": "odd"}, delta("c"), delta("of a call")):
        log.append(event)
    history.link(0, [Patch("set", ("agent",), "A"), put])
    history.link(1, [append])
    history.link(3, [])
    history.link(4, [append])
    history.link(5, [])
    assert [history.entry_of(n) for n in range(6)] == ["e1", "e1", "e1", "", "e1", ""]


def test_what_is_taken_back_changed_nothing_until_it_is_shown_again() -> None:
    history = EventHistory()
    put = Patch("put", ("entries",), {"id": "e1"})
    runs = []
    for _ in range(2):
        log: EventLog[object] = EventLog()
        runs.append(history.begin_run(log, zero=0))
        for n, event in enumerate(({"type": "added"}, delta("a"))):
            log.append(event)
            history.link(n, [put])
    for shown, entries in [(False, ["", "", "e1", "e1"]), (True, ["e1", "e1", "e1", "e1"])]:
        history.show_run(runs[0], shown=shown)
        assert [history.entry_of(n) for n in range(4)] == entries
