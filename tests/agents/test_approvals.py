"""Decisions about tool calls."""

import json

import pytest
from openai.types.responses import ResponseFunctionToolCall

from agents_widget import Agent
from agents_widget.agents import ToolApprovalItem
from agents_widget.agents.approvals import ApprovalDecisions, Decision
from agents_widget.agents.run_context import RunContextWrapper


def item(name="send", call_id="c1", arguments="{}", agent="Mailer"):
    raw = ResponseFunctionToolCall(arguments=arguments, call_id=call_id, name=name, type="function_call")
    return ToolApprovalItem(agent=Agent(name=agent), raw_item=raw, tool_name=name)


@pytest.fixture
def context():
    return RunContextWrapper(None)


def test_undecided(context):
    assert context.is_tool_approved("send", "c1") is None
    assert context.get_rejection_message("send", "c1") is None


def test_one_call(context):
    context.approve_tool(item())
    context.reject_tool(item(call_id="c2"), rejection_message="Not now.")
    assert context.is_tool_approved("send", "c1") is True
    assert context.is_tool_approved("send", "c2") is False
    assert context.get_rejection_message("send", "c2") == "Not now."
    assert context.get_rejection_message("send", "c1") is None
    assert context.is_tool_approved("send", "c3") is None
    assert context.is_tool_approved("read", "c1") is None


def test_the_last_word_counts(context):
    context.approve_tool(item())
    context.reject_tool(item())
    assert context.is_tool_approved("send", "c1") is False


def test_always_is_for_one_agent(context):
    context.approve_tool(item(), always_approve=True, arguments='{"edited": 1}')
    found = context.approvals.find("send", "c9", agent_name="Mailer")
    assert (found.approved, found.arguments) == (True, None)
    assert context.approvals.find("send", "c9", agent_name="Other") is None
    assert context.approvals.find("send", "c1").arguments == '{"edited": 1}'
    context.reject_tool(item(call_id="c3"))
    assert context.is_tool_approved("send", "c3") is False
    context.reject_tool(item(), always_reject=True, rejection_message="Never.")
    assert context.get_rejection_message("send", "c7") == "Never."


def test_a_repeated_id_with_other_arguments_is_another_call(context):
    context.approve_tool(item(arguments='{"to": "Ada"}'))
    assert context.approvals.find("send", "c1", arguments='{"to": "Ada"}').approved
    assert context.approvals.find("send", "c1", arguments='{"to": "Bob"}') is None


def test_a_settled_call_is_forgotten(context):
    context.approve_tool(item())
    context.approvals.settle("send", "c1")
    context.approvals.settle("send", "c1")
    assert context.is_tool_approved("send", "c1") is None


def test_raw_items_may_be_dicts(context):
    raw = {"type": "function_call", "call_id": "c5", "name": "send", "arguments": "{}"}
    context.approve_tool(ToolApprovalItem(agent=Agent(name="A"), raw_item=raw))
    assert context.is_tool_approved("send", "c5") is True


def test_json_and_back(context):
    context.approve_tool(item(), arguments="[1]")
    context.reject_tool(item(call_id="c2"), always_reject=True, rejection_message="No.")
    again = ApprovalDecisions.from_json(json.loads(json.dumps(context.approvals.to_json())))
    assert again == context.approvals
    assert again.find("send", "c9", agent_name="Mailer") == Decision(
        False, message="No.", always=True, asked=None
    )


def test_what_was_decided_for_the_item_that_waits(context):
    context.approve_tool(item(), always_approve=True)
    assert context.get_approval_status("send", "c9") is True
    assert context.get_approval_status("send", "c9", existing_pending=item(call_id="c9")) is True
    other = item(call_id="c9", agent="Other")
    assert context.get_approval_status("send", "c9", existing_pending=other) is None
    context.reject_tool(other)
    assert context.get_approval_status("send", "c9", existing_pending=other) is False
