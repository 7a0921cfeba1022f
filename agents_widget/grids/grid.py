"""``grid``: many runs at once, live in a cell."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

from ..agents.config_checks import check_max_turns
from ..agents.run_config import RunConfig
from ..agents.run_internal import background
from ..sources.agent_runner import AgentRunner
from ..sources.base import Options
from ..sources.checks import describe_type
from ..sources.detect import find_runner
from ..sources.openai_agents_runner import run_options
from ..widget.run.budget import Budget, Price
from .controller import GridController
from .executor import Executor, RowSettings
from .fingerprint import Parts, agent_key, agent_parts
from .folder_store import FolderStore
from .limits import FailureLimit, GridBudget
from .local_executor import LocalExecutor
from .plan import Case, Column, plan_rows, read_cases
from .rate import check_rate
from .row_trunk import RowTrunks
from .rows import RowPlan
from .scoring import check_expected, named
from .store import MemoryStore, Store
from .widget import Grid


def grid(
    agents: Any,
    data: Any,
    *,
    input: Column | None = None,
    expected: Column | None = None,
    scorers: Any = (),
    epochs: int = 1,
    max_concurrency: int = 32,
    rate: float | str | None = None,
    timeout: float | None = None,
    budget_usd: float | None = None,
    prices: Mapping[str, Price] | None = None,
    store: str | Path | None = None,
    on_error: str | float = "keep",
    client: Any = None,
    context: Any = None,
    max_turns: int | None = 10,
    run_config: Any = None,
) -> Grid:
    """Ask every agent every input, ``epochs`` times, and show it live; gives the grid at once.

    ``agents`` is an agent that ``watch`` runs, an async function of the input, or a dict of such by name; the
    first is the baseline. ``data`` is a table (pandas, polars, pyarrow), or a list of dicts or texts;
    ``input`` and ``expected`` are columns of it, or functions of a row.
    ``scorers`` are called ``f(output, expected, run)``, and give True or False, a number, a label, a
    ``Score``, or None for not scored.
    At most ``max_concurrency`` rows run at a time, and ``rate`` model calls begin in a minute (``"auto"``:
    as many as the server takes). ``timeout`` are the seconds of a model call; of the whole run where that is
    no agent of this package. ``budget_usd`` holds the grid when it is spent, by ``prices`` as for ``watch``.
    ``store`` is a folder: the same call goes on where it was, and rows that are there are not run again.
    ``on_error``: ``"keep"`` (a failed row is a result), ``"stop"``, or the part of rows that may fail.
    ``client`` is a ``distributed.Client``, to run on its cluster. The others are ``Runner.run``'s, for every
    row. Raises ``TypeError`` or ``ValueError`` for what no row could begin with. See docs/many-runs.md.
    """
    runners = _runners(agents)
    named_agents = {name: agent for name, (agent, _) in runners.items()}
    _check_count("epochs", epochs)
    _check_count("max_concurrency", max_concurrency)
    check_rate(rate)
    _check_timeout(timeout)
    failures = FailureLimit(on_error)
    scorers = named(scorers)
    Budget(budget_usd, None, prices)
    _check_budget(budget_usd, runners)
    cases = read_cases(data, input, expected)
    check_expected(scorers, cases)
    options = run_options(context=context, max_turns=max_turns, run_config=run_config)
    _check_runs(runners, options, cases)
    parts = {name: agent_parts(agent, run_config) for name, agent in named_agents.items()}
    plans = plan_rows(cases, {name: agent_key(name, each) for name, each in parts.items()}, epochs)
    settings = RowSettings(options=options, prices=prices, timeout=timeout, rate=rate)

    def local_executor() -> Executor:
        return LocalExecutor(named_agents, settings, max_concurrency)

    make_executor = local_executor
    if client is not None:  # what cannot travel is said before the grid begins
        from .cluster import dask_executor

        on_cluster = dask_executor(client, named_agents, settings, max_concurrency)
        make_executor = partial(_same, on_cluster)
    controller = GridController(
        plans,
        make_executor,
        _store(store, plans, parts),
        scorers=scorers,
        loop=background.loop() if client is not None else _loop(runners),
        budget=GridBudget(budget_usd),
        failures=failures,
        trunks=RowTrunks(named_agents, settings),
    )
    shown = Grid(controller)
    controller.start()
    return shown


Runners = dict[str, tuple[Any, type[AgentRunner]]]
"""The agents by their names, each with what runs it."""


def _runners(agents: Any) -> Runners:
    """Give the agents by their names. Raises ``TypeError`` or ``ValueError`` for what is none."""
    by_name = agents if isinstance(agents, Mapping) else {_name_of(agents): agents}
    if not by_name:
        raise ValueError('grid() got no agents: write grid({"small": a1, "big": a2}, data).')
    found: Runners = {}
    for name, agent in by_name.items():
        if not isinstance(name, str) or not name:
            raise TypeError(f"The names of agents are texts, not {name!r}.")
        runner = None if isinstance(agent, type) else find_runner(agent)
        if runner is None:
            raise TypeError(
                f"grid() cannot run {describe_type(agent)}: give an agent that watch(agent, 'Hello') runs, "
                "an async function of the input, or a dict of such by name."
            )
        found[name] = agent, runner
    return found


def _name_of(agent: Any) -> str:
    agent = agent.func if isinstance(agent, partial) else agent
    name = getattr(agent, "name", None) or getattr(agent, "__name__", None)
    return name if isinstance(name, str) else type(agent).__name__


def _check_runs(runners: Runners, options: Options, cases: list[Case]) -> None:
    """Raise ``TypeError`` or ``ValueError`` for options and inputs that no run could begin with."""
    for name in options:
        if not any(name in runner.takes for _, runner in runners.values()):
            raise TypeError(f"None of the agents has a use for {name}=.")
    check_max_turns(options.get("max_turns"))
    for agent, runner in runners.values():
        if "run_config" in runner.takes and runner.can_pause(agent):  # ours: the SDK has configs of its own
            RunConfig.of(options.get("run_config"))
    for agent, runner in runners.values():
        runner.check(agent, {name: each for name, each in options.items() if name in runner.takes})
        for number, case in enumerate(cases):
            _check_input(runner, number, case)


def _check_input(runner: type[AgentRunner], number: int, case: Case) -> None:
    try:
        runner.check_input(case.input)
    except (TypeError, ValueError) as error:
        raise type(error)(f"Input {number}: {error}") from error


def _check_count(name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{name}= is a whole number from 1 on, not {value!r}.")


def _check_timeout(timeout: Any) -> None:
    if timeout is None:
        return
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not timeout > 0:
        raise ValueError(f"timeout= are seconds above 0, or None for no limit, not {timeout!r}.")


def _check_budget(usd: float | None, runners: Runners) -> None:
    """Raise ``ValueError`` for a budget that nothing would count against."""
    if usd is not None and not any(runner.tells_usage for _, runner in runners.values()):
        raise ValueError(
            f"budget_usd={usd:g} cannot be kept: what a function spends is not seen. Give the agent that it "
            "runs instead, or leave the budget out."
        )


def _same(executor: Executor) -> Executor:
    return executor


def _store(path: Any, plans: list[RowPlan], parts: dict[str, Parts]) -> Store:
    if not isinstance(path, (str, PathLike, type(None))):
        raise TypeError(f"store= is the path of a folder, not {describe_type(path)}.")
    return MemoryStore() if path is None else FolderStore(Path(path), plans, parts)


def _loop(runners: Runners) -> asyncio.AbstractEventLoop:
    """Give the loop that the rows run on: the caller's if an agent has its connections there."""
    own = [runner.loop_of(agent) for agent, runner in runners.values()]
    return next((loop for loop in own if loop is not background.loop()), background.loop())
