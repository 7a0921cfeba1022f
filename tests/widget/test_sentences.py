"""Each sentence that Python sends to a view is one that the view can say in another language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import agents_widget
from agents_widget.transcript import failure
from agents_widget.transcript.result_summary import result_summary

PACKAGE = Path(agents_widget.__file__).parent
IN_TYPESCRIPT = PACKAGE.parent / "js/src/words/sentences.ts"
ANSWERED = ("widget/commands.py", "widget/notebook_variables.py", "widget/run/*.py")
"""Where commands of a view are carried out; what is raised there is what the view is answered."""
TOLD = ("show_status", "add_detail", "step", "notice")
"""Methods that show a sentence."""
PYTHON_ONLY = ("budget_usd needs", "prices= is", "The price of", "{} is a number above 0", "How much more")
"""Begin what only a call from Python can be told."""
HOLE = re.compile(r"\{(?:\d|n)?\}")


def translated() -> set[str]:
    """Every sentence of the view's list, with ``{}`` for each hole."""
    listed = IN_TYPESCRIPT.read_text(encoding="utf-8").split("} as const")[0]
    found = re.findall(r"""\w+:\s+(?:"((?:[^"\\]|\\.)*)"|'([^']*)')""", listed)
    return {HOLE.sub("{}", double or single) for double, single in found}


def template(node: ast.expr) -> str:
    """The text of a literal, with ``{}`` for what is filled in; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


def sentences(tree: ast.AST) -> Iterator[str]:
    """What a module raises, shows, and gives as the reason why a budget holds a run."""
    for node in ast.walk(tree):
        said: list[ast.expr] = []
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            said = node.exc.args[:1]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TOLD:
            said = [each for arg in node.args for each in choices(arg)]
        elif isinstance(node, ast.FunctionDef) and node.name == "reached":
            said = [each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value]
        yield from filter(re.compile(r"\w \w").search, map(template, said))


def choices(node: ast.expr) -> list[ast.expr]:
    """The literals that an argument may be: ``spent or "Paused."``, ``"..."[:200]``."""
    if isinstance(node, ast.BoolOp):
        return node.values
    return [node.value] if isinstance(node, ast.Subscript) else [node]


def test_each_sentence_that_a_view_is_told_can_be_translated() -> None:
    files = [file for pattern in ANSWERED for file in PACKAGE.glob(pattern)]
    told = {said for file in files for said in sentences(ast.parse(file.read_text(encoding="utf-8")))}
    assert len(told) > 30
    # What goes on after a sentence that stands by itself.
    known = translated() | {said.removeprefix("{} ") for said in translated()}
    assert {said for said in told - known if not said.startswith(PYTHON_ONLY)} == set()


def test_each_hint_can_be_translated() -> None:
    hints = {
        *failure._HINTS.values(),
        failure._LOST_CONNECTION_HINT,
        failure._OTHER_LOOP_HINT,
        failure.no_key_hint("{}"),
    }
    assert hints - translated() == set()


def test_what_a_result_is_can_be_translated() -> None:
    long = "x" * 100
    for value in ([long], [long] * 12, {"a": long}, {"a": long, "b": 1}):
        assert re.sub(r"^\d+(?= \w+s$)", "{}", result_summary(value, long, None)) in translated()


def test_no_sentence_is_translated_that_nobody_says() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py"))
    said = re.sub(r'"\s*\n\s*f?"', "", sources)  # literals in several lines are one
    said = said.replace("{{", "{").replace("}}", "}")
    connection = IN_TYPESCRIPT.parents[1] / "kernel/connection.ts"
    said += connection.read_text(encoding="utf-8")
    summaries = {"1 item", "{} items", "1 field", "{} fields", "{}, 1 field", "{}, {} fields"}
    for sentence in translated() - summaries:
        for piece in sentence.split("{}"):
            assert piece.strip() in said, sentence
