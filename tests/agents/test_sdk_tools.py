# ruff: noqa: UP007, UP045 - users write these things
"""Tools and output types have the schemas that the OpenAI Agents SDK gives them.

Where ours differ on purpose, `test_differences` says how.
"""

import copy
import datetime
import enum
import warnings
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Optional, Union

import agents
import agents.agent_output
import agents.strict_schema
import pytest
import tool_corpus
from hypothesis import assume, given, settings, strategies as st
from pydantic import BaseModel, Field
from pydantic.errors import PydanticUserError
from typing_extensions import TypedDict

from agents_widget.agents.agent_output import AgentOutputSchema
from agents_widget.agents.exceptions import UserError
from agents_widget.agents.run_context import RunContextWrapper
from agents_widget.agents.strict_schema import ensure_strict_json_schema
from agents_widget.agents.tool import default_tool_error_function, function_tool
from agents_widget.agents.tool_context import ToolContext
from agents_widget.agents.tool_output import output_for_model

REFUSED = "refused"


def described(decorator, function, **options):
    """Name, description and schema of a tool, or that its function was refused."""
    try:
        with warnings.catch_warnings():
            if decorator is agents.function_tool:
                warnings.simplefilter("ignore")  # ours says nothing where the SDK warns
            tool = decorator(function, **options)
    except (UserError, agents.UserError):
        return REFUSED
    return tool.name, tool.description, tool.params_json_schema, tool.strict_json_schema


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("function", tool_corpus.FUNCTIONS + tool_corpus.OPEN, ids=lambda f: f.__name__)
def test_function(function, strict):
    sdk = described(agents.function_tool, function, strict_mode=strict)
    assert described(function_tool, function, strict_mode=strict) == sdk
    assert (sdk == REFUSED) == (strict and function in tool_corpus.OPEN)


@pytest.mark.parametrize(
    "options",
    [
        {"name_override": "other"},
        {"description_override": "Other."},
        {"use_docstring_info": False},
        {"use_docstring_info": False, "description_override": "Other."},
        {"docstring_style": "google"},
        {"docstring_style": "numpy"},
        {"docstring_style": "sphinx"},
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["google", "numpy_style", "sphinx", "annotated_documented", "no_docstring"])
def test_options(name, options):
    function = getattr(tool_corpus, name)
    assert described(function_tool, function, **options) == described(
        agents.function_tool, function, **options
    )


def with_contexts(run_context, tool_context):
    def plain(ctx: run_context, a: int): ...
    def generic(ctx: run_context[dict], a: int): ...
    def of_tool(ctx: tool_context[Any], a: int): ...
    def annotated(ctx: Annotated[tool_context, "the context"], a: int): ...
    def alone(ctx: run_context): ...
    def documented(ctx: tool_context, a: int):
        """Do.

        Args:
            ctx: The context.
            a: The number.
        """

    def second(a: int, ctx: run_context): ...
    def only_by_keyword(*, a: int, ctx: tool_context): ...

    return [plain, generic, of_tool, annotated, alone, documented, second, only_by_keyword]


CONTEXTS = list(
    zip(
        with_contexts(RunContextWrapper, ToolContext),
        with_contexts(agents.RunContextWrapper, agents.tool_context.ToolContext),
        strict=True,
    )
)


@pytest.mark.parametrize(("ours", "theirs"), CONTEXTS, ids=lambda f: f.__name__)
def test_context(ours, theirs):
    assert described(function_tool, ours) == described(agents.function_tool, theirs)


class Weather(BaseModel):
    city: str
    degrees: float = Field(description="Celsius")


@dataclass
class Place:
    name: str
    size: int = 0


class Row(TypedDict):
    key: str
    values: list[int]


class Day(enum.Enum):
    TODAY = "today"


TYPES = [
    str, int, float, bool, list[str], list[Weather], dict[str, int], tuple[int, str], set[int],
    Optional[int], Union[int, str], int | None, Literal["a", "b"], Day, datetime.date, Weather, Place, Row,
    tool_corpus.Person, tool_corpus.Node, tool_corpus.Box[int], tool_corpus.Box[Place], tool_corpus.Extra,
    tool_corpus.Pair, Annotated[int, Field(ge=1)], Optional[Weather], list[Optional[Row]], Any, list, dict,
    Union[Weather, tool_corpus.Address],
]  # fmt: skip


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("output_type", TYPES, ids=str)
def test_output_type(output_type, strict):
    def read(schema_class, user_error):
        try:
            schema = schema_class(output_type, strict_json_schema=strict)
        except user_error:
            return REFUSED
        json_schema = None if schema.is_plain_text() else schema.json_schema()
        return schema.name(), schema.is_plain_text(), schema.is_strict_json_schema(), json_schema

    ours = read(AgentOutputSchema, UserError)
    assert ours == read(agents.AgentOutputSchema, agents.UserError)
    assert strict or ours != REFUSED


ANSWERS = [
    (int, '{"response": 3}'),
    (int, '{"response": "3"}'),
    (int, "3"),
    (int, ""),
    (int, '{"answer": 3}'),
    (int, "{"),
    (list[int], '{"response": [1, 2]}'),
    (Day, '{"response": "today"}'),
    (Day, '{"response": "never"}'),
    (datetime.date, '{"response": "2026-01-02"}'),
    (float, '{"response": 3}'),
    (Place, '{"response": {"name": "x"}}'),
    (Weather, '{"city": "Ulm", "degrees": 3}'),
    (Weather, '{"city": "Ulm"}'),
    (Weather, '{"city": 3, "degrees": 3}'),
    (Row, '{"key": "k", "values": []}'),
    (Row, '{"key": "k"}'),
    (tuple[int, str], '{"response": [1, "a"]}'),
]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(("output_type", "answer"), ANSWERS, ids=str)
def test_answer(output_type, answer, strict):
    def read(schema_class):
        try:
            return schema_class(output_type, strict_json_schema=strict).validate_json(answer)
        except Exception as error:
            return type(error).__name__

    assert read(AgentOutputSchema) == read(agents.AgentOutputSchema)


A_REF = {"$ref": "#/$defs/A"}
STRICT_CASES = [
    {},
    {"type": "object"},
    {"properties": {"a": {"type": "string"}}},
    {"type": "object", "properties": {"a": {"type": "object"}, "b": {"type": ["object", "null"]}}},
    {"type": "object", "additionalProperties": True},
    {"type": "object", "additionalProperties": {}},
    {"type": "object", "additionalProperties": {"type": "string"}},
    {"additionalProperties": True},
    {"type": "object", "required": [], "properties": {"a": {"default": None}, "b": {"default": 3}}},
    {"type": "array", "items": {"properties": {"a": {}}}},
    {"type": "array", "items": True},
    {"anyOf": [{"type": "object"}, {"type": "null"}]},
    {"type": "object", "properties": {"a": {"oneOf": [{"type": "object"}, {"type": "null"}]}}},
    {"type": "object", "properties": {"a": {"anyOf": [{"type": "integer"}], "oneOf": [{"type": "null"}]}}},
    {"type": "object", "properties": {"a": {"allOf": [{"type": "object"}, {"properties": {"b": {}}}]}}},
    {"type": "object", "properties": {"a": {"allOf": [{"properties": {"b": {"type": "string"}}}]}}},
    {
        "type": "object",
        "properties": {"a": {"allOf": [A_REF], "description": "d"}},
        "$defs": {"A": {"type": "object"}},
    },
    {
        "type": "object",
        "properties": {"a": {"allOf": [A_REF], "type": "string"}},
        "$defs": {"A": {"type": "object"}},
    },
    {"type": "object", "properties": {"a": A_REF}, "$defs": {"A": {"properties": {"b": {}}}}},
    {
        "type": "object",
        "properties": {"a": {**A_REF, "title": "t"}},
        "$defs": {"A": {"properties": {"b": A_REF}}},
    },
    {"type": "object", "properties": {"a": {**A_REF, "minimum": 3}}, "$defs": {"A": {"type": "integer"}}},
    {
        "type": "object",
        "properties": {"a": {**A_REF, "title": "t"}},
        "$defs": {"A": {"$ref": "#/$defs/B", "description": "d"}, "B": {"type": "object"}},
    },
    {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/x~1y", "title": "t"}},
        "$defs": {"x/y": {"type": "null"}},
    },
    {
        "type": "object",
        "properties": {"a": {"$ref": "#/definitions/A", "title": "t"}},
        "definitions": {"A": {}},
    },
    {"type": "object", "properties": {"a": {"$ref": "#"}}},
    {"type": "object", "properties": {"a": {"$id": "urn:x", "properties": {"b": A_REF}}}, "$defs": {"A": {}}},
    {"type": "object", "properties": {"a": {**A_REF, "title": "t"}}, "$defs": {"A": {"$id": "urn:x"}}},
    {"$ref": "#/$defs/A", "$defs": {"A": {"type": "object", "properties": {"b": {"type": "string"}}}}},
    {"type": ["object"], "properties": {}},
    {"type": ["object", "null"], "properties": {}},
    {"type": "object", "properties": {}, "additionalProperties": False},
    {"type": "object", "additionalProperties": False, "allOf": [{"properties": {"a": {"type": "string"}}}]},
]


def strictly(convert, user_error, schema):
    try:
        return convert(schema)
    except (user_error, KeyError, ValueError, TypeError):
        return REFUSED


def same_as_sdk(schema):
    before = copy.deepcopy(schema)
    sdk = strictly(agents.strict_schema.ensure_strict_json_schema, agents.UserError, copy.deepcopy(schema))
    assert strictly(ensure_strict_json_schema, UserError, schema) == sdk
    assert schema == before


@pytest.mark.parametrize("schema", STRICT_CASES, ids=str)
def test_strict_schema(schema):
    same_as_sdk(schema)


def schemas(inner):
    several = st.lists(inner, max_size=2)
    parts = {
        "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
        "items": inner | st.just(True),
        "anyOf": several,
        "oneOf": several,
        "allOf": several,
        "type": st.sampled_from(["object", "string", ["object", "null"]]),
        "additionalProperties": st.sampled_from([False, True, {}]),
        "default": st.sampled_from([None, 1]),
        "description": st.just("d"),
        "required": st.sampled_from([[], ["a"]]),
        "minimum": st.sampled_from([1, True]),
    }
    return st.fixed_dictionaries({}, optional=parts)


leaves = st.sampled_from([{"type": "string"}, {"type": "object"}, A_REF, {**A_REF, "title": "t"}, {}])
flat = st.sampled_from([{"type": "string"}, {"properties": {"a": {}}}, {"type": "object", "required": ["a"]}])


@settings(max_examples=150, deadline=None)
@given(st.recursive(leaves, schemas, max_leaves=6), flat)
def test_any_strict_schema(schema, definition):
    # A definition without a type, merged beside a type that no object has: the SDK refuses it, and we give a
    # schema that nothing fits.
    assume(not ("allOf" in schema and "type" in schema and "type" not in definition))
    same_as_sdk({"type": "object", "properties": {"x": schema}, "$defs": {"A": definition}})


def outputs(module):
    text, image = module.ToolOutputText(text="t"), module.ToolOutputImage(image_url="data:x", detail="low")
    file = module.ToolOutputFileContent(file_data="eA==", filename="x.txt")
    return [
        "text", 3, 2.5, None, True, {"a": 1}, [1, 2], [], (), ("a",), b"x", Place("x"),
        text, image, file, [text, image, file], (text,), [text, "plain"],
        module.ToolOutputImage(file_id="f1"), module.ToolOutputFileContent(file_url="https://x"),
        {"type": "text", "text": "t"}, {"type": "text"}, {"type": "image", "file_id": "f"}, {"type": "image"},
        {"type": "file", "file_id": "f"}, {"type": "weather", "text": "t"}, [{"type": "text", "text": "t"}],
        {"type": "text", "text": "t", "extra": 1}, [{"type": "text", "text": "t"}, {"type": "other"}],
    ]  # fmt: skip


class OurOutputs:
    from agents_widget.agents.tool_output import ToolOutputFileContent, ToolOutputImage, ToolOutputText


@pytest.mark.parametrize(
    ("value", "theirs"), list(zip(outputs(OurOutputs), outputs(agents), strict=True)), ids=str
)
def test_output(value, theirs):
    call = agents.items.ResponseFunctionToolCall(arguments="", call_id="c", name="n", type="function_call")
    item = agents.ItemHelpers.tool_call_output_item(call, theirs)
    assert output_for_model(value) == item["output"]


def test_default_texts():
    sdk = agents.default_tool_error_function(agents.RunContextWrapper(None), ValueError("x"))
    assert default_tool_error_function(RunContextWrapper(None), ValueError("x")) == sdk


class Thing:
    def method(self, a: int): ...


def hidden(a: int, _b: int = 1): ...
def pairs(*args: tuple[int, str]): ...
def described_items(*args: Annotated[int, Field(description="each")]): ...
def both_described(a: Annotated[int, Field()] = Field(3, description="Field")):
    """Do.

    Args:
        a: docstring
    """


def unresolvable(a: "Nowhere"): ...  # noqa: F821


def optional_context(theirs):
    def tool(ctx: Optional[theirs], a: int): ...

    return tool


DIFFERENCES = [
    # what, ours, theirs: each a function for which the two decorators act differently
    ("a parameter may begin with an underscore", hidden, PydanticUserError, None),
    ("*args may be pairs", pairs, agents.UserError, None),
    ("a function whose types cannot be read is refused with a message", unresolvable, NameError, UserError),
    ("a method without its object is refused: the model cannot say self", Thing.method, None, UserError),
    ("a class is refused: it is no function", Thing, None, UserError),
    ("a lambda without a name is refused", lambda a: a, None, UserError),
]


@pytest.mark.parametrize(
    ("reason", "function", "theirs", "ours"), DIFFERENCES, ids=[each[0] for each in DIFFERENCES]
)
def test_differences(reason, function, theirs, ours):
    def outcome(decorator):
        try:
            decorator(function)
        except Exception as error:
            return type(error)

    assert outcome(agents.function_tool) is theirs, reason
    assert outcome(function_tool) is ours, reason


def test_difference_optional_context():
    """A context that may be None is a context all the same; the SDK would ask the model for it."""
    ours = function_tool(optional_context(ToolContext))
    assert set(ours.params_json_schema["properties"]) == {"a"}


def test_difference_descriptions():
    """A docstring goes before a description in a default, and *args keep the description of each."""
    assert function_tool(both_described).params_json_schema["properties"]["a"]["description"] == "docstring"
    theirs = agents.function_tool(both_described).params_json_schema
    assert theirs["properties"]["a"]["description"] == "Field"
    items = function_tool(described_items).params_json_schema["properties"]["args"]["items"]
    assert items == {"description": "each", "type": "integer"}


def test_difference_circle():
    """A definition that is nothing but itself is an error; the SDK lets it accept anything."""
    schema = {"type": "object", "$defs": {"A": {**A_REF, "title": "t"}}}
    with pytest.raises(UserError, match="circular"):
        ensure_strict_json_schema(schema)
    assert agents.strict_schema.ensure_strict_json_schema(schema)["$defs"]["A"] == {"title": "t"}
