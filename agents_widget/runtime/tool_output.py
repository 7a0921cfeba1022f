"""What the model gets to read of the Python value a tool returned."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import to_json
from typing_extensions import Self


class ToolOutputText(BaseModel):
    """A text for the model."""

    type: Literal["text"] = "text"
    text: str


class ToolOutputImage(BaseModel):
    """An image for the model: a URL or data URL, or the id of an uploaded file."""

    type: Literal["image"] = "image"
    image_url: str | None = None
    file_id: str | None = None
    detail: Literal["low", "high", "auto"] | None = None

    @model_validator(mode="after")
    def _has_source(self) -> Self:
        if self.image_url is None and self.file_id is None:
            raise ValueError("An image needs an image_url or a file_id.")
        return self


class ToolOutputFileContent(BaseModel):
    """A file for the model: base64 data, a URL, or the id of an uploaded file."""

    type: Literal["file"] = "file"
    file_data: str | None = None
    file_url: str | None = None
    file_id: str | None = None
    filename: str | None = None

    @model_validator(mode="after")
    def _has_source(self) -> Self:
        if self.file_data is None and self.file_url is None and self.file_id is None:
            raise ValueError("A file needs file_data, a file_url or a file_id.")
        return self


# The same as dicts, by the names under which annotations know them.
ToolOutputTextDict: TypeAlias = dict[str, Any]
ToolOutputImageDict: TypeAlias = dict[str, Any]
ToolOutputFileContentDict: TypeAlias = dict[str, Any]

_Part = ToolOutputText | ToolOutputImage | ToolOutputFileContent
_part: TypeAdapter[_Part] = TypeAdapter(Annotated[_Part, Field(discriminator="type")])


def output_for_model(value: Any, *, as_json: bool = False) -> str | list[dict[str, Any]]:
    """A tool's result as the model reads it: text, or a list of Responses input parts.

    Texts, images and files (``ToolOutput*``, dicts of their shape, or a list of only these) become parts;
    anything else is ``str(value)``. ``as_json`` writes a result that has a declared schema as JSON.
    """
    if isinstance(value, str):
        return value
    if as_json:
        return to_json(value).decode()
    values = value if isinstance(value, list | tuple) else [value]
    parts = [_structured(each) for each in values]
    if not parts or None in parts:
        return str(value)
    return [_input_part(part) for part in parts if part is not None]


def _structured(value: Any) -> _Part | None:
    if isinstance(value, ToolOutputText | ToolOutputImage | ToolOutputFileContent):
        return value
    if isinstance(value, dict) and "type" in value:
        try:
            return _part.validate_python(value)
        except ValidationError:
            return None  # a dict that happens to have a "type": plain data
    return None


def _input_part(part: _Part) -> dict[str, Any]:
    return {**part.model_dump(exclude_none=True), "type": f"input_{part.type}"}
