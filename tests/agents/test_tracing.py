from __future__ import annotations

import pytest

from agents_widget.agents import tracing


def test_programs_that_trace_run_as_they_are() -> None:
    tracing.set_tracing_disabled(True)
    tracing.set_tracing_export_api_key("sk-x")
    tracing.set_trace_processors([])
    tracing.add_trace_processor(object())
    with tracing.trace("My workflow", group_id="g", metadata={"a": 1}) as run:
        assert run.name == "My workflow"
        with tracing.custom_span("step", data={"b": 2}) as span:
            span.set_error({"message": "x"})
    started = tracing.trace("again")
    started.start(mark_as_current=True)
    started.finish(reset_current=True)
    tracing.flush_traces()
    assert tracing.get_current_trace() is None
    assert tracing.get_current_span() is None
    assert tracing.gen_trace_id()
    assert tracing.gen_span_id()


def test_processors_may_be_written_and_are_not_called() -> None:
    class Loud(tracing.TracingProcessor):
        def on_trace_start(self, trace: tracing.Trace) -> None:
            raise AssertionError("there is no trace")

    tracing.add_trace_processor(span_processor=Loud())
    tracing.set_trace_provider(object())
    with tracing.trace("w"), tracing.turn_span(1, "A"), tracing.task_span("t"):
        pass
    Loud().shutdown()


def test_errors_go_through_a_span() -> None:
    with pytest.raises(KeyError), tracing.trace("w"):
        raise KeyError("x")
