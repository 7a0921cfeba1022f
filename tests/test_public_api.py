"""The public names: the list, what can be imported, and what importing costs."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import agents_widget

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
    tree = ast.parse(STUB.read_text())
    homes = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert homes == sorted(homes), "keep the modules of __init__.pyi in order"
    names = [name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names]
    assert sorted(names) == sorted(set(names))
    assert sorted(names) == sorted(agents_widget.__all__)


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


def test_the_sdks_modules_give_the_names_of_the_top() -> None:
    program = """
import agents_widget.items, agents_widget.memory.session as kept, agents_widget
from agents_widget.exceptions import UserError
from agents_widget.function_schema import function_schema
from agents_widget.strict_schema import ensure_strict_json_schema
from agents_widget.models import is_gpt_5_default
from agents_widget.models.interface import Model
from agents_widget.tool import FunctionTool
print(UserError is agents_widget.UserError, Model is agents_widget.Model, agents_widget.tool.__name__)
print(function_schema is agents_widget.function_schema, ensure_strict_json_schema.__name__)
print(is_gpt_5_default is agents_widget.is_gpt_5_default)
print(agents_widget.items.ItemHelpers is agents_widget.ItemHelpers, kept.Session is agents_widget.Session)
try:
    from agents_widget.items import Nothing
except ImportError as error:
    print(error)
"""
    assert run(program).splitlines() == [
        "True True function_tool",
        "True ensure_strict_json_schema",
        "True",
        "True True",
        "cannot import name 'Nothing' from 'agents_widget.items' (unknown location)",
    ]
