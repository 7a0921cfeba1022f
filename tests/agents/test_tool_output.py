"""What the model reads of a tool's result."""

import datetime

import pytest
from pydantic import BaseModel, ValidationError

from agents_widget.agents.tool_output import ToolOutputFileContent, ToolOutputImage, output_for_model


class City(BaseModel):
    name: str
    since: datetime.date


def test_declared_results_are_json():
    city = City(name="Ulm", since=datetime.date(854, 7, 22))
    assert output_for_model(city, as_json=True) == '{"name":"Ulm","since":"0854-07-22"}'
    assert output_for_model({"a": [1, None]}, as_json=True) == '{"a":[1,null]}'
    assert output_for_model("An error occurred.", as_json=True) == "An error occurred."


@pytest.mark.parametrize("part", [ToolOutputImage, ToolOutputFileContent])
def test_parts_need_a_source(part):
    with pytest.raises(ValidationError, match="needs"):
        part()


def test_a_result_whose_text_fails_does_not_end_the_run() -> None:
    class Broken:
        def __str__(self) -> str:
            raise RuntimeError("no text")

    assert output_for_model(Broken()) == "(Broken that has no text: RuntimeError: no text)"
