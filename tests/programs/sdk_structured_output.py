"""Final outputs of a type: strict and lax schemas, a schema class of one's own, and answers that do not fit."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from typing_extensions import TypedDict

from agents_widget.agents import (
    Agent,
    AgentOutputSchema,
    AgentOutputSchemaBase,
    ModelBehaviorError,
    Runner,
    UserError,
)


@dataclass
class Ports:
    """A mapping is nothing that a strict schema can say."""

    ports: dict[int, str]


class Leg(TypedDict):
    to: str
    miles: float


class Plan(BaseModel):
    ship: str
    legs: list[Leg]


class InCapitals(AgentOutputSchemaBase):
    """Reads the answer by itself."""

    def is_plain_text(self) -> bool:
        return False

    def name(self) -> str:
        return "InCapitals"

    def json_schema(self) -> dict[str, Any]:
        return {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}

    def is_strict_json_schema(self) -> bool:
        return False

    def validate_json(self, json_str: str) -> Any:
        word = json.loads(json_str)["word"]
        if not word.isupper():
            raise ModelBehaviorError(f"{word} is not in capitals")
        return word


def agent(output_type):
    return Agent(name="Navigator", instructions="Answer in the form asked for.", output_type=output_type)


async def main():
    try:
        await Runner.run(agent(Ports), "Three ports?")
    except UserError:
        print("a strict schema cannot say this")

    result = await Runner.run(agent(AgentOutputSchema(Ports, strict_json_schema=False)), "Three ports?")
    print(result.final_output)

    stream = Runner.run_streamed(agent(Plan), "Plan it.")
    deltas = 0
    async for event in stream.stream_events():
        deltas += event.type == "raw_response_event" and event.data.type == "response.output_text.delta"
    print(deltas, stream.final_output, stream.final_output_as(Plan).legs[0]["miles"])

    for kind in (list[str], bool, InCapitals()):
        result = await Runner.run(agent(kind), "?")
        print(type(result.final_output).__name__, result.final_output)
    try:
        result.final_output_as(int, raise_if_incorrect_type=True)
    except TypeError:
        print("not an int")

    for kind in (InCapitals(), Plan):
        try:
            await Runner.run(agent(kind), "?")
        except ModelBehaviorError as error:
            print("does not fit", type(error).__name__)


if __name__ == "__main__":
    asyncio.run(main())
