"""A grid's line to a Dask cluster: the client's loop, events of workers, and errors at once."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable, Collection, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

import distributed

T = TypeVar("T")
WorkerEvent: TypeAlias = Mapping[str, Any]
Client: TypeAlias = Any  # distributed.Client: many of its methods have no types
_PACKAGE = "agents_widget"
_ANSWER_SECONDS = 30.0

_listeners: WeakKeyDictionary[Client, set[Callable[[WorkerEvent], None]]] = WeakKeyDictionary()


class ClusterError(RuntimeError):
    """A cluster cannot run the rows of a grid, whichever they are."""


def require_client(client: Any) -> Client:
    """The client. Raises ``TypeError`` for anything else, ``ClusterError`` for one that is not connected."""
    if not isinstance(client, distributed.Client):
        hint = f": write Client({client!r})" if isinstance(client, str) else ""
        if hasattr(client, "scheduler_address"):
            hint = ": write client=Client(cluster)"
        kind = f"the class {client.__name__}" if isinstance(client, type) else type(client).__name__
        raise TypeError(f"grid(client=) takes a distributed.Client, got {kind}{hint}.")
    if client.status != "running":
        raise ClusterError(_not_connected(client))
    return client


def _not_connected(client: Client) -> str:
    state = "is closed" if client.status in ("closed", "closing") else f"is not connected ({client.status})"
    return f"The Dask client {state}: make a new one, Client(...), and call grid() with it."


def lost_connection(client: Client) -> str | None:
    """A sentence if the client has lost its scheduler; None while it is connected."""
    if client.status == "running":
        return None
    return (
        f"The connection to the Dask scheduler is lost (the client's status: {client.status}). The rows that "
        "have ended are kept; make a new client and call grid() again with the same store for the others."
    )


def on_loop_of(client: Client, work: Callable[[], Awaitable[T]]) -> asyncio.Future[T]:
    """Do something on the client's event loop, from any other, in the order of the calls."""

    async def there() -> T:
        return await work()

    loop: asyncio.AbstractEventLoop = client.loop.asyncio_loop
    return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(there(), loop))


def listen(client: Client, listener: Callable[[WorkerEvent], None]) -> None:
    """Have a function told, on the client's loop, what the scheduler logs of all workers.

    A client takes one handler per topic: all grids of it share one.
    """
    listeners = _listeners.setdefault(client, set())
    if not listeners:
        client.subscribe_topic("all", lambda event: _tell(listeners, event))
    listeners.add(listener)


def unlisten(client: Client, listener: Callable[[WorkerEvent], None]) -> None:
    """Tell a function no more."""
    listeners = _listeners.get(client, set())
    listeners.discard(listener)
    if not listeners:
        unsubscribe(client, "all")


def unsubscribe(client: Client, topic: str) -> None:
    """Give up a topic, whatever has become of the client."""
    with contextlib.suppress(Exception):
        client.unsubscribe_topic(topic)


def _tell(listeners: Collection[Callable[[WorkerEvent], None]], event: tuple[float, Any]) -> None:
    message = event[1]
    if isinstance(message, Mapping) and "worker" in message:
        for listener in list(listeners):
            listener(message)


async def check_versions(client: Client) -> list[str]:
    """The addresses of all workers. Raises ``ClusterError`` if what they run does not fit to this process."""
    try:
        found = await asyncio.wait_for(client.get_versions(packages=[_PACKAGE]), _ANSWER_SECONDS)
    except (asyncio.TimeoutError, OSError) as error:
        raise ClusterError(
            f"The Dask scheduler at {client.scheduler and client.scheduler.address} did not answer within "
            f"{_ANSWER_SECONDS:g} s: is it running, and can this machine reach it?"
        ) from error
    problems = {address: problem for address, has in found["workers"].items() if (problem := misfit(has))}
    if problems:
        address, problem = next(iter(problems.items()))
        others = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise ClusterError(f"The worker {address}{others} cannot run the rows: {problem}")
    return list(found["workers"])


def misfit(worker: Mapping[str, Any]) -> str:
    """What of a worker's versions does not fit to this process; empty if all does."""
    python = ".".join(str(worker["host"]["python"]).split(".")[:2])
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    if python != here:
        return (
            f"it has Python {python} and this process {here}. Agents are sent as bytecode, which no other "
            "version reads: start the workers from the same environment."
        )
    try:
        ours = version(_PACKAGE)
    except PackageNotFoundError:  # run from its source: there is nothing to compare
        return ""
    theirs = worker["packages"].get(_PACKAGE)
    if theirs is None:
        return f'it does not have the package: pip install "{_PACKAGE}[dask]=={ours}" where the workers run.'
    return "" if theirs == ours else f"it has {_PACKAGE} {theirs} and this process {ours}: install the same."
