"""The public names: the list, what can be imported, and what importing costs."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import agents_widget
import agents_widget.agents

STUB = Path(agents_widget.__file__).with_suffix(".pyi")


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout


def test_all_is_what_can_be_imported() -> None:
    for name in agents_widget.__all__:
        value = getattr(agents_widget, name)
        assert value is not None, name
    assert set(agents_widget.__all__) <= set(dir(agents_widget))


def test_the_list_is_sorted_and_has_no_name_twice() -> None:
    assert_the_list_is_in_order(STUB, agents_widget)


def assert_the_list_is_in_order(stub: Path, package: ModuleType) -> None:
    tree = ast.parse(stub.read_text())
    homes = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert homes == sorted(homes), f"keep the modules of {stub.name} in order"
    names = [name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names]
    assert sorted(names) == sorted(set(names))
    assert sorted(names) == sorted(package.__all__)


def test_star_import_gives_exactly_the_list() -> None:
    program = "from agents_widget import *; import json; print(json.dumps([n for n in dir() if n[0] != '_']))"
    got = set(json.loads(run(program))) - {"json"}
    assert got == set(agents_widget.__all__)


def test_importing_costs_nothing_of_openai_or_jupyter() -> None:
    program = "import sys, json, agents_widget; print(json.dumps(sorted(sys.modules)))"
    loaded = {name.split(".")[0] for name in json.loads(run(program))}
    assert not loaded & {"openai", "pydantic", "IPython", "ipywidgets", "anywidget", "httpx2", "griffe"}


def test_the_view_does_not_load_openai() -> None:
    program = "import sys, agents_widget; agents_widget.watch; print('openai' in sys.modules)"
    assert run(program).strip() == "False"


def test_the_runtimes_names_are_real_and_sorted() -> None:
    assert_the_list_is_in_order(Path(agents_widget.agents.__file__).with_suffix(".pyi"), agents_widget.agents)
    for name in agents_widget.agents.__all__:
        assert getattr(agents_widget.agents, name) is not None, name


def test_a_name_of_the_root_is_the_runtimes() -> None:
    for name in set(agents_widget.__all__) & set(agents_widget.agents.__all__):
        assert getattr(agents_widget, name) is getattr(agents_widget.agents, name)


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("from agents_widget import Span", "from agents_widget.agents import Span"),
        ("import agents_widget; agents_widget.Span", "from agents_widget.agents import Span"),
        ("from agents_widget import Nothing", "cannot import name 'Nothing' from 'agents_widget'"),
        ("import agents_widget; agents_widget.Agnt", "has no attribute 'Agnt'"),
        ("import agents_widget; print(hasattr(agents_widget, 'nothing'))", "False"),
        ("from agents_widget import agents; print(agents.Span.__name__)", "Span"),
        ("import agents_widget.agents; print(agents_widget.agents.Span.__name__)", "Span"),
    ],
)
def test_a_name_that_the_root_does_not_list(program: str, said: str) -> None:
    """In a fresh interpreter: what is loaded already makes a difference."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert said in (done.stdout + done.stderr).splitlines()[-1]


@pytest.mark.parametrize(
    "first", ["", "import agents_widget.agents.tool, agents_widget.agents.function_schema"]
)
def test_a_name_goes_before_a_module_that_is_called_alike(first: str) -> None:
    program = f"""{first}
from agents_widget.agents import function_schema, tool
from agents_widget.agents.tool import FunctionTool
from agents_widget.agents.function_schema import FuncSchema
print(tool.__name__, function_schema.__name__)
"""
    assert run(program).split() == ["function_tool", "function_schema"]
