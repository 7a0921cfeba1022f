"""Function schemas: a signature and its docstring as JSON schema, and the model's arguments as a call."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter
from types import MethodType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeGuard, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model
from pydantic.errors import PydanticUserError
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind
from typing_extensions import Format, get_annotations

from .exceptions import ModelBehaviorError, UserError
from .run_context import RunContextWrapper
from .strict_schema import SchemaError, ensure_strict_json_schema

DocstringStyle = Literal["google", "numpy", "sphinx"]

_SPHINX = re.compile(r"^:(param|type|return|returns|raises|rtype)\b.*:", re.MULTILINE)
_NUMPY = re.compile(r"^(Parameters|Returns|Yields|Raises)[ \t]*\n-{3,}", re.MULTILINE)
# A line that could open a section in some style. Without one, all of the docstring is description.
_MARKUP = re.compile(r"^[ \t]*(:|-{3,}|\w[\w \t-]*:)", re.MULTILINE)
_GOOGLE_PARAMETERS = re.compile(
    r"(?<=[^\n]\n)(?=(args|arguments|params|parameters):\s*\n[ \t])", re.IGNORECASE
)


class _JsonSchema(GenerateJsonSchema):
    """pydantic's generator, without its warning about a default that has no JSON form and is left out."""

    def emit_warning(self, kind: JsonSchemaWarningKind, detail: str) -> None:
        """Emit no warning."""


@dataclass(frozen=True)
class FuncSchema:
    """The JSON schema of a function, and the way from the model's arguments to a call."""

    name: str
    description: str | None
    params_pydantic_model: type[BaseModel]
    params_json_schema: dict[str, Any]
    signature: inspect.Signature
    takes_context: bool
    fields: dict[str, str]
    """The field of the pydantic model, by parameter name."""

    def to_call_args(self, data: BaseModel) -> tuple[list[Any], dict[str, Any]]:
        """The validated data as the function's arguments: by position (after any context), and by keyword.

        Raises ``ModelBehaviorError`` when ``**kwargs`` holds a name that is a parameter of its own.
        """
        arguments = {name: data.__dict__[field] for name, field in self.fields.items()}
        self._check_keywords(arguments)
        context = [None] if self.takes_context else []  # a place for it, which the caller fills
        bound = self.signature.bind_partial(*context)
        bound.arguments.update(arguments)
        return list(bound.args[len(context) :]), bound.kwargs

    def _check_keywords(self, arguments: dict[str, Any]) -> None:
        """Raise ``ModelBehaviorError`` when ``**kwargs`` holds the name of another parameter."""
        kinds = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
        parameters = self.signature.parameters.values()
        names = {param.name for param in parameters if param.kind in kinds}
        for param in parameters:
            clash = names & arguments[param.name].keys() if param.kind is Parameter.VAR_KEYWORD else None
            if clash:
                raise ModelBehaviorError(
                    f"Invalid arguments for tool {self.name}: {', '.join(map(repr, sorted(clash)))} given "
                    "both as parameter and as an additional keyword. Give each once, as the parameter."
                )


def function_schema(
    func: Callable[..., Any],
    docstring_style: DocstringStyle | None = None,
    name_override: str | None = None,
    description_override: str | None = None,
    use_docstring_info: bool = True,
    strict_json_schema: bool = True,
) -> FuncSchema:
    """The schema of a function. Raises ``UserError`` where its signature cannot become one."""
    name = name_override or str(getattr(func, "__name__", type(func).__name__))
    hints = _annotations(func, name)
    signature = _signature(func, name)
    docs = read_docstring(func, docstring_style) if use_docstring_info else Documentation(None, {})
    parameters = list(signature.parameters.values())
    takes_context = bool(parameters) and _is_context(hints.get(parameters[0].name))
    fields: dict[str, Any] = {}
    for param in parameters[1:] if takes_context else parameters:
        hint = hints.get(param.name, Any)
        _check_parameter(name, param, hint, strict_json_schema)
        fields[param.name] = _field(param, hint, docs.parameters.get(param.name))
    field_names = {each: each if _is_field_name(each) else str(i) for i, each in enumerate(fields)}
    # What the model adds to the parameters is ignored, unless the function has **kwargs for it.
    has_kwargs = any(param.kind is Parameter.VAR_KEYWORD for param in parameters)
    extra: Literal["forbid", "ignore"] = "forbid" if has_kwargs else "ignore"
    model, json_schema = _model(name, fields, field_names, extra=extra)
    return FuncSchema(
        name=name,
        description=description_override or docs.description,
        params_pydantic_model=model,
        params_json_schema=_strict(name, json_schema) if strict_json_schema else json_schema,
        signature=signature,
        takes_context=takes_context,
        fields=field_names,
    )


def _annotations(func: Callable[..., Any], name: str) -> dict[str, Any]:
    try:
        return get_type_hints(func, include_extras=True)
    except (NameError, AttributeError, SyntaxError, TypeError) as error:
        written = get_annotations(func, format=Format.STRING)
        missing = getattr(error, "name", None) or ""
        wanted = [param for param, text in written.items() if missing in text]
        raise UserError(
            f"Tool {name}: cannot read the annotation of {' or '.join(wanted)}: {error}. "
            "Define or import that type at module level, outside of functions and `if TYPE_CHECKING`."
        ) from error


def _signature(func: Callable[..., Any], name: str) -> inspect.Signature:
    try:
        return inspect.signature(func)
    except ValueError as error:
        raise UserError(f"Tool {name}: {error}. Write a function with annotations that calls it.") from error


def _is_context(hint: Any) -> bool:
    """Whether an annotation is one of the run contexts, possibly ``Annotated`` or one of a union."""
    origin = get_origin(hint)
    if origin in (Annotated, Union, UnionType):
        return any(map(_is_context, get_args(hint)))
    cls = origin or hint
    return isinstance(cls, type) and issubclass(cls, RunContextWrapper)


def _check_parameter(tool: str, param: Parameter, hint: Any, strict: bool) -> None:
    if _is_context(hint):
        raise UserError(
            f"Tool {tool}: {param.name!r} is a run context, which only the first parameter can be. "
            "Move it to the front."
        )
    if param.kind is Parameter.VAR_KEYWORD and strict:
        raise UserError(
            f"Tool {tool}: **{param.name} cannot have a strict schema. Write the parameters out, "
            "or decorate with @function_tool(strict_mode=False)."
        )
    if param.name in ("self", "cls") and hint is Any:
        raise UserError(
            f"Tool {tool}: {param.name!r} would have to be filled in by the model. "
            "Decorate the bound method: function_tool(thing.method)."
        )


def _field(param: Parameter, hint: Any, description: str | None) -> Any:
    """The pydantic field definition of one parameter."""
    metadata = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    description = description or next((each for each in metadata if isinstance(each, str)), None)
    about = Field(description=description) if description else Field()
    if param.kind is Parameter.VAR_POSITIONAL:
        return Annotated[list[hint], Field(default_factory=list), about]
    if param.kind is Parameter.VAR_KEYWORD:
        return Annotated[dict[str, hint], Field(default_factory=dict), about]
    if isinstance(param.default, FieldInfo):
        return Annotated[hint, param.default, about]
    if param.default is Parameter.empty:
        return Annotated[hint, about]
    return Annotated[hint, Field(default=param.default), about]


def _is_field_name(name: str) -> bool:
    """Whether a pydantic model can have a field of this name."""
    return not name.startswith("_") and not hasattr(BaseModel, name)


def _model(
    tool: str,
    fields: dict[str, Any],
    field_names: dict[str, str],
    *,
    extra: Literal["forbid", "ignore"],
) -> tuple[type[BaseModel], dict[str, Any]]:
    config = ConfigDict(extra=extra, protected_namespaces=())
    definitions: dict[str, Any] = {
        field: fields[name] if field == name else Annotated[fields[name], Field(alias=name)]
        for name, field in field_names.items()
    }
    try:
        model: type[BaseModel] = create_model(f"{tool}_args", __config__=config, **definitions)
        return model, model.model_json_schema(schema_generator=_JsonSchema)
    except PydanticUserError as error:
        raise _no_schema_error(tool, fields, error) from error


def _no_schema_error(tool: str, fields: dict[str, Any], error: PydanticUserError) -> UserError:
    """The error for a parameter that pydantic has no JSON schema for."""
    what = "the signature"
    for name, definition in fields.items():
        try:
            TypeAdapter(definition).json_schema(schema_generator=_JsonSchema)
        except PydanticUserError as cause:  # noqa: PERF203
            what, error = f"parameter {name!r} ({get_args(definition)[0]})", cause
            break
    return UserError(
        f"Tool {tool}: {what} cannot become a JSON schema: {error.message}. Write a type that JSON can carry "
        "(str, int, float, bool, list, an enum, a pydantic model, a dataclass, a TypedDict) and make what "
        "you need of it inside the tool. Objects of your program belong into the run's context, which a "
        "first parameter `ctx: RunContextWrapper` receives."
    )


def _strict(tool: str, schema: dict[str, Any]) -> dict[str, Any]:
    try:
        return ensure_strict_json_schema(schema)
    except SchemaError as error:
        place = {"properties": "parameter", "$defs": "type"}.get(error.path[0]) if error.path else None
        what = f"{place} {error.path[1]!r}" if place else "its schema"
        raise UserError(
            f"Tool {tool}: {what} cannot be strict. {error} Write a pydantic model, dataclass or TypedDict "
            "with the keys (or a list of pairs), or decorate with @function_tool(strict_mode=False)."
        ) from error


class Documentation(NamedTuple):
    """The description of a function, None without a docstring, and of its parameters by name."""

    description: str | None
    parameters: dict[str, str]


def read_docstring(func: Callable[..., Any], style: DocstringStyle | None = None) -> Documentation:
    """Read a function's docstring; the style is detected unless it is given.

    For the ``__call__`` of an object, read its class's docstring, too: ``__call__`` may say less.
    """
    if not _is_call_method(func):
        return _read(inspect.getdoc(func), style)
    of_class = _read(inspect.getdoc(type(func.__self__)), style)
    # Not getdoc: where there is no docstring it gives that of type.__call__.
    own = _read(inspect.cleandoc(func.__doc__ or ""), style)
    return Documentation(own.description or of_class.description, {**of_class.parameters, **own.parameters})


def _is_call_method(func: Any) -> TypeGuard[MethodType]:
    return inspect.ismethod(func) and func.__name__ == "__call__" and not isinstance(func.__self__, type)


def _read(text: str | None, style: DocstringStyle | None) -> Documentation:
    if not text:
        return Documentation(None, {})
    if not _MARKUP.search(text):
        return Documentation(text.strip(), {})
    return _parse(text, style or _detect(text))


def _detect(text: str) -> DocstringStyle:
    if _SPHINX.search(text):
        return "sphinx"
    return "numpy" if _NUMPY.search(text) else "google"


def _parse(text: str, style: DocstringStyle) -> Documentation:
    import griffe  # costs more than all the rest of a tool; most tools can do without it

    if style == "google":
        # The parser wants a blank line above a section; people leave it out.
        text = _GOOGLE_PARAMETERS.sub("\n", text)
    # The first line is empty so that the parser, which dedents again, leaves the indentation alone.
    sections = griffe.Docstring("\n" + text, lineno=1).parse(style, warnings=False)
    description = None
    parameters: dict[str, str] = {}
    for section in sections:
        if section.kind is griffe.DocstringSectionKind.text and description is None:
            description = section.value
        elif section.kind is griffe.DocstringSectionKind.parameters:
            parameters.update({each.name.lstrip("*"): each.description for each in section.value})
    return Documentation(description, parameters)
