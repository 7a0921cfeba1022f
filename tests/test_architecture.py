"""The floors: data flows one way, so imports point back only; and no module imports itself in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parents[1] / "agents_widget"
# Parts of the runtime that need nothing of ours but each other, and no openai: declarations, sources and the
# widget may hold them.
PRIMITIVES = {
    "agents.models.chatcmpl_call_joining",
    "agents.models.server_words",
    "agents.run_internal.background",
    "agents.run_internal.event_list",
    "agents.run_internal.event_log",
    "agents.run_internal.event_readers",
    "agents.run_internal.model_gate",
    "agents.run_internal.steering",
    "agents.run_internal.display_capture",
    "agents.run_internal.stdout_capture",
    "agents.run_internal.time_slice",
    "agents.run_internal.tool_threads",
}
# Know nothing of runs: text that every floor may send, keys to leave out, and errors that each may tell.
EVERYBODYS = {"error_text", "redaction", "utf8"}
FLOORS = {
    # who: what it may import of ours while it is being loaded
    "agents": {"agents"},
    "transcript": {"transcript"},
    # The view imports the rest of the runtime inside functions only: who reads recordings needs no openai.
    "sources": {"sources", "transcript", *PRIMITIVES, "agents.approvals"},
    "widget": {
        *("widget", "sources", "transcript", *PRIMITIVES),
        *("agents.approvals", "agents.edited_arguments", "agents.guessed_arguments"),
    },
    "grids": {"grids", "widget", "sources", "transcript", "agents"},
    "comparison": {"comparison", "widget", "sources", "transcript"},
    "testing": {"testing", "agents", "sources", "transcript", "widget"},
}
INSIDE_FUNCTIONS = {
    # A result shown as a cell's last line, and nothing else, looks up at the view.
    "agents": {"widget"},
    "transcript": set(),
    "sources": set(),
    "widget": {"agents"},
    "grids": set(),
    "comparison": set(),
    "testing": set(),
}
RUNNERS = {"agents.run", "agents.repl", "agents.testing"}
UPWARD = {
    # An agent that is a tool runs the loop, which imports agents: inside a function.
    ("agents.agent", "agents.run_internal.agent_tool"),
    # A result that is the last line of a cell is shown by the widget: inside functions, and for its type.
    ("agents.result", "widget.show"),
    ("agents.result", "widget.widget"),
}
TYPE_CYCLES = {
    # Imports for types, or inside functions, of modules that load the importing one. All of them are between
    # declarations: an agent has hooks, tools and guardrails, and each of these is called with the agent.
    "agents.continuation": {"agents.run_state"},
    "agents.exceptions": {"agents.agent", "agents.guardrail", "agents.tool_guardrails"},
    "agents.function_invoker": {"agents.agent"},
    "agents.guardrail": {"agents.agent"},
    "agents.handoffs": {"agents.agent"},
    "agents.handoffs.history": {"agents.handoffs"},
    "agents.items": {"agents.agent"},
    "agents.lifecycle": {"agents.agent"},
    "agents.prompts": {"agents.agent"},
    "agents.result": {"agents.run_state"},
    "agents.run_context": {"agents.agent"},
    "agents.stream_events": {"agents.agent"},
    "agents.tool": {"agents.agent"},
    "agents.tool_context": {"agents.agent", "agents.run_state"},
    "agents.tool_guardrails": {"agents.agent"},
}


class Import(NamedTuple):
    """One imported module by its dotted name, and whether it is imported when the importing one is loaded."""

    name: str
    at_load: bool


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] in FLOORS:
            yield ".".join(parts).removesuffix(".__init__"), path


# Parsed before any test runs: what these leave to the garbage collector can upset ast.parse of Python 3.11.
TREES = {path: ast.parse(path.read_text()) for _, path in modules()}
MODULES = dict(modules())


def imports(path: Path) -> Iterator[Import]:
    """Every module that a file imports, by its full name."""
    tree = TREES[path]
    late = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            late |= {id(inner) for inner in ast.walk(node)}
    package = path.relative_to(PACKAGE.parent).parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(name.name, id(node) not in late)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = [*base, *(node.module.split(".") if node.module else [])]
            for name in node.names:
                yield Import(_module_of(stem, name.name), id(node) not in late)


def _module_of(stem: list[str], name: str) -> str:
    """The module that ``from stem import name`` loads: a submodule, or the one that has the name."""
    folder = PACKAGE.parent.joinpath(*stem)
    is_submodule = (folder / f"{name}.py").exists() or (folder / name).is_dir()
    return ".".join([*stem, name] if is_submodule else stem)


def ours(name: str) -> str | None:
    return name.removeprefix("agents_widget.") if name.startswith("agents_widget.") else None


def allowed(name: str, rules: set[str]) -> bool:
    return any(name == rule or name.startswith(rule + ".") for rule in rules)


def edges(*, at_load_only: bool) -> dict[str, set[str]]:
    """The modules of ours that each module imports, without the listed imports that point upward."""
    graph: dict[str, set[str]] = {}
    for module, path in modules():
        targets = {ours(name) for name, at_load in imports(path) if at_load or not at_load_only}
        graph[module] = {
            target for target in targets if target in MODULES and (module, target) not in UPWARD
        } - {module}
    return graph


def cycles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The groups of modules that import each other in a circle."""
    reachable = {module: _reachable(graph, module) for module in graph}
    groups = []
    for module in graph:
        group = {other for other in reachable[module] if module in reachable[other]}
        if len(group) > 1 and group not in groups:
            groups.append(group)
    return groups


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for target in graph[waiting.pop()] - found:
            found.add(target)
            waiting.append(target)
    return found


def floor_of(module: str) -> str:
    """The floor of a module; the runtime has four: runners, the loop, its primitives, and declarations."""
    if not module.startswith("agents."):
        return module.split(".")[0]
    if module in RUNNERS:
        return "runners"
    if module in PRIMITIVES:
        return "primitives"
    return "loop" if module.startswith("agents.run_internal") else "declarations"


BELOW = {
    "runners": {"runners", "loop", "primitives", "declarations"},
    "loop": {"loop", "primitives", "declarations"},
    "declarations": {"declarations", "primitives"},
    "primitives": {"primitives"},
}


def ids(pairs: Iterable[tuple[str, Path]]) -> list[object]:
    return [pytest.param(*pair, id=pair[0]) for pair in pairs]


@pytest.mark.parametrize(("module", "path"), ids(modules()))
def test_imports_point_down(module: str, path: Path) -> None:
    floor = module.split(".")[0]
    for name, at_load in imports(path):
        target = ours(name)
        if target is None:
            continue
        rules = EVERYBODYS | FLOORS[floor] | (set() if at_load else INSIDE_FUNCTIONS[floor])
        assert allowed(target, rules), f"{module} imports {target}, which is not below it"


@pytest.mark.parametrize(("module", "path"), ids(m for m in modules() if m[0].startswith("agents.")))
def test_the_runtime_has_four_floors(module: str, path: Path) -> None:
    for name, _ in imports(path):  # for types and inside functions, too
        target = ours(name)
        if target is None or not target.startswith("agents.") or (module, target) in UPWARD:
            continue
        assert floor_of(target) in BELOW[floor_of(module)], f"{module} imports {target}, which is above it"


@pytest.mark.parametrize("module", sorted(PRIMITIVES))
def test_primitives_know_nobody(module: str) -> None:
    names = {name for name, _ in imports(MODULES[module])}
    assert "openai" not in {name.split(".")[0] for name in names}
    assert {ours(name) for name in names} - {None} <= PRIMITIVES


def test_what_points_upward_is_there() -> None:
    graph = {module: {ours(name) for name, _ in imports(path)} for module, path in modules()}
    assert [pair for pair in UPWARD if pair[1] not in graph[pair[0]]] == []


def test_no_module_is_loaded_in_a_circle() -> None:
    assert cycles(edges(at_load_only=True)) == []


def test_circles_of_types_are_listed() -> None:
    at_load, all_imports = edges(at_load_only=True), edges(at_load_only=False)
    loaded = {module: _reachable(at_load, module) for module in at_load}
    found = {
        module: {target for target in all_imports[module] - at_load[module] if module in loaded[target]}
        for module in all_imports
    }
    assert {module: targets for module, targets in found.items() if targets} == TYPE_CYCLES


def test_circles_of_types_stay_on_one_floor() -> None:
    groups = cycles(edges(at_load_only=False))
    assert [{floor_of(module) for module in group} for group in groups] == [{"declarations"}]


FRAMEWORKS = {
    "ag_ui",
    "agents",
    "claude_agent_sdk",
    "google",
    "huggingface_hub",
    "langchain",
    "langchain_core",
}
FRAMEWORKS |= {"langgraph", "openai", "pydantic_ai", "smolagents"}


@pytest.mark.parametrize(("module", "path"), ids(m for m in modules() if m[0].startswith("sources")))
def test_no_source_imports_its_framework(module: str, path: Path) -> None:
    # Not inside functions either: who has a run of it has loaded it, and others need not have it.
    assert not {name.split(".")[0] for name, _ in imports(path)} & FRAMEWORKS


@pytest.mark.parametrize(("module", "path"), ids(m for m in modules() if m[0].startswith("transcript")))
def test_the_transcript_needs_neither_openai_nor_jupyter(module: str, path: Path) -> None:
    foreign = {name.split(".")[0] for name, _ in imports(path)}
    assert not foreign & {"openai", "IPython", "ipywidgets", "anywidget", "traitlets", "ipykernel"}


def test_every_floor_is_walked() -> None:
    seen = {module.split(".")[0] for module in MODULES}
    packages = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert seen == set(FLOORS) == packages


WITHOUT_WORDS = {
    # Caught where it is raised from, or told apart by its class alone.
    "agents/mcp/connection.py": {"TimeoutError"},
    "agents/mcp/running_call.py": {"CallTimeoutError"},
    "sources/questions.py": {"DeclinedError"},
    "transcript/tape.py": {"RecursionError"},
    "widget/layouts.py": {"NotImplementedError"},
}


def test_errors_have_words() -> None:
    """An error says what happened and what to do: nobody can act on a bare class."""
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            raised = node.exc if isinstance(node, ast.Raise) else None
            if isinstance(raised, ast.Call) and not (raised.args or raised.keywords):
                raised = raised.func
            if isinstance(raised, ast.Name) and raised.id.endswith("Error") and raised.id != "CancelledError":
                found.setdefault(path.relative_to(PACKAGE).as_posix(), set()).add(raised.id)
    assert found == WITHOUT_WORDS
