"""Rows on the workers of a real cluster of processes, which are killed for real."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cluster_kit
import dask.config
import pytest
from answers import respond, text
from cluster_kit import Notes, agent_that_waits, jobs, kill, tape_rows, wait_for_files
from distributed import Client, LocalCluster
from loopback import LoopbackServer
from openai import AsyncOpenAI
from pandas.testing import assert_frame_equal

from agents_widget import Cassette, grid, includes
from agents_widget.agents import Agent, OpenAIResponsesModel, function_tool
from agents_widget.agents.testing import ScriptedModel, call, text as says
from agents_widget.grids.cluster import dask_executor
from agents_widget.grids.dask import DaskExecutor
from agents_widget.grids.dask_client import ClusterError, misfit
from agents_widget.grids.executor import RowJob, RowSettings
from agents_widget.grids.local_executor import LocalExecutor
from agents_widget.grids.shipping import CannotTravelError

pytestmark = [pytest.mark.processes, pytest.mark.filterwarnings("default")]  # of Dask's own processes


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two worker processes of two slots each, which a nanny starts again when they die."""
    # On a busy machine the nanny and the cluster would give up a worker that takes longer to start again.
    patience = f"{cluster_kit.hang.SECONDS:g}s"
    timeouts = ("distributed.comm.timeouts.connect", "distributed.deploy.lost-worker-timeout")
    with (
        dask.config.set(dict.fromkeys(timeouts, patience)),
        LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=":0") as started,
    ):
        yield started


@pytest.fixture
def connected(cluster: LocalCluster) -> Iterator[Client]:
    with Client(cluster) as client:
        client.wait_for_workers(2, timeout=cluster_kit.hang.SECONDS)
        yield client


def executor(client: Client, agent: Any, limit: int = 20) -> DaskExecutor:
    return DaskExecutor(client, {"a": agent}, RowSettings(), limit)


def talks(degrees: Any) -> Agent:
    """An agent with a tool; each of its runs plays two steps of its model."""
    steps = [lambda ask: call("degrees", {"city": "Oslo"}) if len(ask.items) == 1 else says("Three in Oslo.")]
    return Agent(name="A", model=ScriptedModel(steps * 500), tools=[degrees])


def oslo() -> Any:
    table = {"Oslo": 3}

    @function_tool
    def degrees(city: str) -> int:
        """The temperature there."""
        return table[city]

    return degrees


async def test_rows_are_the_same_as_on_this_machine(connected: Client) -> None:
    here, there = Notes(), Notes()
    agent = talks(oslo())
    rows = jobs([f"question {number}" for number in range(60)])
    await LocalExecutor({"a": agent}, RowSettings(), 20).run(rows, here)
    await executor(connected, agent).run(rows, there)

    def facts(notes: Notes) -> dict[int, Any]:
        results = {number: end.result for number, end in notes.ends.items()}
        return {
            number: (each.plan, each.state, each.output, each.turns, each.tools, each.attempt)
            for number, each in results.items()
        }

    assert facts(there) == facts(here)
    assert there.states == {"done": 60}
    assert set(there.told.values()) == {1}
    for number, end in there.ends.items():
        assert len(tape_rows(end)) >= 1, number


async def test_an_agent_of_closures_runs_twice_with_one_executor(connected: Client) -> None:
    runs = executor(connected, agent_of_words("hello"))
    for words in (["a", "b"], ["c"]):
        notes = Notes()
        await runs.run(jobs(words), notes)
        assert {end.result.output for end in notes.ends.values()} == {f"hello {word}" for word in words}
    await until_nothing_is_held(connected)


async def until_nothing_is_held(connected: Client) -> None:
    """Wait until no worker has a task: the slots of a grid that has ended are given back."""
    for _ in range(int(cluster_kit.hang.SECONDS * 10)):
        if not any(connected.run(lambda dask_worker: [*dask_worker.state.tasks]).values()):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("a task is left")


def agent_of_words(greeting: str) -> Any:
    async def greets(input: str) -> str:
        return f"{greeting} {input}"

    return greets


async def test_a_killed_worker_costs_its_rows_an_attempt_and_nothing_else(
    connected: Client, tmp_path: Path
) -> None:
    notes = Notes()
    inputs = [f"q{number}" for number in range(12)]
    running = asyncio.create_task(executor(connected, agent_that_waits(tmp_path)).run(jobs(inputs), notes))
    began = await wait_for_files(tmp_path, "began-*", 12)
    await notes.until(lambda told: {number for number, _ in told.statuses} == set(range(12)))
    victim = began[0].name.split("-")[1]
    lost = {file.name.split("-")[2] for file in began if file.name.split("-")[1] == victim}
    assert 0 < len(lost) < 12

    kill(int(victim))
    await wait_for_files(tmp_path, "began-*", 12 + len(lost))
    (tmp_path / "go").touch()
    await running

    assert notes.states == {"done": 12}
    assert set(notes.told.values()) == {1}
    for end in notes.ends.values():
        result = end.result
        was_lost = result.plan.input in lost
        assert (result.attempt, len(result.attempts)) == ((2, 1) if was_lost else (1, 0))
        assert [each.error_type for each in result.attempts] == ["WorkerDiedError"] * was_lost
        assert end.run_file.count(f"{result.plan.input} answered") <= 2  # its text, and what it ended with
        assert [row for row in tape_rows(end) if tape_rows(end).count(row) > 1] == []
    again = {number for number, status in notes.statuses if (status.state, status.attempt) == ("queued", 2)}
    assert {f"q{number}" for number in again} == lost


async def test_a_poison_row_fails_and_its_neighbours_do_not(connected: Client) -> None:
    notes = Notes()
    inputs = [f"q{number}" for number in range(49)]
    inputs.insert(20, "poison")
    await executor(connected, agent_with_a_poison()).run(jobs(inputs), notes)

    (failed,) = (end.result for end in notes.ends.values() if end.result.state != "done")
    assert notes.states == {"done": 49, "failed": 1}
    assert (failed.plan.input, failed.error_type, len(failed.attempts)) == ("poison", "WorkerDiedError", 3)
    assert "with no other row beside it" in failed.error


def agent_with_a_poison() -> Any:
    async def dies(input: str) -> str:
        import asyncio
        import signal

        if input == "poison":
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(0.1)  # so that neighbours are under way
        return "alive"

    return dies


async def test_stop_closes_the_streams_of_all_models(connected: Client, loopback: LoopbackServer) -> None:
    notes = Notes()
    loopback.always = respond(text("abcd"), stall_after=3)
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="none", max_retries=0)
    runs = executor(connected, Agent(name="A", model=OpenAIResponsesModel("m", client)), limit=8)
    running = asyncio.create_task(runs.run(jobs([f"q{number}" for number in range(20)]), notes))
    await asyncio.to_thread(loopback.wait_for_request, 8)

    await runs.stop([0])
    await notes.until(lambda told: 0 in told.ends)
    await asyncio.to_thread(loopback.wait_for_request, 9)  # the place of the row that was stopped
    await runs.stop()
    await running

    assert notes.states == {"cancelled": 20}
    for request in loopback.requests:
        assert await asyncio.to_thread(request.closed.wait, cluster_kit.hang.SECONDS)
    assert len(loopback.requests) == 9


KERNEL = """
import asyncio, sys
sys.path[:0] = {path!r}
from pathlib import Path
from cluster_kit import Notes, jobs
from distributed import Client
from agents_widget import Cassette, grid, includes
from agents_widget.agents import Agent, OpenAIResponsesModel
from agents_widget.grids.cluster import dask_executor
from agents_widget.grids.executor import RowJob, RowSettings
from openai import AsyncOpenAI

if __name__ == "__main__":
    model = OpenAIResponsesModel("m", AsyncOpenAI(base_url={url!r}, api_key="none"))
    client = Client({address!r})
    runs = dask_executor(client, {{"a": Agent(name="A", model=model)}}, RowSettings(), 4)
    asyncio.run(runs.run(jobs(["1", "2", "3", "4"]), Notes()))
"""


async def test_rows_of_a_kernel_that_is_killed_are_stopped(
    connected: Client, loopback: LoopbackServer
) -> None:
    loopback.always = respond(text("abcd"), stall_after=3)
    address = connected.scheduler.address
    program = KERNEL.format(path=sys.path, url=loopback.base_url, address=address)
    with subprocess.Popen([sys.executable, "-c", program]) as kernel:
        try:
            await asyncio.to_thread(loopback.wait_for_request, 4)
        finally:
            kernel.kill()
    for request in loopback.requests:
        assert await asyncio.to_thread(request.closed.wait, cluster_kit.hang.SECONDS)


NOTEBOOK = """
import asyncio, os, sys
sys.path[:0] = {path!r}
import pandas
from cluster_kit import Notes, jobs
from distributed import Client, LocalCluster
from agents_widget import Cassette, grid, includes
from agents_widget.agents import Agent, OpenAIResponsesModel, function_tool
from agents_widget.grids.cluster import dask_executor
from agents_widget.grids.executor import RowJob, RowSettings
from openai import AsyncOpenAI

frame = pandas.DataFrame({{"city": ["Oslo", "Rome"], "degrees": [3, 21]}})

@function_tool
def degrees(city: str) -> int:
    "The temperature there."
    return int(frame.set_index("city").degrees[city])

if __name__ == "__main__":
    os.environ["SOME_API_KEY"] = "the-key-at-home"
    model = OpenAIResponsesModel("m", AsyncOpenAI(base_url={url!r}, api_key=os.environ["SOME_API_KEY"]))
    agent = Agent(name="A", model=model, tools=[degrees])
    there = {{"SOME_API_KEY": "the-key-over-there"}}
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0", env=there) as cluster:
        with Client(cluster) as client:
            notes = Notes()
            runs = dask_executor(client, {{"a": agent}}, RowSettings(), 4)
            asyncio.run(runs.run(jobs(["Oslo?"]), notes))
            print(repr(notes.ends[0].result.output), notes.ends[0].result.tools, notes.ends[0].result.error)
            assert b"the-key-at-home" not in runs._shipment.pack()
"""


def test_a_notebooks_agent_with_a_table_runs_on_a_worker_with_the_workers_key(
    loopback: LoopbackServer,
) -> None:
    from answers import call as calls

    loopback.answer(respond(calls("degrees", {"city": "Oslo"})), respond(text("Three.")))
    program = NOTEBOOK.format(path=sys.path, url=loopback.base_url)
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, timeout=3 * cluster_kit.hang.SECONDS, text=True
    )
    assert ran.stdout.strip() == "'Three.' {'degrees': 1}", ran.stderr[-3000:]
    assert {each.headers["authorization"] for each in loopback.requests} == {"Bearer the-key-over-there"}


async def test_a_missing_key_is_told_before_any_row_has_failed(
    connected: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY_OF_THIS_PROCESS", "a-key-that-no-worker-has")
    client = AsyncOpenAI(base_url="http://127.0.0.1:1/v1", api_key="a-key-that-no-worker-has")
    notes = Notes()
    runs = executor(connected, Agent(name="A", model=OpenAIResponsesModel("m", client)))
    with pytest.raises(
        ClusterError, match=r"No worker of the cluster can run the rows.*A_KEY_OF_THIS_PROCESS"
    ):
        await runs.run(jobs(["q"]), notes)
    assert notes.ends == {}


async def test_an_input_that_cannot_travel_fails_its_own_row(connected: Client) -> None:
    notes = Notes()
    rows = jobs(["a", "a lock", "b"])
    rows[1] = RowJob(replace(rows[1].plan, input=threading.Lock()))
    await executor(connected, agent_of_words("hello")).run(rows, notes)
    assert notes.states == {"done": 2, "failed": 1}
    assert "cannot go to another process" in notes.ends[1].result.error


def test_an_agent_that_cannot_travel_is_refused_by_the_name_of_its_part(connected: Client) -> None:
    lock = threading.Lock()

    @function_tool
    def guarded() -> str:
        """Do it."""
        with lock:
            return "done"

    with pytest.raises(
        CannotTravelError, match=r"agent 'a'\.tools\[0\].*'lock' cannot go to another process"
    ):
        executor(connected, Agent(name="A", model=ScriptedModel([]), tools=[guarded]))


async def test_a_client_that_is_closed_meanwhile_ends_the_grid_with_a_sentence(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    with Client(cluster) as client:
        running = asyncio.create_task(executor(client, agent_that_waits(tmp_path)).run(jobs(["q"]), Notes()))
        await wait_for_files(tmp_path, "began-*", 1)
    with pytest.raises(ClusterError, match="connection to the Dask scheduler is lost"):
        await running
    with pytest.raises(ClusterError, match=r"The Dask client is closed: make a new one"):
        dask_executor(client, {}, RowSettings(), 1)


@pytest.mark.parametrize("given", ["tcp://127.0.0.1:8786", object(), Client])
def test_what_is_no_client_is_refused(given: Any) -> None:
    with pytest.raises(TypeError, match=r"takes a distributed\.Client, got "):
        dask_executor(given, {}, RowSettings(), 1)


def test_a_cluster_is_not_a_client(cluster: LocalCluster) -> None:
    with pytest.raises(TypeError, match=r"got LocalCluster: write client=Client\(cluster\)"):
        dask_executor(cluster, {}, RowSettings(), 1)


def test_workers_of_another_version_are_told(connected: Client) -> None:
    worker = next(iter(connected.get_versions(packages=["agents_widget"])["workers"].values()))
    assert misfit(worker) == ""
    old = {**worker, "host": {**worker["host"], "python": "3.8.1.final.0"}}
    assert "it has Python 3.8 and this process 3." in misfit(old)
    for has, words in (
        (None, "does not have the package: pip install"),
        ("0.0.1", "it has agents_widget 0.0.1"),
    ):
        assert words in misfit({**worker, "packages": {**worker["packages"], "agents_widget": has}})


def parrot(path: Path) -> Agent:
    """An agent whose model gives other words for each input and each time it is asked, kept in a cassette."""
    count = itertools.count()
    step = lambda ask: says(f"{ask.items[0]['content']} is {next(count) % 3}")  # noqa: E731
    return Agent(name="A", model=Cassette(path, model=ScriptedModel([step] * 500), speed=0))


async def test_a_grid_has_the_same_rows_and_scores_on_the_cluster(connected: Client, tmp_path: Path) -> None:
    agents = {name: parrot(tmp_path / f"{name}.jsonl") for name in ("small", "big")}
    data = [{"prompt": f"question {number}", "answer": str(number % 3)} for number in range(12)]
    options: dict[str, Any] = {"input": "prompt", "expected": "answer", "scorers": [includes()], "epochs": 3}

    def frame(shown: Any) -> Any:
        return shown.to_pandas().drop(columns=["seconds", "waited"])

    await grid(agents, data, **options)  # records
    replayed = {
        name: Agent(name="A", model=Cassette(tmp_path / f"{name}.jsonl", speed=0, mode="replay"))
        for name in agents
    }
    here = grid(replayed, data, **options)
    await here
    there = grid(replayed, data, client=connected, max_concurrency=10, **options)
    await there

    assert_frame_equal(frame(there), frame(here))
    assert len(there) == 72
    assert there["big", 7, 2].tape.to_jsonl().count("question 7") >= 1
    assert {row.state for row in there.rows} == {"done"}
    assert 0 < sum(row.scores["includes"].value for row in there.rows) < 72

    def said(shown: Any) -> list[Any]:
        return [(each.value, each.low, each.high, each.delta, each.n) for each in shown.headline("includes")]

    assert said(there) == said(here)


async def test_a_grid_that_is_stopped_goes_on_where_it_was(connected: Client, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    agents = {"a": agent_that_waits(place)}
    inputs = [f"q{number}" for number in range(9)]
    stopped = grid(agents, inputs, client=connected, max_concurrency=4, store=tmp_path / "store")
    await wait_for_files(place, "began-*", 4)
    stopped.stop()
    await stopped
    assert {row.state for row in stopped.rows} == {"cancelled"}

    (place / "go").touch()
    assert stopped.retry() == 9
    await stopped
    assert {row.output for row in stopped.rows} == {f"{each} answered" for each in inputs}
    began = len(list(place.glob("began-*")))
    again = grid(agents, inputs, client=connected, store=tmp_path / "store")
    await again
    assert len(list(place.glob("began-*"))) == began
    assert {row.state for row in again.rows} == {"done"}


async def test_a_grid_that_is_stopped_at_once_does_not_begin(connected: Client, tmp_path: Path) -> None:
    made = grid(agent_that_waits(tmp_path), ["a", "b"], client=connected)
    made.stop()
    await made
    assert {row.state for row in made.rows} == {"cancelled"}


def test_a_grid_says_at_once_what_cannot_travel(connected: Client) -> None:
    lock = threading.Lock()

    async def guarded(input: str) -> str:
        with lock:
            return input

    with pytest.raises(CannotTravelError, match="agent 'guarded': 'lock' cannot go to another process"):
        grid(guarded, ["a"], client=connected)


def careful() -> Agent:
    """An agent whose tool waits for approval."""

    @function_tool(needs_approval=True)
    def pay(amount: int) -> str:
        """Pay."""
        return f"{amount} paid"

    step = lambda ask: call("pay", {"amount": 5}) if len(ask.items) == 1 else says("Done.")  # noqa: E731
    return Agent(name="A", model=ScriptedModel([step] * 50), tools=[pay])


async def test_a_row_that_runs_on_the_cluster_opens_and_is_steered(connected: Client) -> None:
    shown = grid(
        careful(), ["a", "b"], client=connected, max_concurrency=1
    )  # a row that waits needs no place
    while {row.state for row in shown.rows} != {"waiting"}:
        await asyncio.sleep(0.05)
    first = shown.rows[0].watch()
    (waiting,) = [each for each in first.transcript.entries if each.kind == "tool_call"]
    assert (first.status, waiting.state, waiting.arguments) == (
        "waiting",
        "awaiting_approval",
        '{"amount": 5}',
    )

    with pytest.raises(ValueError, match="Row 0 is at work on a cluster"):
        shown.rows[0].fork("e1")
    with pytest.raises(RuntimeError, match="call_of_nobody"):
        await asyncio.to_thread(first.approve, "call_of_nobody")
    await asyncio.to_thread(first.approve, arguments={"amount": 7})
    await asyncio.to_thread(shown.rows[1].watch().deny, message="No money.")
    await shown

    assert [row.state for row in shown.rows] == ["done", "done"]
    assert '{"amount": 7}' in shown.rows[0].tape.to_jsonl().replace("\\", "")
    while first.status != "done":
        await asyncio.sleep(0.05)
    (paid,) = [each for each in first.transcript.entries if each.kind == "tool_call"]
    assert (paid.state, paid.output) == ("done", "7 paid")
    assert "No money." in shown.rows[1].tape.to_jsonl()
    fork = shown.rows[0].fork(paid, output="8 paid")  # its run file has come with what it needs
    assert (await fork).final_output == "Done."
    assert fork.transcript[paid.id].output == "8 paid"


async def test_rows_wait_for_a_worker_when_the_last_is_gone(
    cluster: LocalCluster, connected: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shown = grid(agent_that_waits(tmp_path), ["a", "b"], client=connected)
    await wait_for_files(tmp_path, "began-*", 2)
    cluster.scale(0)
    while "The cluster has no worker now" not in shown._controller.facts().detail:
        await asyncio.sleep(0.05)
    assert "lost its last worker" in caplog.text

    (tmp_path / "go").touch()
    cluster.scale(2)
    await shown
    assert [row.state for row in shown.rows] == ["done", "done"]
    whys = [attempt.error for row in shown.rows for attempt in row.attempts]
    assert len(whys) >= 2
    assert all("was taken away while it ran this row" in why for why in whys)
