"""Output types: errors that help."""

import pytest
from pydantic import BaseModel

from agents_widget.agents.agent_output import AgentOutputSchema, AgentOutputSchemaBase
from agents_widget.agents.exceptions import ModelBehaviorError, UserError


class Weather(BaseModel):
    city: str


class Unknown:
    pass


def test_plain_text_has_no_schema():
    schema = AgentOutputSchema(str)
    assert schema.is_plain_text()
    with pytest.raises(UserError, match="plain text, which has no JSON schema"):
        schema.json_schema()


def test_wrong_json_names_the_type_and_shows_the_json():
    with pytest.raises(
        ModelBehaviorError, match=r"(?s)Invalid JSON for Weather in .*: \{\"town\".*city.*Field required"
    ):
        AgentOutputSchema(Weather).validate_json('{"town": "Ulm"}')
    with pytest.raises(ModelBehaviorError, match=r"for list\[int\] in .*: nothing"):
        AgentOutputSchema(list[int]).validate_json("nothing")


def test_a_type_that_cannot_be_strict():
    with pytest.raises(UserError, match=r"output_type dict\[str, int\] .*strict_json_schema=False"):
        AgentOutputSchema(dict[str, int])
    assert AgentOutputSchema(dict[str, int], strict_json_schema=False).validate_json('{"a": 1}') == {"a": 1}


def test_a_type_without_a_schema():
    with pytest.raises(UserError, match="output_type Unknown has no JSON schema"):
        AgentOutputSchema(Unknown)


def test_strict_reads_json_strictly():
    with pytest.raises(ModelBehaviorError):
        AgentOutputSchema(int).validate_json('{"response": "3"}')
    assert AgentOutputSchema(int, strict_json_schema=False).validate_json('{"response": "3"}') == 3


def test_an_own_schema_must_be_whole():
    class Half(AgentOutputSchemaBase):
        def is_plain_text(self):
            return False

    with pytest.raises(TypeError, match="abstract"):
        Half()
