"""A conversation: turns in one transcript, going back, and talking into a run."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import agents
import answers
import hang
import pytest
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget import Agent, OpenAIResponsesModel, Runner, SQLiteSession, function_tool, watch
from agents_widget.widget.chat import Chat
from agents_widget.widget.run.conversation import Conversation


def joker(loopback: LoopbackServer, name: str = "Joker", **options: Any) -> Agent[Any]:
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    return Agent(name=name, model=OpenAIResponsesModel("test-model", client), **options)


def said(chat: Chat) -> list[tuple[str, str]]:
    return [(entry.kind, entry.text) for entry in chat.transcript.entries]


def asked(loopback: LoopbackServer, request: int) -> list[str]:
    return [
        item["content"] if isinstance(item["content"], str) else item["content"][0]["text"]
        for item in loopback.requests[request].body["input"]
    ]


async def test_every_turn_goes_on_from_the_one_before(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Hello Ann."), answers.text("You are Ann."))
    chat = Chat(joker(loopback))
    assert (await chat.ask("I am Ann.")).final_output == "Hello Ann."
    assert (await chat.ask("Who am I?")).final_output == "You are Ann."
    assert said(chat) == [
        ("user", "I am Ann."),
        ("message", "Hello Ann."),
        ("user", "Who am I?"),
        ("message", "You are Ann."),
    ]
    assert asked(loopback, 1) == ["I am Ann.", "Hello Ann.", "Who am I?"]
    assert len({entry.id for entry in chat.transcript.entries}) == 4


async def test_the_agent_that_spoke_last_answers_next(loopback: LoopbackServer) -> None:
    spanish = joker(loopback, "Spanish")
    loopback.answer(answers.call("transfer_to_spanish"), answers.text("Hola."), answers.text("Adios."))
    chat = Chat(joker(loopback, handoffs=[spanish]))
    await chat.ask("Hola")
    result = await chat.ask("Adios")
    assert result.last_agent is spanish


async def test_going_back_forgets_what_came_after(loopback: LoopbackServer) -> None:
    loopback.answer(*(answers.text(reply) for reply in ("one", "two", "three", "other two")))
    chat = Chat(joker(loopback))
    for question in ("1?", "2?", "3?"):
        await chat.ask(question)
    seq = chat.tape.rows[-1].seq
    second = [entry.id for entry in chat.transcript.entries if entry.kind == "user"][1]
    chat.edit(second, "really 2?")
    await chat
    assert said(chat) == [
        ("user", "1?"),
        ("message", "one"),
        ("user", "really 2?"),
        ("message", "other two"),
    ]
    assert asked(loopback, 3) == ["1?", "one", "really 2?"]
    assert chat.tape.rows[0].seq > seq  # a view knows what is newer
    assert chat.tape.transcript() == chat.transcript


async def test_views_are_given_the_branch_whole(
    loopback: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.answer(answers.text("one"), answers.text("other one"))
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(Chat, "send", lambda _, message: sent.append(message))
    chat = Chat(joker(loopback))
    await chat.ask("1?")
    sent.clear()
    chat.retry()
    await chat
    assert sent[0]["type"] == "snapshot"
    assert sent[0]["transcript"]["entries"] == []
    assert [row["seq"] for row in sent[1:]] == list(range(sent[0]["seq"] + 1, sent[0]["seq"] + len(sent)))


async def test_retrying_asks_again_as_if_it_had_not_been_answered(loopback: LoopbackServer) -> None:
    loopback.answer(answers.status(500, {"error": {"message": "busy"}}), answers.text("Hello."))
    chat = Chat(joker(loopback))
    with pytest.raises(Exception, match="busy"):
        await chat.ask("Hi")
    assert chat.transcript.status == "failed"
    chat.retry()
    await chat
    assert said(chat) == [("user", "Hi"), ("message", "Hello.")]
    assert asked(loopback, 1) == ["Hi"]


async def test_a_session_keeps_what_was_said_and_goes_back_too(loopback: LoopbackServer) -> None:
    loopback.answer(*(answers.text(reply) for reply in ("one", "two", "other two")))
    session = SQLiteSession("ann")
    chat = Chat(joker(loopback), session=session)
    await chat.ask("1?")
    await chat.ask("2?")
    assert asked(loopback, 1) == ["1?", "one", "2?"]
    chat.retry()
    await chat
    assert asked(loopback, 2) == ["1?", "one", "2?"]
    assert len(await session.get_items()) == 4


async def test_what_is_said_while_a_run_is_at_work_goes_into_it(loopback: LoopbackServer) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    @function_tool
    async def look() -> str:
        loop.call_soon_threadsafe(began.set)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(go_on.wait(), loop))
        return "looked"

    loopback.answer(answers.call("look"), answers.text("Briefly: yes."), answers.text("Bye."))
    chat = Chat(joker(loopback, tools=[look]))
    chat.say("Is it there?")
    await began.wait()
    chat.say("Be brief.")
    go_on.set()
    await chat
    assert said(chat)[-2:] == [("user", "Be brief."), ("message", "Briefly: yes.")]
    injected = chat.transcript.entries[-2].id
    with pytest.raises(ValueError, match=r"No run began with the entry 'e\d+'. Messages that began one: e1."):
        chat.edit(injected, "no")


async def test_what_can_be_asked_between_turns(loopback: LoopbackServer) -> None:
    gate = answers.Gate()
    loopback.answer(answers.respond(answers.text("Hello"), gates={"response.completed": gate}))
    chat = Chat(joker(loopback), suggestions=["Tell me a joke."])
    assert chat.transcript.abilities == ["say"]
    assert chat.transcript.status == "done"
    assert chat.suggestions == ["Tell me a joke."]
    chat.stop()
    chat.pause()
    chat.resume()
    assert chat.transcript.status == "done"
    with pytest.raises(RuntimeError, match="There is no message to say again"):
        chat.retry()
    with pytest.raises(ValueError, match="There is nothing to say"):
        chat.say("  ")
    chat.say("Hi")
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    assert "stop" in chat.transcript.abilities
    with pytest.raises(RuntimeError, match="Stop it before you go back"):
        chat.edit("e1", "x")
    gate.open()
    await chat
    assert chat.transcript.abilities == ["say", "edit", "retry"]


async def test_a_turn_that_was_stopped_can_be_gone_on_from(loopback: LoopbackServer) -> None:
    gate = answers.Gate()
    loopback.answer(
        answers.respond(answers.text("Once upon"), gates={"response.output_text.done": gate}),
        answers.text("Hello."),
    )
    chat = Chat(joker(loopback))
    chat.say("A story.")
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    chat.stop()
    await chat
    assert chat.transcript.status == "cancelled"
    await chat.ask("Hi")
    assert asked(loopback, 1) == ["A story.", "Hi"]
    assert chat.transcript.status == "done"
    gate.open()


async def test_it_shows_what_its_session_holds(loopback: LoopbackServer) -> None:
    session = SQLiteSession("ann")
    loopback.answer(answers.call("find", {"id": 7}), answers.text("Hello Ann."))
    loopback.answer(answers.text("Yes."), answers.text("Sure."))

    @function_tool
    def find(id: int) -> str:  # noqa: A002
        """Find it."""
        return "it"

    agent = joker(loopback, tools=[find])
    await Runner.run(agent, "I am Ann.", session=session)
    chat = Chat(agent, session=session)
    await chat.ask("Still?")  # also when it is asked before the session was read
    before = [("user", "I am Ann."), ("tool_call", ""), ("message", "Hello Ann.")]
    assert said(chat) == [*before, ("user", "Still?"), ("message", "Yes.")]
    opened = Chat(agent, session=session)
    await opened.ask("More?")
    assert said(opened) == [*said(chat), ("user", "More?"), ("message", "Sure.")]
    assert opened.transcript.entries[0].started <= opened.transcript.entries[-1].started


async def test_what_its_session_holds_is_sent_to_the_views(loopback: LoopbackServer) -> None:
    """Between runs nothing looks whether something waits: the views got it with the next message."""
    session = SQLiteSession("ann")
    await session.add_items([{"role": "user", "content": "I am Ann."}])
    sent: list[dict[str, Any]] = []
    conversation = Conversation(agent=joker(loopback), options={"session": session}, send=sent.append)
    conversation.show_idle()
    others = asyncio.all_tasks()
    conversation.begin()
    await asyncio.gather(*asyncio.all_tasks() - others)
    patches = [patch for row in sent for patch in row.get("patches", ())]
    assert [patch["value"]["text"] for patch in patches if patch["at"] == ["entries"]] == ["I am Ann."]
    assert [patch["value"] for patch in patches if patch["at"] == ["status"]][-1] == "done"


async def test_what_a_session_held_stays_when_a_message_is_asked_again(loopback: LoopbackServer) -> None:
    session = SQLiteSession("ann")
    loopback.answer(*(answers.text(reply) for reply in ("one", "two", "other two")))
    agent = joker(loopback)
    await Runner.run(agent, "1?", session=session)
    chat = Chat(agent, session=session)
    await chat.ask("2?")
    chat.retry()
    await chat
    assert said(chat) == [("user", "1?"), ("message", "one"), ("user", "2?"), ("message", "other two")]
    assert len(await session.get_items()) == 4


class BrokenSession(SQLiteSession):
    """One whose database is gone."""

    async def get_items(self, limit: int | None = None) -> Any:
        raise OSError("no such disk")


async def test_a_session_that_cannot_be_read_says_so(loopback: LoopbackServer) -> None:
    chat = Chat(joker(loopback), session=BrokenSession("ann"))
    with pytest.raises(OSError, match="no such disk"):
        await chat.ask("Hi")
    assert "What the session holds could not be shown: no such disk" in chat.transcript.entries[0].text


async def test_an_sdk_agent_runs_where_its_connections_are(loopback: LoopbackServer) -> None:
    """The SDK's clients keep a connection, which belongs to the loop that it was made on."""
    loopback.answer(*(answers.text(reply) for reply in ("one", "two", "three", "four")))
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test", max_retries=0)
    model = agents.OpenAIResponsesModel(model="test-model", openai_client=client)
    agent = agents.Agent(name="Joker", model=model)
    replies = [(await agents.Runner.run(agent, "1?")).final_output]
    replies.append((await Chat(agent).ask("2?")).final_output)
    replies.append((await watch(agent, "3?")).final_output)
    replies.append((await agents.Runner.run(agent, "4?")).final_output)
    assert replies == ["one", "two", "three", "four"]


IDLE_SECONDS = 2  # longer than a busy machine takes to begin a run


async def test_the_time_between_turns_does_not_count(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"), answers.text("two"))
    chat = Chat(joker(loopback))
    await chat.ask("1?")
    first = chat.transcript.ended
    await asyncio.sleep(IDLE_SECONDS)
    chat.say("2?")
    await chat
    second = next(entry for entry in chat.transcript.entries if entry.text == "2?")
    assert first is not None
    assert second.started - first < 1000 * IDLE_SECONDS


async def test_time_begins_with_the_first_message(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"))
    chat = Chat(joker(loopback))
    await asyncio.sleep(IDLE_SECONDS)
    await chat.ask("1?")
    assert chat.transcript.entries[0].started < 1000 * IDLE_SECONDS
    assert chat.tape.rows[0].t < 1000 * IDLE_SECONDS


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"agent": "Hello"}, r"Chat\(\) needs an agent to talk to, not an object of type str"),
        ({"suggestions": "Hello"}, r"list of texts: suggestions=\['Hello'\]"),
        ({"session": "ann"}, r"such as SQLiteSession\('ada', 'talks.db'\), not 'ann'"),
    ],
)
def test_what_no_chat_can_be_made_of(options: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Chat(**{"agent": Agent(name="A"), **options})


def test_what_was_never_made_is_closed_in_silence() -> None:
    """The base class closes it when it is collected: the error above is enough to read."""
    Chat.__new__(Chat).close()


async def test_what_cannot_be_said() -> None:
    chat, wrong = Chat(Agent(name="A")), cast("Any", 7)
    with pytest.raises(TypeError, match="a text, not int"):
        chat.say(wrong)
