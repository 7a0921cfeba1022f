"""How true a cassette is to what it recorded, and what it takes: checks for ``bench_grid``."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from answers import respond, text as said
from grid_runs import Check, Figures
from loopback import LoopbackServer

from agents_widget import AsyncOpenAI, Cassette, Model, ModelSettings, OpenAIResponsesModel
from agents_widget.agents.models.interface import ModelTracing

DELTAS = 700


async def _times(model: Model) -> tuple[list[float], list[Any]]:
    """When each event came, in seconds since the call, and the events."""
    began, times, events = time.perf_counter(), [], []
    asked: Any = (None, "hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)
    async for event in model.stream_response(*asked):
        times.append(time.perf_counter() - began)
        events.append(event)
    return times, events


async def timing() -> Figures:
    """Record an answer of 700 deltas, 20 ms apart, and play it: when do the events come?"""
    with LoopbackServer() as server, tempfile.TemporaryDirectory() as folder:
        async with AsyncOpenAI(base_url=server.base_url, api_key="none") as client:
            model = OpenAIResponsesModel("m", client)
            later = await _first_events(server, model, Path(folder))
            server.always = respond(said("word " * DELTAS, size=5), pace=0.02)
            path = Path(folder, "c.jsonl")
            live, events = await _times(Cassette(path, model))
            played, again = await _times(Cassette(path))
    off = sorted(abs(one - other) * 1000 for one, other in zip(live, played, strict=True))
    return {
        "events recorded": len(events),
        "events played alike": sum(_same(*pair) for pair in zip(events, again, strict=True)),
        "first event while recording, later than without (ms)": later,
        "off when played, median (ms)": statistics.median(off),
        "off when played, 95 of 100 (ms)": off[int(len(off) * 0.95)],
    }


async def _first_events(server: LoopbackServer, model: Model, folder: Path) -> float:
    """How many milliseconds later the first event comes while it is recorded, in the median of a few."""
    server.always = respond(said("word " * 20, size=5), pace=0.005)
    later = []
    for number in range(12):
        alone, _ = await _times(model)
        recorded, _ = await _times(Cassette(folder / f"first{number}.jsonl", model))
        later.append((recorded[0] - alone[0]) * 1000)
    return statistics.median(later)


async def size_and_speed() -> Figures:
    """Measure what an event takes in the file, and to be played at once."""
    with LoopbackServer() as server, tempfile.TemporaryDirectory() as folder:
        server.always = respond(said("word " * DELTAS, size=5))
        figures: Figures = {}
        async with AsyncOpenAI(base_url=server.base_url, api_key="none") as client:
            model = OpenAIResponsesModel("m", client)
            for name, title in (("c.jsonl", "plain"), ("c.jsonl.gz", "zipped")):
                path = Path(folder, name)
                _, events = await _times(Cassette(path, model))
                figures[f"bytes an event, {title}"] = path.stat().st_size / len(events)
            cassette = Cassette(Path(folder, "c.jsonl"), speed=0)
            await _times(cassette)
            cpu = []
            for _ in range(10):
                began = time.process_time()
                await _times(cassette)
                cpu.append((time.process_time() - began) / len(events) * 1e6)
            figures["CPU an event, played at once (us)"] = statistics.median(cpu)
    return figures


def _same(live: Any, played: Any) -> bool:
    one, other = live.model_dump(exclude_unset=True), played.model_dump(exclude_unset=True)
    for each in (one, other):
        if "response" in each:
            each["response"]["model"] = each["response"]["model"].partition(" (recorded")[0]
    return bool(one == other)


CHECKS = [
    Check(
        "A1 a cassette keeps the time",
        timing,
        {
            "events played alike": "all",
            "first event while recording, later than without (ms)": "at most 50",
            "off when played, 95 of 100 (ms)": "at most 25 on an idle machine",
        },
    ),
    Check(
        "A3, A4 what an event takes",
        size_and_speed,
        {
            "bytes an event, plain": "at most 260",
            "bytes an event, zipped": "at most 25",
            "CPU an event, played at once (us)": "at most 60",
        },
    ),
]
