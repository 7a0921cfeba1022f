"""Finds what runs the rows of a grid on a cluster; nothing of Dask is imported before it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .executor import Executor, RowSettings


def dask_executor(
    client: Any, agents: Mapping[str, Any], settings: RowSettings, max_concurrency: int
) -> Executor:
    """The executor for ``grid(client=)``, which takes a ``distributed.Client``.

    Raises ``ImportError`` if Dask is not installed, ``TypeError`` for no client, and ``ClusterError`` for one
    that is not connected.
    """
    try:
        from .dask import DaskExecutor
    except ImportError as error:
        raise ImportError(
            'grid(client=) needs Dask, which is not installed here: pip install "agents_widget[dask]"'
        ) from error
    return DaskExecutor(client, agents, settings, max_concurrency)
