"""A plugin for pytest: the fixture ``cassette``, a model that plays what it recorded for the test.

```python
# conftest.py
pytest_plugins = ["agents_widget.testing.cassettes"]


# test_trips.py
async def test_a_trip_is_planned(cassette):
    agent = Agent(name="Planner", tools=[find_orders], model=cassette)
    result = await Runner.run(agent, "Plan a trip to Oslo")
    assert "Oslo" in result.final_output
```

``pytest --record-cassettes`` asks the model, and writes ``cassettes/<file>.<test>.jsonl`` beside the test;
other runs play that file, without a key or a network, and fail where the agent asks for something else.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ..agents.models.default_models import get_default_model
from ..agents.models.interface import Model
from ..agents.models.stand_ins.cassette import Cassette

_OPTION = "--record-cassettes"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that records."""
    parser.getgroup("agents_widget").addoption(
        _OPTION, action="store_true", help="ask the models of agents_widget anew, and record their answers"
    )


@pytest.fixture
def cassette_model() -> str | Model:
    """The model that is recorded: the default one. Override it for another, or for a client of yours."""
    return get_default_model()


@pytest.fixture
def cassette(request: pytest.FixtureRequest, cassette_model: str | Model) -> Cassette:
    """A model that plays the test's own cassette, at once; fails the test if it was never recorded."""
    path = _path(request)
    if request.config.getoption(_OPTION):
        path.unlink(missing_ok=True)
        return Cassette(path, cassette_model, mode="record")
    if not path.exists():
        pytest.fail(f"This test has no cassette {path}. To record it: pytest {_OPTION}", pytrace=False)
    return Cassette(path, mode="replay", speed=0)


def _path(request: pytest.FixtureRequest) -> Path:
    name = re.sub(r"[^\w.-]+", "_", f"{request.path.stem}.{request.node.name}").strip("_")
    return request.path.parent / "cassettes" / f"{name}.jsonl"
