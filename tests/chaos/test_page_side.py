"""The page without a browser knows what a page would know, and tells what could not be sent."""

from __future__ import annotations

from typing import Any

import pytest
from page_side import PageComm, pages, transcript_of_page

from agents_widget import Agent, watch
from agents_widget.testing import ScriptedModel


async def shown() -> Any:
    with pages():
        widget = watch(Agent(name="A", model=ScriptedModel(["Hello there."])), "Hi")
        await widget
        widget.transcript  # noqa: B018 - sends what is not sent yet
    return widget


async def test_a_page_that_reads_every_message_knows_the_transcript() -> None:
    widget = await shown()
    assert transcript_of_page(widget.comm).to_dict() == widget.transcript.to_dict()
    assert "Hello there." in [entry.text for entry in widget.transcript.entries]
    widget.close()


async def test_a_row_that_is_missing_is_told() -> None:
    widget = await shown()
    rows = [message for message in widget.comm.messages if "patches" in (message.get("content") or {})]
    if len(rows) > 1:
        widget.comm.messages.remove(rows[0])
    else:
        rows[0]["content"]["seq"] += 1
    with pytest.raises(ValueError, match="came after row"):
        transcript_of_page(widget.comm)
    widget.close()


async def test_a_snapshot_stands_for_the_rows_before_it() -> None:
    widget = await shown()
    widget.comm.receive({"type": "resync"})
    page = PageComm(target_name="page")
    page.messages = widget.comm.messages[-1:]
    assert transcript_of_page(page).to_dict() == widget.transcript.to_dict()
    widget.close()


async def test_a_snapshot_may_come_in_parts() -> None:
    """Found by the storm."""
    with pages():
        widget = watch(Agent(name="A", model=ScriptedModel(["\0" * 1_000_000])), "Hi")
        await widget
        widget.comm.receive({"type": "resync"})
    sent = [message["content"] for message in widget.comm.messages if message.get("content")]
    assert "snapshot_part" in [content.get("type") for content in sent]
    assert transcript_of_page(widget.comm).to_dict() == widget.transcript.to_dict()
    widget.close()


@pytest.mark.parametrize("value", [float("nan"), "half \ud83d", object(), {1, 2}])
def test_what_is_no_message_is_told(value: Any) -> None:
    page = PageComm(target_name="page")
    page.publish_msg("comm_msg", {"value": value})
    assert len(page.problems) == 1
    page.publish_msg("comm_msg", {"value": "whole"})
    assert page.messages[-1] == {"value": "whole"}
    assert len(page.problems) == 1
