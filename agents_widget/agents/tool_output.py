"""Tool outputs: the Python value that a tool returned, as text or content for the model."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, cast

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import to_json, to_jsonable_python
from typing_extensions import Self

from ..utf8 import sendable, sendable_text


class _Part(BaseModel):
    type: str

    @model_validator(mode="after")
    def _has_content(self) -> Self:
        sources = [name for name in type(self).model_fields if name.endswith(("_data", "_url", "_id"))]
        if sources and all(getattr(self, name) is None for name in sources):
            raise ValueError(f"A tool's {self.type} needs {' or '.join(sources)}.")
        return self


class ModelOutput(NamedTuple):
    """What a tool returns that gives the model something else than its value."""

    value: Any
    for_model: Any


class ToolOutputText(_Part):
    """A text for the model."""

    type: Literal["text"] = "text"
    text: str


class ToolOutputImage(_Part):
    """An image for the model: a URL or data URL, or the id of an uploaded file."""

    type: Literal["image"] = "image"
    image_url: str | None = None
    file_id: str | None = None
    detail: Literal["low", "high", "auto"] | None = None


class ToolOutputFileContent(_Part):
    """A file for the model: base64 data, a URL, or the id of an uploaded file."""

    type: Literal["file"] = "file"
    file_data: str | None = None
    file_url: str | None = None
    file_id: str | None = None
    filename: str | None = None


# The same as dicts, by the names under which annotations know them.
ToolOutputTextDict: TypeAlias = dict[str, Any]
ToolOutputImageDict: TypeAlias = dict[str, Any]
ToolOutputFileContentDict: TypeAlias = dict[str, Any]

_Parts = ToolOutputText | ToolOutputImage | ToolOutputFileContent
_part: TypeAdapter[_Parts] = TypeAdapter(Annotated[_Parts, Field(discriminator="type")])


def output_for_model(value: Any, *, as_json: bool = False) -> str | list[dict[str, Any]]:
    """A tool's result as the model reads it: text, or a list of Responses input parts.

    Texts, images and files (``ToolOutput*``, dicts of their shape, or a list of only these) become parts;
    anything else is ``str(value)``. ``as_json`` writes a result that has a declared schema as JSON.
    """
    if isinstance(value, str):
        return sendable_text(value)
    if as_json:
        return _json(value)
    values = value if isinstance(value, list | tuple) else [value]
    parts = [_structured(each) for each in values]
    if not parts or None in parts:
        return text_of(value)
    dumped = [{**part.model_dump(exclude_none=True), "type": f"input_{part.type}"} for part in parts if part]
    return cast("list[dict[str, Any]]", sendable(dumped))


def _json(value: Any) -> str:
    try:
        return to_json(value).decode()
    except ValueError:  # half a character, or what has no JSON: that is raised anew
        return to_json(sendable(to_jsonable_python(value))).decode()


def is_plain(value: Any) -> bool:
    """Whether a value's text is there at once; another object may take any time to give its own."""
    return value is None or type(value) in (str, bool, int, float) or isinstance(value, _Part)


def text_of(value: Any) -> str:
    """A value's ``str()``, or a sentence in place of it if that raises."""
    try:
        return sendable_text(str(value))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the result of one tool does not end the run
        return sendable_text(f"({type(value).__name__} that has no text: {_reason(error)})")


def _reason(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 - an error that has no text either
        return type(error).__name__


def _structured(value: Any) -> _Part | None:
    if isinstance(value, _Part):
        return value
    if isinstance(value, dict) and "type" in value:
        try:
            return _part.validate_python(value)
        except ValidationError:
            return None  # a dict that happens to have a "type": plain data
    return None
