"""Each name is in the module that the OpenAI Agents SDK has it in, and each module can be imported alone."""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import agents
import pytest

import agents_widget.agents as ours

PACKAGE = Path(ours.__file__).parent
PATHS = (
    "agent",
    "agent_output",
    "decorators",
    "exceptions",
    "extensions.handoff_filters",
    "extensions.handoff_prompt",
    "function_schema",
    "guardrail",
    "handoffs",
    "handoffs.history",
    "items",
    "lifecycle",
    "logger",
    "mcp",
    "mcp.manager",
    "memory",
    "memory.session",
    "memory.session_settings",
    "memory.sqlite_session",
    "memory.util",
    "model_settings",
    "models",
    "models.default_models",
    "models.interface",
    "models.multi_provider",
    "models.openai_chatcompletions",
    "models.openai_provider",
    "models.openai_responses",
    "prompts",
    "repl",
    "result",
    "retry",
    "run",
    "run_config",
    "run_context",
    "run_error_handlers",
    "run_state",
    "stream_events",
    "strict_schema",
    "testing",
    "tool",
    "tool_context",
    "tool_guardrails",
    "tracing",
    "usage",
)
"""Modules of the SDK that programs import from."""


def our_modules() -> list[str]:
    """The modules of the runtime, by their names in the SDK's style."""
    paths = [path.relative_to(PACKAGE).with_suffix("").parts for path in sorted(PACKAGE.rglob("*.py"))]
    names = [".".join(parts).removesuffix("__init__").removesuffix(".") for parts in paths]
    return [name for name in names if name]


def sdk_modules() -> dict[str, ModuleType]:
    """The modules of the SDK that have the name of one of ours, by that name."""
    found: dict[str, ModuleType] = {}
    for path in sorted({*PATHS, *our_modules()}):
        with contextlib.suppress(ImportError):
            found[path] = importlib.import_module(f"agents.{path}")
    return found


SDK_MODULES = sdk_modules()
# Parsed before any test runs: what these leave to the garbage collector can upset ast.parse of Python 3.11.
TREES = {each.__name__: ast.parse(Path(str(each.__file__)).read_text()) for each in SDK_MODULES.values()}


def definitions(module: ModuleType) -> set[str]:
    """The public names that a module of the SDK defines or lists, and that we have."""
    names = set(getattr(module, "__all__", ()))
    for node in TREES[module.__name__].body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names & set(ours.__all__)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_the_sdk_is_a_real_module(path: str) -> None:
    module = importlib.import_module(f"agents_widget.agents.{path}")
    assert importlib.util.find_spec(f"agents.{path}") is not None
    assert str(module.__file__).startswith(str(PACKAGE))


@pytest.mark.parametrize("path", PATHS)
def test_a_name_is_where_the_sdk_has_it(path: str) -> None:
    here = importlib.import_module(f"agents_widget.agents.{path}")
    for name in sorted(definitions(SDK_MODULES[path])):
        assert getattr(here, name, None) is getattr(ours, name), f"{path} has no {name}"


def test_no_path_is_forgotten() -> None:
    # Of the servers, the module of that name has the base class; all are in agents_widget.agents.mcp.
    known = {*PATHS, "mcp.server"}
    assert {path for path, theirs in SDK_MODULES.items() if definitions(theirs)} <= known


def test_every_name_of_the_sdk_that_is_here_has_a_home() -> None:
    homes = {name for path in PATHS for name in definitions(SDK_MODULES[path])}
    at_the_top = {  # the SDK defines these in agents/__init__.py, or in modules that ours does not split
        "enable_verbose_stdout_logging",
        "set_default_openai_api",
        "set_default_openai_client",
        "set_default_openai_key",
        "set_tracing_export_api_key",
    }
    assert set(agents.__all__) & set(ours.__all__) - homes <= at_the_top


FIRST_IMPORTS = """
import importlib, sys
for name in sys.argv[1:]:
    for loaded in [each for each in sys.modules if each.partition(".")[0] == "agents_widget"]:
        del sys.modules[loaded]
    importlib.import_module(f"agents_widget.agents.{name}")
"""


def test_each_module_can_be_imported_first() -> None:
    subprocess.run([sys.executable, "-c", FIRST_IMPORTS, *our_modules()], check=True)
