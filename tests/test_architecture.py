"""The floors: data flows one way, so imports point back only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "agents_widget"
# What of the runtime needs nothing of ours, and no openai.
PRIMITIVES = {"agents.run_internal.event_log", "agents.run_internal.background"}
FLOORS = {
    # who: what it may import of ours while it is being loaded
    "agents": {"agents"},
    "transcript": {"transcript"},
    # The view imports the rest of the runtime inside functions only: who reads recordings needs no openai.
    "sources": {"sources", "transcript", *PRIMITIVES, "agents.approvals"},
    "widget": {"widget", "sources", "transcript", "agents.approvals", *PRIMITIVES},
    "testing": {"testing", "agents", "sources", "transcript", "widget"},
}
INSIDE_FUNCTIONS = {
    # A result shown as a cell's last line, and nothing else, looks up at the view.
    "agents": {"widget"},
    "transcript": set(),
    "sources": set(),
    "widget": {"agents"},
    "testing": set(),
}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] in FLOORS:
            yield ".".join(parts), path


# Parsed before any test runs: what these leave to the garbage collector can upset ast.parse of Python 3.11.
TREES = {path: ast.parse(path.read_text()) for _, path in modules()}


def imports(path: Path, module: str) -> Iterator[tuple[str, bool]]:
    """Every module imported, as (dotted name, at load time?); ours begin with a dot."""
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
    package = ["agents_widget", *module.split(".")][:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, id(node) not in late
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = [*base, *(node.module.split(".") if node.module else [])]
            is_package = PACKAGE.parent.joinpath(*stem).is_dir()
            for name in node.names:
                yield ".".join([*stem, name.name] if is_package else stem), id(node) not in late


def ours(name: str) -> str | None:
    return name.removeprefix("agents_widget.") if name.startswith("agents_widget.") else None


def allowed(name: str, rules: set[str]) -> bool:
    return any(name == rule or name.startswith(rule + ".") for rule in rules)


@pytest.mark.parametrize(("module", "path"), [pytest.param(*m, id=m[0]) for m in modules()])
def test_imports_point_down(module: str, path: Path) -> None:
    floor = module.split(".")[0]
    for name, early in imports(path, module):
        target = ours(name)
        if target is None:
            continue
        rules = FLOORS[floor] | (set() if early else INSIDE_FUNCTIONS[floor])
        assert allowed(target, rules), f"{module} imports {target}, which is not below it"


@pytest.mark.parametrize(("module", "path"), [pytest.param(*m, id=m[0]) for m in modules()])
def test_the_transcript_needs_neither_openai_nor_jupyter(module: str, path: Path) -> None:
    if module.split(".")[0] != "transcript":
        assert path.exists()
        return
    foreign = {name.split(".")[0] for name, _ in imports(path, module)}
    assert not foreign & {"openai", "IPython", "ipywidgets", "anywidget", "traitlets", "ipykernel"}


def test_every_floor_is_walked() -> None:
    seen = {module.split(".")[0] for module, _ in modules()}
    packages = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert seen == set(FLOORS) == packages
