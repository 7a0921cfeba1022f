"""The public names: the list, what can be imported, and what importing costs."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
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


def test_watching_loads_no_framework_that_is_installed() -> None:
    program = """
import json, sys
from agents_widget import watch
watch([{"type": "response.output_text.delta", "delta": "Hi"}]).result()
async def numbers():
    yield 1
watch(numbers()).result()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""
    frameworks = {
        "ag_ui",
        "agents",
        "claude_agent_sdk",
        "google",
        "huggingface_hub",
        "langchain",
        "langchain_core",
    }
    frameworks |= {"langgraph", "mcp", "openai", "opentelemetry", "pydantic_ai", "smolagents"}
    assert set(json.loads(run(program))) & frameworks == set()


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
        ("from agents_widget import WebSearchTool", 'tools=[{"type": "web_search"}]'),
        ("from agents_widget.agents import WebSearchTool", 'tools=[{"type": "web_search"}]'),
        ("from agents_widget.agents import ShellTool", "wrap what you need"),
        ("from agents_widget import OpenAIConversationsSession", "Use SQLiteSession"),
        ("from agents_widget.agents import MCPServerStdio; print(MCPServerStdio.__name__)", "MCPServerStdio"),
        ("from agents_widget import agents; print(hasattr(agents, 'WebSearchTool'))", "False"),
        ("import agents_widget; print(getattr(agents_widget, 'ShellTool', 3))", "3"),
        ("import agents_widget.agents as a; a.CustomTool", "Wrap what you need"),
        ("from agents_widget.agents import Nothing", "cannot import name 'Nothing'"),
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


SUBMODULES = {
    "realtime": "no spoken agents here",
    "voice.pipeline": "no spoken agents here",
    "sandbox": "no sandbox",
    "extensions.visualization": "The view shows the agents",
    "extensions.models.litellm_model": "Use OpenAIChatCompletionsModel",
    "extensions.memory.redis_session": "Use SQLiteSession",
    "extensions.tool_output_trimmer": "call_model_input_filter",
    "computer": "wrap what you need",
    "memory.openai_conversations_session": "Use SQLiteSession",
    "nothing": "No module named 'agents_widget.agents.nothing'",
}


@pytest.mark.parametrize("module", SUBMODULES)
def test_a_module_that_only_the_sdk_has_says_what_to_use(module: str) -> None:
    for program in (f"import agents_widget.agents.{module}", f"from agents_widget.agents.{module} import X"):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        last = done.stderr.splitlines()[-1]
        assert last.startswith("ModuleNotFoundError: ")
        assert SUBMODULES[module] in last


ELSEWHERE = {
    "tool": [
        "WebSearchTool",
        "FileSearchTool",
        "CodeInterpreterTool",
        "HostedMCPTool",
        "LocalShellTool",
        "ComputerTool",
    ],
    "memory": ["OpenAIConversationsSession", "OpenAIResponsesCompactionSession"],
    "models.openai_responses": ["OpenAIResponsesWSModel"],
    "items": ["ToolSearchCallItem", "MCPListToolsItem"],
    "tracing": ["AgentSpanData"],
    "retry": ["RetryPolicy"],
    "extensions": ["ToolOutputTrimmer"],
}


@pytest.mark.parametrize(("module", "name"), [(m, name) for m, names in ELSEWHERE.items() for name in names])
def test_a_name_that_the_sdk_has_in_a_module_says_what_to_use(module: str, name: str) -> None:
    home = importlib.import_module(f"agents_widget.agents.{module}")
    with pytest.raises(ImportError, match=f"^agents_widget has no {name}\\. "):
        exec(f"from {home.__name__} import {name}", {})
    with pytest.raises(AttributeError, match=f"agents_widget has no {name}"):
        getattr(home, name)
    with pytest.raises(AttributeError, match=f"module '{home.__name__}' has no attribute 'nothing'"):
        _ = home.nothing
    with pytest.raises(ImportError, match="cannot import name 'nothing' from"):
        exec(f"from {home.__name__} import nothing", {})


def test_it_tells_its_version() -> None:
    assert agents_widget.__version__ == importlib.metadata.version("agents_widget")
