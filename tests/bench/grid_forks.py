"""What it takes to fork a run: a check for ``bench_grid``."""

from __future__ import annotations

import time

from grid_runs import Check, Figures

from agents_widget import Agent, function_tool, watch
from agents_widget.testing import ScriptedModel, call

CALLS = 100
"""Of a tool, each with an item of its own and one of its output."""


async def long_run_forked() -> Figures:
    """Fork a run of 202 items at its 90th call, and measure up to the end of the answer."""

    @function_tool
    def look(page: int) -> str:
        """Look at a page."""
        return f"Page {page}."

    steps = [*(call("look", {"page": page}) for page in range(CALLS)), "Done."]
    agent = Agent(name="Reader", tools=[look], model=ScriptedModel(steps))
    trunk = watch(agent, "Read.", max_turns=None)
    await trunk
    calls = [each for each in trunk.transcript.entries if each.kind == "tool_call"]
    figures: Figures = {"items of the run": float(len((await trunk).to_input_list()))}
    milliseconds = []
    for _ in range(5):
        model = ScriptedModel(["Short."])
        began = time.process_time()
        await trunk.fork(calls[90], output="Blank.", model=model)
        milliseconds.append((time.process_time() - began) * 1000)
    figures["CPU to the answer, with its widget (ms)"] = sorted(milliseconds)[2]
    return figures


CHECKS = [
    Check(
        "B2 a run of 200 items forked",
        long_run_forked,
        {"CPU to the answer, with its widget (ms)": "at most 10 on an idle machine"},
    )
]
