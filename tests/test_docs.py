"""The documents tell the truth: the table of names is whole and right, and the examples run."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import importlib
import inspect
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, get_args, get_type_hints

import agents
import agents.stream_events
import pytest

import agents_widget.agents
from agents_widget import RunConfig, UserError, function_tool
from agents_widget.agents.agent_tool_options import AgentToolOptions
from agents_widget.agents.models.stand_ins.demo import DemoModel
from agents_widget.agents.stream_events import RunItemEventName
from agents_widget.agents.tool import ToolOptions

DOCS = Path(__file__).parent.parent / "docs"
ROW = re.compile(r"^\| (`.*`) \| (\w[\w-]*) \| ?(.*) \|$", re.MULTILINE)
KINDS = {"same", "better", "no-op", "refused", "absent"}
CLASSES = (
    agents.Agent,
    agents.Runner,
    agents.RunResultStreaming,
    agents.RunState,
    agents.RunConfig,
    agents.ModelSettings,
    agents.RunContextWrapper,
    agents.ItemHelpers,
    agents.FunctionTool,
    agents.Handoff,
    agents.HandoffInputData,
)
FUNCTIONS = ("Runner.run_streamed", "Agent.as_tool", "function_tool", "handoff")


def rows() -> list[tuple[list[str], str, str]]:
    """The names of each row, what is said of them, and the note."""
    text = (DOCS / "runtime.md").read_text()
    table = text[text.index("## Name by name") : text.index("## Module by module")]
    return [(re.findall(r"`([^`]+)`", names), kind, note) for names, kind, note in ROW.findall(table)]


def named(*kinds: str) -> Iterator[str]:
    """Every name of these kinds."""
    yield from (name for names, kind, _ in rows() if kind in kinds for name in names)


def members(cls: Any) -> set[str]:
    """The public fields, properties and methods of a class."""
    fields = [each.name for each in dataclasses.fields(cls)] if dataclasses.is_dataclass(cls) else []
    annotated = [name for base in cls.__mro__ for name in vars(base).get("__annotations__", {})]
    return {name for name in [*fields, *annotated, *dir(cls)] if not name.startswith("_")}


def parameters(package: Any, function: str) -> set[str]:
    """The names of a function's parameters, those behind ``**options`` too."""
    found: Any = package
    for part in function.split("."):
        found = getattr(found, part)
    names = set(inspect.signature(found).parameters) - {"self", "cls", "options"}
    behind: dict[str, Any] = {"function_tool": ToolOptions, "Agent.as_tool": AgentToolOptions}
    if package is agents_widget.agents and function in behind:
        names |= set(behind[function].__annotations__)
    return names


def exists(package: Any, name: str) -> bool:
    """Whether a name of the table is there: at the top, a member, a parameter, an event, or a pattern."""
    if "*" in name:
        return any(fnmatchcase(each, name) for each in package.__all__)
    if name.startswith('"'):
        return name.strip('"') in get_args(RunItemEventName)
    if match := re.fullmatch(r"([\w.]+)\((\w+)\)", name):
        return match[2] in parameters(package, match[1])
    cls, _, member = name.partition(".")
    return hasattr(package, cls) and (not member or member in members(getattr(package, cls)))


def test_the_table_has_rows_of_every_kind() -> None:
    assert {kind for _, kind, _ in rows()} == KINDS
    assert all(note for _, kind, note in rows() if kind != "same"), "say how, or why and what to use"


def test_no_name_is_listed_twice() -> None:
    names = list(named(*KINDS))
    assert sorted(names) == sorted(set(names))


def test_what_is_listed_is_here() -> None:
    listed = [name for name in named("same", "better", "no-op", "refused") if name not in REFUSED]
    assert [name for name in listed if not exists(agents_widget.agents, name)] == []


def test_what_is_absent_is_not_here_but_in_the_sdk() -> None:
    absent = list(named("absent"))
    assert [name for name in absent if exists(agents_widget.agents, name)] == []
    assert [name for name in absent if not exists(agents, name)] == []


def test_every_name_of_the_sdk_is_listed_once() -> None:
    listed = [name for name in named(*KINDS) if "." not in name and "(" not in name]
    for name in agents.__all__:
        hits = [each for each in listed if fnmatchcase(name, each)]
        assert len(hits) == 1 or hits.count(name) == 1, (name, hits)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_member_of_the_sdk_is_listed(cls: Any) -> None:
    expected = {f"{cls.__name__}.{member}" for member in members(cls)}
    assert sorted(expected - set(named(*KINDS))) == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_of_the_sdk_is_listed(name: str) -> None:
    expected = {f"{name}({parameter})" for parameter in parameters(agents, name)}
    assert sorted(expected - set(named(*KINDS))) == []


def absent_from_modules() -> list[tuple[list[str], list[str]]]:
    """The rows of the table of modules: patterns of modules, and of the names that are not here."""
    text = (DOCS / "runtime.md").read_text()
    lines = text[text.index("## Module by module") :].splitlines()
    cells = [line.split("|") for line in lines if line.startswith("| `")]
    return [(re.findall(r"`([^`]+)`", row[1]), re.findall(r"`([^`]+)`", row[2])) for row in cells]


def sdk_module_names() -> Iterator[tuple[str, set[str]]]:
    """The public modules of the SDK, each with the names that it lists or else defines."""
    root = Path(agents.__file__).parent
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        module = ".".join(parts).removesuffix("__init__").removesuffix(".")
        if module and module != "run_internal" and not re.search(r"(^|\.)_|^run_internal\.", module):
            yield module, public_names(ast.parse(path.read_text()))


def public_names(tree: ast.Module) -> set[str]:
    """The names that a module lists in ``__all__``, or else those that it defines."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if [ast.unparse(target) for target in targets] == ["__all__"]:
                listed: list[str] = ast.literal_eval(node.value) if node.value else []
                names = set(listed)
                break
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return {name for name in names if not name.startswith("_")}


# Parsed before any test runs: what these leave to the garbage collector can upset ast.parse of Python 3.11.
SDK_MODULE_NAMES = list(sdk_module_names())


def our_module(path: str) -> Any:
    """Our module of a name, or None."""
    with contextlib.suppress(ImportError):
        return importlib.import_module(f"agents_widget.agents.{path}")
    return None


def test_every_name_of_the_sdk_s_modules_is_here_or_listed() -> None:
    table = absent_from_modules()
    used: set[tuple[int, str]] = set()
    unlisted: list[str] = []
    for module, names in SDK_MODULE_NAMES:
        here = our_module(module)
        rows = [row for row, (modules, _) in enumerate(table) if any(fnmatchcase(module, m) for m in modules)]
        for name in sorted(names - set(agents.__all__)):
            if here is not None and hasattr(here, name):
                continue
            hits = {(row, each) for row in rows for each in table[row][1] if fnmatchcase(name, each)}
            used |= hits
            if not hits:
                unlisted.append(f"{module}.{name}")
    assert unlisted == []
    assert {(row, each) for row, (_, names) in enumerate(table) for each in names} - used == set()


def test_every_event_name_of_the_sdk_is_listed() -> None:
    names = get_type_hints(agents.stream_events.RunItemStreamEvent)["name"]
    assert {f'"{name}"' for name in get_args(names)} <= set(named("same", "better"))


def plain() -> str:
    return ""


REFUSED = {
    "RunConfig.sandbox": lambda: RunConfig(sandbox=object()),
    "function_tool(custom_data_extractor)": lambda: function_tool(plain, custom_data_extractor=print),
    "function_tool(allowed_callers)": lambda: function_tool(plain, allowed_callers=["direct"]),
}


def test_what_is_refused_says_what_to_do() -> None:
    assert sorted(named("refused")) == sorted(REFUSED)
    for attempt in REFUSED.values():
        with pytest.raises(UserError):
            attempt()


def blocks(path: Path) -> list[str]:
    """The Python examples of a document."""
    return re.findall(r"```python\n(.*?)```", path.read_text(), re.DOTALL)


@pytest.mark.parametrize(
    "path", [*sorted(DOCS.glob("*.md")), DOCS.parent / "README.md"], ids=lambda path: path.name
)
def test_examples_are_python_and_import_what_is_there(path: Path) -> None:
    for block in blocks(path):
        tree = compile(block, path.name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | ast.PyCF_ONLY_AST)
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        for node in imports:
            if (node.module or "").startswith("agents_widget"):
                exec(ast.unparse(node), {})


async def test_the_examples_of_the_runtime_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(DemoModel.__init__, "__kwdefaults__", {"tokens_per_second": None})
    names: dict[str, Any] = {"__name__": "example"}
    for block in blocks(DOCS / "runtime.md"):
        code = compile(block, "runtime.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        running = eval(code, names)
        if inspect.isawaitable(running):
            await running
    names["talk"].close()
    printed = capsys.readouterr().out
    assert "High water in" in printed
    assert "scan 1.0 page" in printed
    assert "send_mail" in printed
    assert (tmp_path / "waiting.json").exists()


async def test_the_adapter_of_the_document_runs(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"__name__": "example"}
    for block in blocks(DOCS / "adapters.md"):
        code = compile(block, "adapters.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        running = eval(code, names)
        if inspect.isawaitable(running):
            await running
    first, second, *entries = capsys.readouterr().out.splitlines()
    assert first == "[('message', 'Let me look.'), ('tool_call', 'depth'), ('message', '2.4 metres.')]"
    assert second == "{'metres': 2.4} 27"
    assert entries == [
        "user  What is the fee? I want it back.",
        "tool_call Desk ask_expert",
        "message Expert It is 3 euros.",
        "tool_call Desk refund",
        "handoff Desk Farewell",
        "message Farewell Goodbye.",
    ]


async def test_the_example_of_traces_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [block] = blocks(DOCS / "traces.md")
    code = compile(block, "traces.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    await eval(code, {})
    assert "invoke_agent Assistant" in capsys.readouterr().out


async def test_the_examples_of_steering_run(capsys: pytest.CaptureFixture[str]) -> None:
    stepped, approved = blocks(DOCS / "steering.md")
    for block, printed in [
        (stepped, "user done\ntool_call waiting\ntool_call done\n"),
        (approved, "Done.\n"),
    ]:
        code = compile(block, "steering.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        await eval(code, {"__name__": "example"})
        assert capsys.readouterr().out == printed
