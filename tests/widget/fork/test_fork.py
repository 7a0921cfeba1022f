"""``widget.fork``: a run goes on anew from before a model call of another, over a real server."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import answers
import pytest
from loopback import LoopbackServer
from openai import AsyncOpenAI
from openai.types.responses.response_function_web_search import ActionSearch, ResponseFunctionWebSearch
from watched import said, sdk_agent, stream

from agents_widget import Agent, Chat, OpenAIResponsesModel, Runner, function_tool, watch
from agents_widget.agents.extensions.handoff_filters import remove_all_tools
from agents_widget.agents.handoffs import handoff
from agents_widget.agents.run_context import RunContextWrapper
from agents_widget.testing import ScriptedModel, assistant_message
from agents_widget.transcript.kept_run import KeptRun
from agents_widget.widget.widget import AgentWidget


class Kit:
    """Two agents with a tool each, and how often each tool ran."""

    def __init__(self, loopback: LoopbackServer) -> None:
        self.ran: list[str] = []
        self.loopback = loopback

        @function_tool
        def weather(city: str) -> str:
            """Tell the weather in a city."""
            self.ran.append(f"weather {city}")
            return f"Sunny in {city}."

        @function_tool
        def tickets(city: str) -> str:
            """Count the tickets for a city."""
            self.ran.append(f"tickets {city}")
            return "2 tickets"

        client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
        model = OpenAIResponsesModel("test-model", client)
        self.seller = Agent(name="Seller", instructions="Sell.", tools=[tickets], model=model)
        self.guide = Agent(
            name="Guide", instructions="Guide.", tools=[weather], handoffs=[self.seller], model=model
        )

    async def trunk(self) -> AgentWidget:
        """Run to the end: weather, a handoff, tickets, the answer."""
        self.loopback.answer(
            answers.respond(answers.text("Let me see."), answers.call("weather", {"city": "Rome"}, "c1")),
            answers.respond(answers.call("transfer_to_seller", {}, "c2")),
            answers.respond(answers.call("tickets", {"city": "Rome"}, "c3")),
            answers.text("Two are left."),
        )
        widget = watch(self.guide, "Rome?")
        await widget
        return widget

    def sent(self, n: int) -> Any:
        """Give what a model was sent: instructions, items and tools."""
        body = self.loopback.requests[n].body
        return body["instructions"], body["input"], [tool["name"] for tool in body["tools"]]


@pytest.fixture
def kit(loopback: LoopbackServer) -> Kit:
    return Kit(loopback)


def entry_ids(widget: AgentWidget) -> dict[str, str]:
    return {each.tool or each.kind: each.id for each in widget.transcript.entries}


async def test_at_every_boundary_the_model_is_sent_what_it_was_and_no_tool_runs_again(kit: Kit) -> None:
    trunk = await kit.trunk()
    ids = entry_ids(trunk)
    assert list(ids) == ["user", "message", "weather", "transfer_to_seller", "tickets"]
    first_answer = next(each.id for each in trunk.transcript.entries if each.text == "Let me see.")
    boundaries = {"user": 0, "weather": 1, "transfer_to_seller": 2, "tickets": 3}
    kit.ran.clear()
    for name, call in boundaries.items():
        kit.loopback.answer(answers.text("Again."))
        fork = trunk.fork(ids[name])
        assert (await fork).final_output == "Again."
        assert kit.sent(-1) == kit.sent(call), name
    kit.loopback.answer(answers.text("Again."))
    await trunk.fork(first_answer)  # its turn has a call: the next model call is after that
    assert kit.sent(-1) == kit.sent(1)
    assert kit.ran == []


async def test_an_output_is_another_and_the_view_says_so(kit: Kit) -> None:
    trunk = await kit.trunk()
    ids = entry_ids(trunk)
    tape, items = trunk.tape.to_jsonl(), copy.deepcopy((await trunk).to_input_list())
    kit.ran.clear()
    kit.loopback.answer(answers.text("Brr."))
    fork = trunk.fork(trunk.transcript[ids["weather"]], output="-40 degrees")
    await fork

    expected = copy.deepcopy(kit.sent(1))
    assert expected[1][-1]["output"] == "Sunny in Rome."
    expected[1][-1]["output"] = "-40 degrees"
    assert kit.sent(-1) == expected
    assert kit.ran == []
    assert said(fork) == [
        ("notice", f'A fork of the run {trunk.tape.read_run().id} at e3: other output "-40 degrees".'),
        ("user", "Rome?"),
        ("message", "Let me see."),
        ("tool_call", ""),
        ("message", "Brr."),
    ]
    assert [each.id for each in fork.transcript.entries] == ["fork", "e1", "e2", "e3", "e4"]
    assert fork.transcript["e3"].output == "-40 degrees"
    assert fork.usage["requests"] == 1  # the trunk's are not spent again
    # The trunk is what it was.
    assert trunk.tape.to_jsonl() == tape
    assert (await trunk).to_input_list() == items
    assert (await trunk).final_output == "Two are left."


async def test_a_fork_is_gone_on_with_and_its_messages_edited(kit: Kit) -> None:
    trunk = await kit.trunk()
    kit.loopback.answer(*[answers.text(text) for text in ("Brr.", "No.", "Yes.")])
    fork = trunk.fork(entry_ids(trunk)["weather"], output="-40 degrees")
    await fork
    await fork.ask("Sure?")
    outputs = [item["output"] for item in kit.sent(-1)[1] if "output" in item]
    assert (outputs, kit.sent(-1)[1][-1]["content"]) == (["-40 degrees"], "Sure?")
    fork.edit(fork.transcript.entries[-2].id, "Really?")
    assert (await fork).final_output == "Yes."
    assert said(fork)[-3:] == [("message", "Brr."), ("user", "Really?"), ("message", "Yes.")]
    assert said(fork)[0][0] == "notice"


async def test_text_replaces_a_message_or_is_said_after_an_entry(kit: Kit) -> None:
    trunk = await kit.trunk()
    ids = entry_ids(trunk)
    kit.loopback.answer(*[answers.text("So.") for _ in range(3)])
    await trunk.fork(ids["user"], text="Oslo?")
    assert kit.sent(-1)[1] == [{"role": "user", "content": "Oslo?"}]
    await trunk.fork(ids["weather"], text="In Celsius.")
    assert kit.sent(-1)[1] == [*kit.sent(1)[1], {"role": "user", "content": "In Celsius."}]
    end = trunk.fork(text="Book them.")
    await end
    assert kit.sent(-1)[0] == "Sell."
    assert kit.sent(-1)[1][: len(kit.sent(3)[1])] == kit.sent(3)[1]
    assert kit.sent(-1)[1][-2]["role"] == "assistant"
    assert kit.sent(-1)[1][-1] == {"role": "user", "content": "Book them."}
    assert said(end)[-3:] == [("message", "Two are left."), ("user", "Book them."), ("message", "So.")]


async def test_all_that_was_said_before_a_model_call_is_shown(kit: Kit) -> None:
    kit.loopback.answer(*[answers.text("So.") for _ in range(3)])
    asked = [{"role": "user", "content": text} for text in ("Rome?", "Or Bari?")]
    trunk = watch(kit.guide, asked)
    await trunk
    for change, texts in (({}, ("Rome?", "Or Bari?")), ({"text": "Oslo?"}, ("Oslo?", "Or Bari?"))):
        fork = trunk.fork("e1", **change)
        await fork
        assert kit.sent(-1)[1] == [{"role": "user", "content": text} for text in texts]
        assert said(fork)[1:] == [*(("user", text) for text in texts), ("message", "So.")]


async def test_arguments_have_one_call_made_again_and_keep_the_others(kit: Kit) -> None:
    kit.loopback.answer(
        answers.respond(
            answers.call("weather", {"city": "Rome"}, "c1"), answers.call("weather", {"city": "Bari"}, "c2")
        ),
        answers.text("Rome."),
        answers.text("Oslo."),
    )
    trunk = watch(kit.guide, "Where?")
    await trunk
    kit.ran.clear()
    first = trunk.transcript.entries[1]
    fork = trunk.fork(first, arguments={"city": "Oslo"})
    assert (await fork).final_output == "Oslo."
    assert kit.ran == ["weather Oslo"]
    outputs = {item["call_id"]: item["output"] for item in kit.sent(-1)[1] if "output" in item}
    assert outputs == {"c1": "Sunny in Oslo.", "c2": "Sunny in Bari."}
    calls = [item["arguments"] for item in kit.sent(-1)[1] if item.get("type") == "function_call"]
    assert [json.loads(each) for each in calls] == [{"city": "Oslo"}, {"city": "Bari"}]
    shown = [(each.arguments, each.output, each.agent, each.state) for each in fork.transcript.entries]
    assert ('{"city": "Oslo"}', "Sunny in Oslo.", "Guide", "done") in shown


async def test_a_fork_that_made_a_call_again_is_forked_at_it_and_shows_what_was_said(kit: Kit) -> None:
    kit.loopback.answer(
        answers.respond(
            answers.call("weather", {"city": "Rome"}, "c1"), answers.call("weather", {"city": "Bari"}, "c2")
        ),
        *[answers.text(text) for text in ("Rome.", "Oslo.", "Brr.", "Oslo.")],
    )
    trunk = watch(kit.guide, "Where?")
    await trunk
    fork = trunk.fork("e2", arguments={"city": "Oslo"}, text="Hurry.")
    await fork
    assert kit.sent(-1)[1][-1] == {"role": "user", "content": "Hurry."}
    assert said(fork)[-3:] == [("tool_call", ""), ("user", "Hurry."), ("message", "Oslo.")]
    items = copy.deepcopy(kit.sent(-1)[1])
    again = fork.fork("e2", output="-40 degrees")
    await again
    next(each for each in items if each.get("call_id") == "c1" and "output" in each)["output"] = "-40 degrees"
    assert kit.sent(-1)[1] == items
    assert again.transcript["e2"].output == "-40 degrees"
    await fork.fork("e2", arguments={"city": "Oslo"})  # what was said meanwhile is said again
    assert kit.sent(-1)[1][-1] == {"role": "user", "content": "Hurry."}


async def test_a_call_that_needs_approval_waits_for_it_again(loopback: LoopbackServer) -> None:
    paid: list[str] = []

    @function_tool(needs_approval=True)
    def pay(to: str) -> str:
        """Pay."""
        paid.append(to)
        return f"Paid {to}."

    agent = Agent(name="Clerk", tools=[pay], model=kit_model(loopback))
    loopback.answer(
        answers.call("pay", {"to": "Ada"}, "c1"), answers.text("Done."), answers.text("Done too.")
    )
    trunk = watch(agent, "Pay.")
    await trunk.wait_for_approval()
    trunk.approve()
    await trunk
    fork = trunk.fork(trunk.transcript.entries[1], arguments={"to": "Bob"})
    (call,) = await fork.wait_for_approval()
    assert (call.arguments, paid) == ('{"to": "Bob"}', ["Ada"])
    fork.approve()
    assert (await fork).final_output == "Done too."
    assert paid == ["Ada", "Bob"]


def kit_model(loopback: LoopbackServer) -> OpenAIResponsesModel:
    return OpenAIResponsesModel("test-model", AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test"))


async def test_who_goes_on_is_another_model_agent_or_has_other_instructions(kit: Kit) -> None:
    trunk = await kit.trunk()
    at = entry_ids(trunk)["tickets"]
    says = ScriptedModel(["By another model.", "By another agent."])
    assert (await trunk.fork(at, model=says)).final_output == "By another model."
    other = Agent(name="Other", model=says)
    fork = trunk.fork(at, agent=other)
    assert (await fork).final_output == "By another agent."
    assert (fork.transcript.agent, fork.lineage.change) == ("Other", {"agent": "Other"})
    kit.loopback.answer(answers.text("Short."))
    await trunk.fork(at, instructions="Be short.")
    assert kit.sent(-1) == ("Be short.", *kit.sent(3)[1:])
    assert kit.seller.instructions == "Sell."


async def test_a_run_at_work_is_forked_before_what_is_under_way(kit: Kit) -> None:
    @function_tool(needs_approval=True)
    def book(city: str) -> str:
        """Book."""
        return "Booked."

    agent = kit.guide.clone(tools=[*kit.guide.tools, book])
    kit.loopback.answer(
        answers.call("weather", {"city": "Rome"}, "c1"),
        answers.call("book", {"city": "Rome"}, "c2"),
        answers.text("Brr."),
    )
    trunk = watch(agent, "Rome?")
    (waiting,) = await trunk.wait_for_approval()
    with pytest.raises(ValueError, match=r"The conversation has no output of e3 \(book\): fork"):
        trunk.fork(waiting)
    fork = trunk.fork("e2", output="-40 degrees")
    assert (await fork).final_output == "Brr."
    assert trunk.status == "waiting"
    trunk.stop()


async def test_a_run_that_was_stopped_before_its_calls_ran_says_where_to_fork(kit: Kit) -> None:
    @function_tool(needs_approval=True)
    def book(city: str) -> str:
        """Book."""
        return "Booked."

    agent = kit.guide.clone(tools=[*kit.guide.tools, book])
    calls = [answers.call("weather", {"city": "Rome"}, "c1")]
    calls += [answers.call("book", {"city": city}, f"c_{city}") for city in ("Rome", "Bari")]
    kit.loopback.answer(answers.respond(*calls), answers.text("So."))
    trunk = watch(agent, "Rome?")
    await trunk.wait_for_approval()
    trunk.stop()
    with pytest.raises(
        ValueError, match=r"no output of .*e3 \(book\) and e4 \(book\): .* an earlier entry\.$"
    ):
        trunk.fork("e2", output="Rain.")
    with pytest.raises(ValueError, match=r"no output of e3 \(book\): .* at an earlier entry\.$"):
        trunk.fork("e3", output="Booked.")
    assert (await trunk.fork("e1")).final_output == "So."


async def test_a_saved_run_is_forked_as_the_run_was(kit: Kit, tmp_path: Path) -> None:
    trunk = await kit.trunk()
    at = entry_ids(trunk)["weather"]
    kit.loopback.answer(answers.text("Brr."), answers.text("Brr."))
    await trunk.fork(at, output="-40 degrees")
    again = watch(trunk.save(tmp_path / "run.jsonl"))
    with pytest.raises(ValueError, match=r"A recording has no agents: pass .* agent=... \(it was 'Guide'\)"):
        again.fork(at, output="-40 degrees")
    fork = again.fork(at, output="-40 degrees", agent=kit.guide)
    await fork
    assert kit.sent(-1) == kit.sent(-2)
    assert fork.lineage.parent == trunk.tape.read_run().id


async def test_a_saved_run_that_speaks_of_a_key_is_forked_at_every_entry(
    loopback: LoopbackServer, tmp_path: Path
) -> None:
    asked, answer = "Is api_key = 'abc-123456' right?", "No: password = 'open-sesame-1'"
    agent = Agent(name="Clerk", model=kit_model(loopback))
    loopback.answer(*[answers.text(each) for each in (answer, "So.", "So.", "So.")])
    trunk = watch(agent, asked)
    await trunk
    again = watch(trunk.save(tmp_path / "run.jsonl"))
    assert (await again.fork("e1", agent=agent)).final_output == "So."
    assert loopback.requests[-1].body["input"] == [{"role": "user", "content": asked}]
    for entry in ("e2", None):
        fork = again.fork(entry, agent=agent, text="Sure?")
        await fork
        assert said(fork)[1:3] == [("user", asked), ("message", answer)]


async def test_a_call_of_a_recording_that_no_entry_shows_is_named_by_its_id() -> None:
    trunk = watch(Agent(name="A", model=ScriptedModel(["Hi."])), "Hello")
    await trunk
    tape = trunk.tape
    items = [{"role": "user", "content": "Hello"}, {"type": "function_call", "call_id": "c9", "name": "f"}]
    tape.read_run = lambda: KeptRun("r1", items)
    with pytest.raises(ValueError, match="no output of c9: "):
        watch(tape).fork(text="And?", agent=Agent(name="A"))


async def test_three_levels_of_forks_are_in_the_file_alone(kit: Kit, tmp_path: Path) -> None:
    widget = await kit.trunk()
    expected: list[tuple[str, str | None, dict[str, Any]]] = []
    for entry, change in (("e3", {"output": "1"}), ("e3", {"output": "2"}), (None, {"text": "Three?"})):
        expected.insert(0, (widget.tape.read_run().id, entry, change))
        kit.loopback.answer(answers.text("So."))
        widget = widget.fork(entry, **change)
        await widget
    read = watch(widget.save(tmp_path / "third.jsonl"))
    assert read.lineage is not None
    assert [(each.parent, each.entry, each.change) for each in read.lineage] == expected
    assert read.lineage == widget.lineage
    assert watch(kit.guide.clone(model=ScriptedModel(["a"])), "b").lineage is None


# What cannot be forked


async def test_nested_entries_are_refused_with_the_outer_call(loopback: LoopbackServer) -> None:
    inner = Agent(name="Inner", model=ScriptedModel(["deep"]))
    outer = Agent(name="Outer", tools=[inner.as_tool("dig", "Dig.")], model=kit_model(loopback))
    loopback.answer(answers.call("dig", {"input": "x"}, "c1"), answers.text("Done."))
    trunk = watch(outer, "Dig!")
    await trunk
    nested = next(each for each in trunk.transcript.entries if each.parent is not None)
    with pytest.raises(ValueError, match=r"is inside of the call 'e2' \(dig\).* fork at 'e2'"):
        trunk.fork(nested)
    loopback.answer(answers.text("Deeper."))
    fork = trunk.fork("e2", output="gold")
    assert (await fork).final_output == "Deeper."
    assert nested.text in [each.text for each in fork.transcript.entries if each.parent == "e2"]


async def test_an_agent_that_is_used_as_a_tool_again_has_one_lane(loopback: LoopbackServer) -> None:
    inner = Agent(name="Inner", model=ScriptedModel(["deep", "deeper"]))
    outer = Agent(name="Outer", tools=[inner.as_tool("dig", "Dig.")], model=kit_model(loopback))
    loopback.answer(answers.call("dig", {"input": "x"}, "c1"), answers.text("Done."), answers.text("Done."))
    trunk = watch(outer, "Dig!")
    await trunk
    fork = trunk.fork("e2", arguments={"input": "y"})
    await fork
    for widget, text in ((trunk, "deep"), (fork, "deeper")):
        lanes = [(each.name, each.parent) for each in widget.transcript.lanes]
        assert lanes == [("Outer", None), ("Inner", "e2")]
        assert [each.text for each in widget.transcript.entries if each.parent == "e2"] == [text]


async def test_a_call_that_the_models_server_ran_is_no_place_to_cut() -> None:
    search = ActionSearch(type="search", query="x")
    call = ResponseFunctionWebSearch(id="ws_1", type="web_search_call", status="completed", action=search)
    trunk = watch(Agent(name="A", model=ScriptedModel([[call, assistant_message("Found.")]])), "Hi")
    await trunk
    with pytest.raises(ValueError, match=r"cannot be cut at 'e2' .* or a call of a tool that runs here"):
        trunk.fork("e2", output="y")


async def test_a_conversation_that_a_server_keeps_is_refused(kit: Kit) -> None:
    for options in ({"conversation_id": "conv_1"}, {"auto_previous_response_id": True}):
        kit.loopback.answer(answers.text("Hello."))
        trunk = watch(Runner.run_streamed(kit.seller, "Hi", **options))
        await trunk
        with pytest.raises(ValueError, match=r"The model's server keeps this conversation .*: run the agent"):
            trunk.fork("e1", text="Ho")


class Uncopyable:
    """A context such as one with a connection."""

    def __deepcopy__(self, memo: Any) -> Any:
        raise TypeError("cannot pickle a socket")


async def test_a_context_is_copied_or_given(loopback: LoopbackServer) -> None:
    agent: Agent[Any] = Agent(name="A", model=kit_model(loopback))
    seen: list[Any] = []

    def instructions(context: Any, agent: Any) -> str:
        seen.append(context.context)
        return "Hi."

    agent = agent.clone(instructions=instructions)
    loopback.answer(*[answers.text("Hello.") for _ in range(4)])
    trunk = watch(agent, "Hi", context={"n": [1]})
    await trunk
    await trunk.fork("e1")
    assert seen[1] == seen[0]
    assert seen[1]["n"] is not seen[0]["n"]
    other = watch(agent, "Hi", context=Uncopyable())
    await other
    with pytest.raises(
        TypeError, match=r"context \(Uncopyable\) cannot be copied .*: pass one of its own, con"
    ):
        other.fork("e1")
    await other.fork("e1", context="mine")
    assert seen[-1] == "mine"


class Request:
    """A context of a user, with attributes that the SDK's wrapper of a context has, too."""

    context = "inner"
    usage = "none"


async def test_a_context_is_copied_whole_and_a_wrapper_without_its_usage() -> None:
    seen: list[Any] = []

    def instructions(context: Any, agent: Any) -> str:
        seen.append(context.context)
        return "Hi."

    agent: Agent[Any] = Agent(name="A", instructions=instructions, model=ScriptedModel(["a", "b", "c", "d"]))
    for given in (Request(), RunContextWrapper(Request())):
        trunk = watch(agent, "Hi", context=given)
        await trunk
        await trunk.fork("e1")
    assert [type(each) for each in seen] == [Request] * 4
    assert len({id(each) for each in seen}) == 4


async def test_what_else_cannot_be_forked_says_what_to_do(kit: Kit) -> None:
    trunk = await kit.trunk()
    ids = entry_ids(trunk)
    last = trunk.transcript.entries[-1].id
    cases: list[tuple[Any, dict[str, Any], type[Exception], str]] = [
        (last, {}, ValueError, r"Nothing is left to answer at 'e6': say what comes next, text="),
        (None, {"model": "gpt-5"}, ValueError, r"at the end of the run: say what comes next"),
        ("e99", {}, LookupError, "has no entry 'e99'"),
        (ids["user"], {"output": "x"}, ValueError, "output= is of a tool call, and not of 'e1', a user"),
        (
            ids["transfer_to_seller"],
            {"arguments": {}},
            ValueError,
            "arguments= is of a tool call, and not of",
        ),
        (ids["tickets"], {"output": 1, "arguments": {}}, ValueError, "output= and arguments="),
        (ids["tickets"], {"arguments": "{"}, ValueError, "The arguments are not JSON"),
        (ids["tickets"], {"arguments": {"nobody": 1}}, ValueError, "not nobody"),
        (ids["tickets"], {"arguments": {"city": [1]}}, ValueError, r"city: expected a string, got \[1\]"),
        (ids["user"], {"text": " "}, ValueError, "a text that is not empty"),
        (ids["user"], {"model": 1}, TypeError, "Agent model must be"),
        (ids["user"], {"agent": "Ada"}, TypeError, "A fork goes on with an agent of this package or of the"),
    ]
    for entry, change, kind, words in cases:
        with pytest.raises(kind, match=words):
            trunk.fork(entry, **change)
    with pytest.raises(ValueError, match="No run has begun here yet"):
        Chat(kit.guide).fork(text="Hi")
    with pytest.raises(ValueError, match="This recording keeps no conversation to fork it from"):
        watch(stream()).fork("e1")


async def test_a_handoff_that_changes_the_input_is_refused_after_it(kit: Kit) -> None:
    guide = kit.guide.clone(handoffs=[handoff(kit.seller, input_filter=remove_all_tools)])
    kit.loopback.answer(
        answers.call("weather", {"city": "Rome"}, "c1"),
        answers.call("transfer_to_seller", {}, "c2"),
        *[answers.text(text) for text in ("Hi.", "Ho.", "Hm.")],
    )
    trunk = watch(guide, "Hello")
    await trunk
    assert [item.get("type", "user") for item in kit.sent(2)[1]] == ["user"]
    with pytest.raises(ValueError, match="name an entry before the handoff"):
        trunk.fork(text="More?")
    with pytest.raises(ValueError, match=r"cannot be cut at 'e3' \(handoff, done\): name a message"):
        trunk.fork("e3")
    assert (await trunk.fork("e1")).final_output == "Ho."
    assert (await trunk.fork("e2", output="Rain.")).final_output == "Hm."
    kit.loopback.answer(answers.text("Well."))
    await trunk.ask("And?")  # a run that changes nothing, and what was before it stays what it was
    with pytest.raises(ValueError, match="name an entry before the handoff"):
        trunk.fork("e5", text="More?")


async def test_an_agent_of_the_sdk_is_forked_too(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"), answers.text("two"))
    trunk = watch(sdk_agent(loopback), "1?")
    await trunk
    assert (await trunk.fork("e1", text="2?")).final_output == "two"
    assert loopback.requests[-1].body["input"] == [{"role": "user", "content": "2?"}]
