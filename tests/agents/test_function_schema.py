"""Schemas of signatures, and docstrings in each style; equality with the SDK is tested on the corpus."""

import logging
import socket
import subprocess
import sys
import typing
from typing import Any

import agents as sdk
import pytest
from pydantic import BaseModel

import agents_widget.agents as ours
from agents_widget.agents.exceptions import UserError
from agents_widget.agents.function_schema import function_schema, read_docstring
from agents_widget.agents.run_context import RunContextWrapper
from agents_widget.agents.tool import function_tool
from agents_widget.agents.tool_context import ToolContext


class Connection:
    """Something that JSON cannot carry."""


class Open(BaseModel, extra="allow"):
    x: int


def unknown(a: int, link: Connection): ...
def nested(a: int, links: list[Connection]): ...
def stdlib(link: socket.socket): ...
def function(callback: typing.Callable[[], None]): ...
def open_map(a: int, options: dict[str, Any]): ...
def deep_map(a: list[dict[str, int]]): ...
def open_model(thing: Open): ...
def keywords(**options: int): ...
def late_context(a: int, ctx: RunContextWrapper[Any]): ...
def late_tool_context(a: int, *, ctx: ToolContext): ...
def unreadable(a: int, b: "list[Missing]"): ...  # noqa: F821
def no_attribute(a: int, b: "socket.Missing"): ...
def no_expression(a: "one thing"): ...  # noqa: F722
def method(self, a: int): ...


@pytest.mark.parametrize(
    ("func", "says"),
    [
        (
            unknown,
            "Tool unknown: parameter 'link' .*Connection.* cannot become .*ctx: RunContextWrapper",
        ),
        (nested, "Tool nested: parameter 'links' "),
        (stdlib, "Tool stdlib: parameter 'link' "),
        (function, "Tool function: parameter 'callback' "),
        (open_map, "Tool open_map: parameter 'options' cannot be strict.*TypedDict.*strict_mode=False"),
        (deep_map, "Tool deep_map: parameter 'a' cannot be strict"),
        (open_model, "Tool open_model: type 'Open' cannot be strict"),
        (keywords, r"Tool keywords: \*\*options cannot have a strict schema.*strict_mode=False"),
        (late_context, "Tool late_context: 'ctx' is a run context.*Move it to the front"),
        (late_tool_context, "Tool late_tool_context: 'ctx' is a run context"),
        (unreadable, "Tool unreadable: cannot read the annotation of b: name 'Missing'.*at module level"),
        (no_attribute, "Tool no_attribute: cannot read the annotation of b: .*Missing"),
        (no_expression, "Tool no_expression: cannot read the annotation of a: "),
        (min, "Tool min: no signature found for builtin .*Write a function"),
        (method, r"Tool method: 'self' .*function_tool\(thing.method\)"),
    ],
)
def test_refusals(func, says):
    with pytest.raises(UserError, match=f"(?s){says}"):
        function_schema(func)


def test_the_wrong_typed_dict():
    wrong = typing.TypedDict("wrong", {"a": int})  # noqa: UP013

    def tool(options: wrong): ...

    if sys.version_info >= (3, 12):
        assert function_schema(tool).params_json_schema["required"] == ["options"]
    else:
        with pytest.raises(UserError, match=r"parameter 'options' .*typing_extensions.TypedDict"):
            function_schema(tool)


def test_what_is_fine_when_it_need_not_be_strict():
    for func in (open_map, deep_map, open_model, keywords):
        assert function_schema(func, strict_json_schema=False).params_json_schema["type"] == "object"


def test_a_default_that_json_cannot_say_is_left_out_quietly():
    def tool(a: Any = object()): ...  # noqa: B008

    assert function_schema(tool).params_json_schema["properties"] == {"a": {"title": "A"}}


def test_plain_docstrings_do_without_the_parser():
    """The parser costs more than everything else; most tools have a sentence or two and no sections."""
    program = """
import sys
from agents_widget.agents.tool import function_tool
def plain(a: int):
    '''Do it. It is easy.

    Or so it seems.
    '''
assert function_tool(plain).description == 'Do it. It is easy.\\n\\nOr so it seems.'
assert 'griffe' not in sys.modules
def sections(a: int):
    '''Do it.

    Args:
        a: The number.
    '''
assert function_tool(sections).params_json_schema['properties']['a']['description'] == 'The number.'
assert 'griffe' in sys.modules
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)


def documented(text):
    def function(a, b): ...

    function.__doc__ = text
    return function


GOOGLE = "Do it.\n\nArgs:\n    a: First.\n    b: Second.\n"
NUMPY = "Do it.\n\nParameters\n----------\na\n    First.\nb\n    Second.\n"
SPHINX = "Do it.\n\n:param a: First.\n:param b: Second.\n"


@pytest.mark.parametrize("style", [None, "given"])
@pytest.mark.parametrize(("name", "text"), [("google", GOOGLE), ("numpy", NUMPY), ("sphinx", SPHINX)])
def test_styles(name, text, style):
    docs = read_docstring(documented(text), name if style else None)
    assert docs == ("Do it.", {"a": "First.", "b": "Second."})


def test_the_wrong_style_finds_no_parameters():
    assert read_docstring(documented(GOOGLE), "sphinx").parameters == {}


@pytest.mark.parametrize("text", [None, "", "   "])
def test_nothing(text):
    assert read_docstring(documented(text)) == (None, {})


def test_the_parser_does_not_complain(caplog):
    caplog.set_level(logging.DEBUG)
    for text in (GOOGLE, NUMPY, SPHINX, "Do it.\nArgs:\n  zzz: Unknown.\n  broken\n"):
        read_docstring(documented(text))
    assert caplog.records == []


class Tide:
    """The tide in a harbour.

    Args:
        harbour: Where.
        hour: When.
    """

    def __call__(self, harbour: str, hour: int = 3) -> str:
        return harbour


class Doubled(Tide):
    def __call__(self, harbour: str, hour: int = 3) -> str:
        """Called.

        :param hour: By the clock.
        """
        return harbour


class OnlyCalled:
    def __call__(self, n: int) -> int:
        """Doubles.

        Parameters
        ----------
        n
            A number.
        """
        return n


@pytest.mark.parametrize("called", [Tide(), Doubled(), OnlyCalled()])
@pytest.mark.parametrize("wrap", [lambda given: given, lambda given: given.__call__])
def test_an_object_and_its_call_method_are_described_as_by_the_sdk(called: Any, wrap: Any) -> None:
    mine, theirs = function_tool(wrap(called)), sdk.function_tool(wrap(called))
    if wrap(called).__doc__:  # without one the SDK takes the words of type.__call__
        assert mine.description.split("\n")[0] == theirs.description.split("\n")[0]


class Undocumented:
    async def __call__(self, n: int) -> int:
        return n


@pytest.mark.parametrize(
    ("tool", "described", "parameters"),
    [
        (Tide(), "The tide in a harbour.", {"harbour": "Where.", "hour": "When."}),
        (Doubled(), "The tide in a harbour.", {"harbour": "Where.", "hour": "By the clock."}),
        (OnlyCalled(), "Doubles.", {"n": "A number."}),
        (Undocumented(), "", {"n": None}),
    ],
)
def test_an_object_that_is_called_is_described_by_its_class(tool, described, parameters):
    made = function_tool(tool)
    assert (made.name, made.description) == (type(tool).__name__, described)
    properties = made.params_json_schema["properties"]
    assert {name: each.get("description") for name, each in properties.items()} == parameters
    theirs = sdk.function_tool(tool)
    assert (made.name, made.description) == (theirs.name, theirs.description)
    bare = function_tool(tool, use_docstring_info=False)
    assert bare.description == ""
    assert not any("description" in each for each in bare.params_json_schema["properties"].values())


@pytest.mark.parametrize("name", ["Größe", "B" * 65, "Box[int]"])
def test_a_class_whose_name_the_api_would_refuse(name):
    tool = type(name, (Tide,), {})()
    for package in (sdk, ours):
        with pytest.raises(package.UserError, match="name_override"):
            package.function_tool(tool)
        assert package.function_tool(tool, name_override="size").name == "size"
