"""Output types: the JSON schema of an agent's final output, and parsing the model's JSON."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError
from typing_extensions import TypedDict

from ..utf8 import sendable_json
from .exceptions import ModelBehaviorError, UserError
from .fenced_json import json_in_markdown
from .strict_schema import ensure_strict_json_schema

_KEY = "response"


class AgentOutputSchemaBase(ABC):
    """The schema of an output type, and the parser of its JSON; subclass it for full control."""

    @abstractmethod
    def is_plain_text(self) -> bool:
        """Whether the answer is plain text and not JSON."""

    @abstractmethod
    def name(self) -> str:
        """The name of the output type."""

    @abstractmethod
    def json_schema(self) -> dict[str, Any]:
        """The JSON schema; asked for only when the answer is not plain text."""

    @abstractmethod
    def is_strict_json_schema(self) -> bool:
        """Whether the schema keeps to the rules of strict mode, so that the model must follow it."""

    @abstractmethod
    def validate_json(self, json_str: str) -> Any:
        """The value of the model's JSON. Raises ``ModelBehaviorError`` if it does not fit."""


class AgentOutputSchema(AgentOutputSchemaBase):
    """An output type as a schema: pydantic models, dataclasses, TypedDicts and anything pydantic knows.

    Types whose JSON is not an object travel as ``{"response": ...}``. Raises ``UserError`` for a type that
    has no JSON schema, or none that is strict while ``strict_json_schema`` is on.
    """

    def __init__(self, output_type: type[Any] | Any, strict_json_schema: bool = True) -> None:
        self.output_type = output_type
        self._strict = strict_json_schema
        self._is_wrapped = not self.is_plain_text() and not _is_object(output_type)
        typ: Any = TypedDict("OutputType", {_KEY: output_type}) if self._is_wrapped else output_type  # type: ignore[operator]
        try:
            self._adapter: TypeAdapter[Any] = TypeAdapter(typ)
            self._schema = self._adapter.json_schema()
            if strict_json_schema and not self.is_plain_text():
                self._schema = ensure_strict_json_schema(self._schema)
        except PydanticUserError as error:
            raise UserError(f"output_type {self.name()} has no JSON schema: {error.message}") from error
        except UserError as error:
            raise UserError(
                f"output_type {self.name()} cannot have a strict JSON schema: {error} "
                "Change the type, or pass AgentOutputSchema(YourType, strict_json_schema=False)."
            ) from error

    def is_plain_text(self) -> bool:
        """Whether the answer is plain text and not JSON."""
        return self.output_type is None or self.output_type is str

    def is_strict_json_schema(self) -> bool:
        """Whether the schema keeps to the rules of strict mode."""
        return self._strict

    def name(self) -> str:
        """The name of the output type, such as ``list[int]``."""
        return _type_name(self.output_type)

    def json_schema(self) -> dict[str, Any]:
        """The JSON schema of the answer. Raises ``UserError`` for plain text, which has none."""
        if self.is_plain_text():
            raise UserError("The output type is plain text, which has no JSON schema.")
        return self._schema

    def wrap(self, value: Any) -> Any:
        """A value as the model would write it: in ``{"response": ...}`` if its type is no JSON object."""
        is_wrapped_already = isinstance(value, dict) and _KEY in value
        return {_KEY: value} if self._is_wrapped and not is_wrapped_already else value

    def validate_json(self, json_str: str) -> Any:
        """The value of the model's JSON. Raises ``ModelBehaviorError`` if it does not fit.

        Servers without structured outputs answer in Markdown: what does not fit as it stands may be JSON in a
        code fence, or after thoughts. Several fences that fit with different values are refused.
        """
        try:
            value = self._validate(json_str)
        except ValidationError as error:
            values = self._values_in_markdown(json_str)
            if len(values) != 1:
                hint = (
                    f" Its code fences hold {len(values)} different values: one is wanted." if values else ""
                )
                raise ModelBehaviorError(
                    f"Invalid JSON for {self.name()} in the model's answer: {json_str}\n{error}{hint}"
                ) from error
            value = values[0]
        return value[_KEY] if self._is_wrapped else value

    def _validate(self, json_str: str) -> Any:
        return self._adapter.validate_json(sendable_json(json_str), strict=True if self._strict else None)

    def _values_in_markdown(self, text: str) -> list[Any]:
        """The different values that fit among the JSON texts in a Markdown text."""
        values: dict[str, Any] = {}
        for found in json_in_markdown(text):
            with suppress(ValidationError):
                value = self._validate(found)
                values[json.dumps(json.loads(found), sort_keys=True)] = value
        return list(values.values())


def _is_object(typ: Any) -> bool:
    """Whether the JSON of a type is an object: pydantic models, TypedDicts and dicts."""
    cls = get_origin(typ) or typ
    return isinstance(cls, type) and issubclass(cls, BaseModel | dict)


def _type_name(typ: Any) -> str:
    origin, args = get_origin(typ), get_args(typ)
    if origin is None:
        return str(getattr(typ, "__name__", repr(typ)))
    if not args:
        return str(typ)
    return f"{getattr(origin, '__name__', origin)}[{', '.join(map(_type_name, args))}]"
