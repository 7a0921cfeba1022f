"""Programs that a strict type checker accepts: output types and structured tool outputs."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from agents_widget import AgentOutputSchema, function_tool
from agents_widget.agents import AgentOutputSchemaBase, ToolOutputImage, ToolOutputText, ToolOutputTextDict


class Weather(BaseModel):
    city: str


schema: AgentOutputSchemaBase = AgentOutputSchema(Weather, strict_json_schema=False)
union = AgentOutputSchema(int | None)
listed = AgentOutputSchema(list[Weather])


class Shouted(AgentOutputSchemaBase):
    def is_plain_text(self) -> bool:
        return False

    def name(self) -> str:
        return "Shouted"

    def json_schema(self) -> dict[str, Any]:
        return {"type": "object"}

    def is_strict_json_schema(self) -> bool:
        return False

    def validate_json(self, json_str: str) -> str:
        return json_str.upper()


@function_tool
def picture() -> list[ToolOutputImage | ToolOutputText]:
    return [ToolOutputImage(file_id="f1", detail="low"), ToolOutputText(text="a picture")]


@function_tool
def caption() -> ToolOutputTextDict:
    return {"type": "text", "text": "a caption"}
