"""The hosts of a grid on a cluster: one task per worker process, which runs that worker's rows.

Everything here happens on the client's event loop.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from typing import Any, TypeAlias

from . import dask_worker
from .dask_client import WorkerEvent, check_versions, listen, unlisten

logger = logging.getLogger(__name__)

Future: TypeAlias = Any  # distributed.Future: most of its methods have no types
ANY_WORKER = ""
_ENDED = ("error", "cancelled", "lost", "finished")


class Hosts:
    """Keeps one host on each worker of a cluster while it is open. ``lost`` is told of workers that are gone.

    Without any worker one host waits for whichever comes first: a cluster that adapts starts one for it.
    """

    def __init__(self, client: Any, topic: str, lost: Callable[[str, bool], None]) -> None:
        self._client = client
        self._topic = topic
        self._lost = lost
        self._payload: Future = None
        self._workers: set[str] = set()
        self._unfit: set[str] = set()
        """Workers that cannot run the rows."""
        self._leaving: set[str] = set()
        """Workers that are being closed, which the scheduler may tell as if they had died."""
        self._tasks: dict[str, tuple[str, Future]] = {}
        self.problem = ""
        """Why a worker cannot run rows, or why none is there."""

    def __len__(self) -> int:
        return len(self._tasks)

    def __contains__(self, task: str) -> bool:
        return task in self._tasks

    @property
    def has_workers(self) -> bool:
        """Whether the cluster has any worker now."""
        return bool(self._workers)

    @property
    def is_open(self) -> bool:
        """Whether workers get hosts."""
        return self._payload is not None

    async def open(self, packed: bytes) -> None:
        """Send the agents, and begin a host on each worker. Raises ``ClusterError`` for other versions."""
        # A task, not scattered data: when the last worker that has it dies, Dask makes it again.
        self._payload = self._client.submit(bytes, packed, key=f"{self._topic}-agents", pure=False)
        self.problem = ""
        self._unfit.clear()
        listen(self._client, self._hear)
        self._workers.update(await check_versions(self._client))
        self._cover()

    def close(self) -> None:
        """Let go of the tasks: each host sees that, stops its rows and gives its slot back."""
        for _, future in self._tasks.values():
            future.release()
        self._tasks.clear()
        self._workers.clear()
        self._leaving.clear()
        if self._payload is not None:
            self._payload.release()
            self._payload = None
            unlisten(self._client, self._hear)

    def began(self, task: str, worker: str) -> None:
        """A host runs on this worker."""
        self._tasks[task] = (worker, self._tasks[task][1])
        self._workers.add(worker)
        self._cover()

    def leaves(self, worker: str) -> None:
        """A worker is being closed: somebody takes it away."""
        self._leaving.add(worker)

    async def look(self) -> None:
        """Find hosts that ended by themselves: their workers cannot run rows, or somebody cancelled them."""
        for task, (worker, future) in list(self._tasks.items()):
            if future.status not in _ENDED:
                continue
            error = await future.exception() if future.status == "error" else None
            if error is not None:
                self.problem = f"{worker or 'A worker'}: {type(error).__name__}: {error}"
            elif not self.problem:
                self.problem = f"The task on {worker or 'a worker'} is {future.status}."
            self._tasks.pop(task, None)
            self._unfit.add(worker)
            self._lost(worker, True)

    def _cover(self) -> None:
        """Begin a host on each worker that has none."""
        having = {worker for worker, _ in self._tasks.values()}
        if ANY_WORKER in having:
            return
        missing = self._workers - self._unfit - having
        for worker in missing or ([] if having or self.problem else [ANY_WORKER]):
            task = f"{self._topic}-host-{uuid.uuid4().hex}"
            where = {"workers": [worker], "allow_other_workers": False} if worker else {}
            arguments = (self._topic, task, self._payload)
            future = self._client.submit(dask_worker.host_rows, *arguments, key=task, pure=False, **where)
            self._tasks[task] = (worker, future)

    def _hear(self, event: WorkerEvent) -> None:
        """Read what the scheduler tells of a worker."""
        worker, action = str(event["worker"]), event.get("action")
        if action == "add-worker":
            self._workers.add(worker)
            self._cover()
        elif action == "remove-worker":
            self._workers.discard(worker)
            if not self._workers:  # who awaits the grid in a program sees no view that says so
                logger.warning("The Dask cluster has lost its last worker: rows wait until one comes.")
            for task, (address, future) in list(self._tasks.items()):
                if address == worker:
                    future.release()
                    del self._tasks[task]
            self._cover()
            self._lost(worker, bool(event.get("expected")) or worker in self._leaving)
