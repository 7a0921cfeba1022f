"""Agents on their way to another process: pickled once, with what their runs need."""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Iterator, Mapping
from typing import Any

import cloudpickle

from ..agents.exceptions import CannotPickleError
from ..agents.models import openai_shared
from ..agents.models.openai_pickling import ClientSettings, client_settings
from ..sources.checks import describe_type
from .executor import RowJob, RowSettings
from .permit import Permit
from .row_host import RowHost

_DEPTH = 14
_PLAIN = (str, bytes, int, float, bool, type(None), type, types.ModuleType)


class CannotTravelError(TypeError):
    """Something that another process was to get cannot be pickled; it says which part, and why."""


@dataclasses.dataclass(frozen=True)
class Shipment:
    """What a process needs to run rows of a grid."""

    agents: Mapping[str, Any]
    settings: RowSettings
    threads: int
    """How many functions and tools that are not async may run at once, in each process."""
    default_client: ClientSettings | None
    use_responses: bool

    def make_host(self, permit: Permit) -> RowHost:
        """What runs the rows here, with the client and the API that were set as defaults at home."""
        if self.default_client is not None:
            openai_shared.defaults.client = self.default_client.make()
        openai_shared.defaults.use_responses = self.use_responses
        return RowHost(self.agents, self.settings, threads=self.threads, permit=permit)


def pack(agents: Mapping[str, Any], settings: RowSettings, threads: int) -> bytes:
    """Pickle agents and settings. Raises ``CannotTravelError`` with the part that cannot be pickled."""
    for name, agent in agents.items():
        check_travels(agent, f"agent {name!r}")
    for name, option in settings.options.items():
        check_travels(option, name)
    client = openai_shared.defaults.client
    try:
        default_client = None if client is None else client_settings(client)
    except CannotPickleError as error:
        raise CannotTravelError(f"The default client cannot go to another process: {error}") from error
    defaults = (default_client, openai_shared.defaults.use_responses)
    return bytes(cloudpickle.dumps(Shipment(dict(agents), settings, threads, *defaults)))


def unpack(payload: bytes) -> Shipment:
    """Read what ``pack`` has written, in the process that runs the rows."""
    shipment: Shipment = cloudpickle.loads(payload)
    return shipment


def pack_job(job: RowJob) -> bytes:
    """Write a row that is to run elsewhere. Raises ``CannotTravelError`` for an input that cannot travel."""
    check_travels(job.plan.input, "the input")
    slim = dataclasses.replace(job.plan, columns={}, expected=None)  # scorers read these, here
    return bytes(cloudpickle.dumps(RowJob(slim, job.attempts)))


def check_travels(value: Any, name: str) -> None:
    """Raise ``CannotTravelError`` that names the innermost part of a value that cannot be pickled."""
    error = _problem(value)
    if error is None:
        return
    path, part, error = _innermost(value, error, set(), _DEPTH)
    where = f"{name}{path}"
    if isinstance(error, CannotPickleError):
        raise CannotTravelError(f"{where} cannot go to another process: {error}") from error
    raise CannotTravelError(
        f"{where} cannot go to another process: {describe_type(part)} cannot be pickled ({error}). Make it "
        "inside of the tool or function that uses it, so that each process makes its own."
    ) from error


def _innermost(value: Any, error: Exception, seen: set[int], depth: int) -> tuple[str, Any, Exception]:
    seen.add(id(value))
    for label, part in _parts(value) if depth else ():
        if id(part) in seen or isinstance(part, _PLAIN):
            continue
        inner = _problem(part)
        is_cause = str(inner) == str(error) or not isinstance(error, CannotPickleError)
        if inner is not None and is_cause:
            path, found, why = _innermost(part, inner, seen, depth - 1)
            return label + path, found, why
    return "", value, error


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What a value holds, each with how a person would write the way to it."""
    if isinstance(value, Mapping):
        yield from ((f"[{key!r}]", each) for key, each in value.items())
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from ((f"[{at}]", each) for at, each in enumerate(value))
    elif isinstance(value, types.MethodType):
        yield "", value.__self__
        yield "", value.__func__
    elif inspect.isfunction(value):
        used = inspect.getclosurevars(value)
        yield from ((f": {name!r}", each) for name, each in {**used.nonlocals, **used.globals}.items())
        yield from (("", each) for each in value.__defaults__ or ())
    else:
        yield from ((f".{name}", each) for name, each in _fields(value).items())


def _fields(value: Any) -> dict[str, Any]:
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    fields = {name: getattr(value, name) for name in slots if isinstance(name, str) and hasattr(value, name)}
    return {**fields, **getattr(value, "__dict__", {})}


def _problem(value: Any) -> Exception | None:
    try:
        cloudpickle.dumps(value)
    except Exception as error:  # noqa: BLE001 - of the value's own methods
        return error
    return None
