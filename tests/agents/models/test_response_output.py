"""What a server sends as output items becomes what their classes promise, and what the API takes back."""

from __future__ import annotations

from typing import Any

import pytest
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputRefusal,
    ResponseOutputText,
)

from agents_widget.agents.exceptions import ModelBehaviorError
from agents_widget.agents.models.fake_id import FAKE_RESPONSES_ID
from agents_widget.agents.models.response_events import lenient_event
from agents_widget.agents.models.response_output import readable_output


def read(item: dict[str, Any]) -> Any:
    event = lenient_event({"type": "response.output_item.done", "output_index": 0, "item": item})
    return readable_output([event.item])[0]


def message(*content: Any, **fields: Any) -> dict[str, Any]:
    return {"type": "message", "id": "msg_1", "role": "assistant", "content": list(content), **fields}


NO_TYPES: list[Any] = [None, 7, ["a"], "", "\ufffd", "\ud83d", "two words", "Text", "a" * 65]


@pytest.mark.parametrize("kind", [{}, *({"type": kind} for kind in NO_TYPES)])
def test_a_part_without_a_type_is_what_stands_there(kind: dict[str, Any]) -> None:
    """Found by the storm (tests/chaos)."""
    said, refused = read(message({"text": "Well.", **kind}, {"refusal": "No.", **kind})).content
    assert (type(said), said.type, said.text) == (ResponseOutputText, "output_text", "Well.")
    assert (type(refused), refused.type, refused.refusal) == (ResponseOutputRefusal, "refusal", "No.")
    thought = read(
        {
            "type": "reasoning",
            "id": "rs_1",
            "summary": [{"text": "a", **kind}],
            "content": [{"text": "b", **kind}],
        }
    )
    assert thought.to_dict()["summary"] == [{"type": "summary_text", "text": "a"}]
    assert thought.to_dict()["content"] == [{"type": "reasoning_text", "text": "b"}]


def test_a_part_of_another_place_is_what_stands_at_its_own() -> None:
    """The API would refuse it there."""
    texts = [{"type": kind, "text": "a"} for kind in ("output_text", "summary_text", "reasoning_text")]
    assert [part.type for part in read(message(*texts)).content] == ["output_text"] * 3
    thought = read({"type": "reasoning", "id": "rs_1", "summary": texts, "content": texts})
    assert [part.type for part in thought.summary] == ["summary_text"] * 3
    assert [part.type for part in thought.content] == ["reasoning_text"] * 3
    assert {part.text for part in [*thought.summary, *thought.content]} == {"a"}


def test_a_part_of_a_kind_that_is_not_known_stays_as_it_came() -> None:
    song = {"type": "output_song", "notes": [1]}
    assert read(message(song)).model_dump(exclude_unset=True, warnings=False)["content"] == [song]


@pytest.mark.parametrize("content", [None, [], ""])
def test_a_message_has_a_part(content: Any) -> None:
    """Found by the storm: the API takes no message back that has none."""
    read_message = read({**message(), "content": content})
    assert [(part.type, part.text) for part in read_message.content] == [("output_text", "")]


@pytest.mark.parametrize("role", [["a"], None, "user", 7])
def test_every_message_is_the_assistants(role: Any) -> None:
    """Found by the storm (tests/chaos)."""
    assert (
        read(message({"type": "output_text", "text": "Hi", "annotations": []}, role=role)).role == "assistant"
    )


@pytest.mark.parametrize("annotations", [None, "", {}, 7])
def test_annotations_are_a_list(annotations: Any) -> None:
    part = {"type": "output_text", "text": "Hi", "annotations": annotations}
    assert read(message(part)).content[0].annotations == []


def test_what_is_right_already_is_not_changed() -> None:
    given = message({"type": "output_text", "text": "Hi", "annotations": []}, status="completed")
    item = ResponseOutputMessage.model_validate(given)
    assert readable_output([item]) == [item]
    assert item.to_dict() == given


@pytest.mark.parametrize("part", [None, 7, "text", {"text": {"a": 1}}, {"type": "output_text", "text": 7}])
def test_a_part_that_cannot_be_read_is_said(part: Any) -> None:
    with pytest.raises(ModelBehaviorError, match="an output item that cannot be read"):
        read(message(part))


@pytest.mark.parametrize("kind", ["", "\x00", "two words", "\ud83d", "a" * 5_000, "Über"])
def test_a_type_that_is_no_name_is_said(kind: str) -> None:
    """Found by the storm: the item went back to the API as it came."""
    with pytest.raises(ModelBehaviorError, match="an output item that cannot be read"):
        read({"type": kind, "id": "x_1"})


def call(call_id: Any = "call_1", **fields: Any) -> ResponseFunctionToolCall:
    return ResponseFunctionToolCall.construct(
        type="function_call", name="look", arguments="{}", call_id=call_id, **fields
    )


def test_each_call_has_an_id_of_its_own() -> None:
    """Found by the storm: the API takes no two calls of one id, and nobody could tell what answers which."""
    sent = [call(id="fc_1"), call(id="fc_2"), call("call_2")]
    first, second, third = (item.call_id for item in readable_output(sent, {"call_2"}))
    assert (first, len({first, second, third})) == ("call_1", 3)
    assert "call_2" not in (second, third)
    assert [item.call_id for item in sent] == ["call_1", "call_1", "call_2"]


@pytest.mark.parametrize("call_id", ["", None, FAKE_RESPONSES_ID])
def test_a_call_without_an_id_gets_one(call_id: Any) -> None:
    (item,) = readable_output([call(call_id)])
    assert item.call_id.startswith("call_")
