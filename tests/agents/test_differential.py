"""The same scripted runs through the real OpenAI Agents SDK and through ours, against the same server.

What may differ, and why:

- Tool outputs are streamed as each tool ends here, after the slowest of the turn there; so outputs that come
  one after the other are compared without their order. ``new_items`` and requests keep call order in both.
- After ``cancel()`` from elsewhere readers here get the events that were there already, so that each reader
  gets the same ones; the SDK drops them. And what was completed stays in ``new_items``, where the SDK loses
  the turn.
- A failed turn keeps the items that were told of in ``new_items``; the SDK keeps completed turns only.
- ``ToolApprovalItem`` stand after the outputs in ``new_items`` here, and go when the run goes on; there they
  stand among the outputs, and some stay. They never are input, and ``interruptions`` are the same.
- A handoff is told of (``handoff_occured``) even if its filter leaves it out of the items.
- Progress and the inner events of agents used as tools are streamed here only; they never enter the history.
"""

from __future__ import annotations

import asyncio
import types
import warnings
from collections.abc import Awaitable, Callable
from itertools import groupby
from typing import Any

import hang
import pytest
from answers import call, chat, events, reasoning, refusal, respond, status, text
from kits import Kit, ours, sdk, shape
from loopback import LoopbackServer
from openai import AsyncOpenAI
from pydantic import BaseModel
from typing_extensions import TypedDict

Scenario = Callable[[Kit], Awaitable[None]]
scenarios: list[Any] = []


def scenario(function: Scenario) -> Scenario:
    scenarios.append(pytest.param(function, id=function.__name__))
    return function


async def lines_of(function: Scenario, names: Any, server: LoopbackServer) -> list[str]:
    """The lines of a scenario that is played with one package."""
    server.reset()
    async with AsyncOpenAI(base_url=server.base_url, api_key="sk-test", max_retries=0) as client:
        kit = Kit(names, server, client)
        await function(kit)
        return without_order_of_outputs(kit.end())


def without_order_of_outputs(lines: list[str]) -> list[str]:
    """Tool outputs that follow each other, sorted: the SDK tells of them in call order, we as they end."""
    grouped = groupby(lines, key=lambda line: line.startswith("tool_output"))
    return [line for outputs, group in grouped for line in (sorted(group) if outputs else group)]


@scenario
async def an_answer(k: Kit) -> None:
    k.answer(text("Hello there"))
    await k.follow(k.Runner.run_streamed(k.agent(instructions="Be brief."), "hi"))


@scenario
async def a_run_that_is_awaited(k: Kit) -> None:
    k.answer(respond(text("hm"), call("double", {"n": 2}, call_id="c1")), text("4"))
    k.results(await k.Runner.run(k.agent(tools=[double(k)]), "double 2"))


@scenario
async def reasoning_before_an_answer(k: Kit) -> None:
    k.answer(respond(reasoning("let me think"), text("Hello")))
    await k.follow(k.Runner.run_streamed(k.agent(), "hi"))


@scenario
async def an_empty_answer(k: Kit) -> None:
    k.answer(respond())
    await k.follow(k.Runner.run_streamed(k.agent(), "hi"))


@scenario
async def two_messages_in_one_response(k: Kit) -> None:
    k.answer(respond(text("first"), text("second")))
    await k.follow(k.Runner.run_streamed(k.agent(), "hi"))


@scenario
async def input_as_a_list(k: Kit) -> None:
    k.answer(text("yes"))
    given = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]
    await k.follow(k.Runner.run_streamed(k.agent(), given))


@scenario
async def going_on_from_a_result(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 2}, call_id="c1")), text("4"), text("you are welcome"))
    agent = k.agent(tools=[double(k)])
    result = await k.follow(k.Runner.run_streamed(agent, "double 2"))
    await k.follow(k.Runner.run_streamed(agent, [*result.to_input_list(), {"role": "user", "content": "ta"}]))


@scenario
async def output_that_comes_in_items_only(k: Kit) -> None:
    whole = respond(text("Hello"))
    last: Any = whole.events[-1]
    k.answer(events([*whole.events[:-1], {**last, "response": {**last["response"], "output": []}}]))
    await k.follow(k.Runner.run_streamed(k.agent(), "hi"))


@scenario
async def dynamic_instructions(k: Kit) -> None:
    async def instructions(context: Any, agent: Any) -> str:
        return f"You are {agent.name} for {context.context}."

    k.answer(text("hi"))
    await k.follow(k.Runner.run_streamed(k.agent(instructions=instructions), "hi", context="Ann"))


@scenario
async def settings_of_agent_and_run(k: Kit) -> None:
    k.answer(text("hi"))
    agent = k.agent(model_settings=k.ModelSettings(temperature=0.1, parallel_tool_calls=False))
    config = k.RunConfig(model_settings=k.ModelSettings(temperature=0.9))
    await k.follow(k.Runner.run_streamed(agent, "hi", run_config=config))


def double(k: Kit, **options: Any) -> Any:
    @k.function_tool(**options)
    def double(n: int) -> int:
        """Twice a number."""
        return 2 * n

    return double


@scenario
async def a_tool(k: Kit) -> None:
    k.answer(respond(text("Let me see"), call("double", {"n": 2}, call_id="c1")), text("4"))
    await k.follow(k.Runner.run_streamed(k.agent(tools=[double(k)]), "double 2"))


@scenario
async def parallel_tools(k: Kit) -> None:
    @k.function_tool
    async def slow() -> dict[str, int]:
        for _ in range(5):
            await asyncio.sleep(0)
        return {"a": 1}

    calls = [call("slow", call_id="c1"), call("double", {"n": 1}, call_id="c2"), call("slow", call_id="c3")]
    k.answer(respond(reasoning("hm"), *calls), respond(call("double", {"n": 3}, call_id="c4")), text("done"))
    await k.follow(k.Runner.run_streamed(k.agent(tools=[slow, double(k)]), "go"))


@scenario
async def a_tool_that_returns_nothing(k: Kit) -> None:
    @k.function_tool
    def nothing() -> None:
        """Does nothing."""

    k.answer(respond(call("nothing", "", call_id="c1")), text("done"))
    await k.follow(k.Runner.run_streamed(k.agent(tools=[nothing]), "go"))


@scenario
async def a_tool_that_returns_an_image(k: Kit) -> None:
    @k.function_tool
    def picture() -> Any:
        return k.ToolOutputImage(image_url="data:image/png;base64,AA==")

    k.answer(respond(call("picture", call_id="c1")), text("done"))
    await k.follow(k.Runner.run_streamed(k.agent(tools=[picture]), "go"))


def broken(k: Kit, **options: Any) -> Any:
    @k.function_tool(**options)
    def broken() -> str:
        raise ValueError("no paper")

    return broken


@scenario
async def a_failing_tool(k: Kit) -> None:
    k.answer(respond(call("broken", call_id="c1")), text("I see"))
    await k.follow(k.Runner.run_streamed(k.agent(tools=[broken(k)]), "go"))


@scenario
async def a_failing_tool_with_its_own_words(k: Kit) -> None:
    def words(context: Any, error: Exception) -> str:
        return f"{type(error).__name__}: {error}"

    k.answer(respond(call("broken", call_id="c1")), text("I see"))
    await k.follow(k.Runner.run_streamed(k.agent(tools=[broken(k, failure_error_function=words)]), "go"))


@scenario
async def a_failing_tool_that_ends_the_run(k: Kit) -> None:
    k.answer(respond(call("broken", call_id="c1")))
    result = k.Runner.run_streamed(k.agent(tools=[broken(k, failure_error_function=None)]), "go")
    await follow_failing(k, result)


@scenario
async def arguments_that_do_not_fit(k: Kit) -> None:
    k.answer(
        respond(call("double", '{"n": "two"}', call_id="c1"), call("double", '{"n": ', call_id="c2")),
        text("I see"),
    )
    await k.follow(k.Runner.run_streamed(k.agent(tools=[double(k)]), "go"))


@scenario
async def a_tool_out_of_time(k: Kit) -> None:
    @k.function_tool(timeout=0.01)
    async def endless() -> str:
        await asyncio.Event().wait()
        return "never"

    k.answer(respond(call("endless", call_id="c1")), text("I see"))
    await k.follow(k.Runner.run_streamed(k.agent(tools=[endless]), "go"))


@scenario
async def an_unknown_tool(k: Kit) -> None:
    k.answer(respond(text("hm"), call("nosuch", call_id="c1")))
    await follow_failing(k, k.Runner.run_streamed(k.agent(tools=[double(k)]), "go"))


@scenario
async def an_unknown_tool_told_to_the_model(k: Kit) -> None:
    k.answer(respond(call("nosuch", call_id="c1"), call("double", {"n": 1}, call_id="c2")), text("I see"))
    config = k.RunConfig(tool_not_found_behavior="return_error_to_model")
    await k.follow(k.Runner.run_streamed(k.agent(tools=[double(k)]), "go", run_config=config))


@scenario
async def tools_that_are_switched_off(k: Kit) -> None:
    async def off(context: Any, agent: Any) -> bool:
        return agent.name != "A"

    k.answer(text("hi"))
    agent = k.agent(
        tools=[double(k, is_enabled=off), broken(k, is_enabled=True)],
        handoffs=[k.handoff(k.agent("B"), is_enabled=lambda context, agent: False), k.agent("C")],
    )
    await k.follow(k.Runner.run_streamed(agent, "go"))


@scenario
async def stop_on_first_tool(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 4}, call_id="c1")))
    agent = k.agent(tools=[double(k)], tool_use_behavior="stop_on_first_tool")
    await k.follow(k.Runner.run_streamed(agent, "go"))


@scenario
async def stop_at_some_tools(k: Kit) -> None:
    k.answer(respond(call("broken", call_id="c1")), respond(call("double", {"n": 4}, call_id="c2")))
    behavior = {"stop_at_tool_names": ["double"]}
    agent = k.agent(tools=[broken(k), double(k)], tool_use_behavior=behavior)
    await k.follow(k.Runner.run_streamed(agent, "go"))


@scenario
async def a_function_decides_whether_tools_end_the_run(k: Kit) -> None:
    async def decide(context: Any, results: list[Any]) -> Any:
        total = sum(result.output for result in results)
        return k.ToolsToFinalOutputResult(is_final_output=total > 10, final_output=f"total {total}")

    k.answer(
        respond(call("double", {"n": 1}, call_id="c1")),
        respond(call("double", {"n": 4}, call_id="c2"), call("double", {"n": 5}, call_id="c3")),
    )
    await k.follow(k.Runner.run_streamed(k.agent(tools=[double(k)], tool_use_behavior=decide), "go"))


@scenario
async def a_forced_tool_choice_is_reset(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 4}, call_id="c1")), text("8"))
    agent = k.agent(tools=[double(k)], model_settings=k.ModelSettings(tool_choice="required"))
    await k.follow(k.Runner.run_streamed(agent, "go"))


@scenario
async def a_forced_tool_choice_is_kept(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 4}, call_id="c1")), text("8"))
    settings = k.ModelSettings(tool_choice="required")
    agent = k.agent(tools=[double(k)], model_settings=settings, reset_tool_choice=False)
    await k.follow(k.Runner.run_streamed(agent, "go"))


def guarded(k: Kit, verdict: str) -> list[Any]:
    @k.tool_input_guardrail
    def before(data: Any) -> Any:
        k.note_callback("input guardrail of", data.context.tool_name)
        made = k.ToolGuardrailFunctionOutput
        return made.reject_content("not this") if verdict == "reject" else made.allow()

    @k.tool_output_guardrail
    def after(data: Any) -> Any:
        k.note_callback("output guardrail on", data.output)
        made = k.ToolGuardrailFunctionOutput
        return {"hide": made.reject_content("hidden"), "raise": made.raise_exception("bad")}.get(
            verdict, made.allow()
        )

    return [double(k, tool_input_guardrails=[before], tool_output_guardrails=[after])]


@scenario
async def a_tool_guardrail_lets_pass(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 4}, call_id="c1")), text("8"))
    await k.follow(k.Runner.run_streamed(k.agent(tools=guarded(k, "allow")), "go"))


@scenario
async def a_tool_guardrail_rejects_the_input(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 4}, call_id="c1")), text("ok"))
    await k.follow(k.Runner.run_streamed(k.agent(tools=guarded(k, "reject"), hooks=hooks(k)[1]), "go"))


@scenario
async def a_tool_guardrail_hides_the_output(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 4}, call_id="c1")), text("ok"))
    result = await k.follow(k.Runner.run_streamed(k.agent(tools=guarded(k, "hide")), "go"))
    k.note(len(result.tool_input_guardrail_results), len(result.tool_output_guardrail_results))


@scenario
async def a_tool_guardrail_ends_the_run(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 4}, call_id="c1")))
    await follow_failing(k, k.Runner.run_streamed(k.agent(tools=guarded(k, "raise")), "go"))


@scenario
async def a_handoff(k: Kit) -> None:
    k.answer(respond(text("One moment"), call("transfer_to_b", call_id="c1")), text("B here"))
    b = k.agent("B", instructions="You are B.", handoff_description="Knows B things.")
    await k.follow(k.Runner.run_streamed(k.agent(handoffs=[b]), "go"))


@scenario
async def a_handoff_beside_a_tool(k: Kit) -> None:
    k.answer(
        respond(call("transfer_to_b", call_id="c1"), call("double", {"n": 1}, call_id="c2")), text("B here")
    )
    agent = k.agent(tools=[double(k)], handoffs=[k.agent("B")], tool_use_behavior="stop_on_first_tool")
    await k.follow(k.Runner.run_streamed(agent, "go"))


@scenario
async def two_handoffs_at_once(k: Kit) -> None:
    k.answer(
        respond(call("transfer_to_b", call_id="c1"), call("transfer_to_c", call_id="c2")), text("B here")
    )
    await k.follow(k.Runner.run_streamed(k.agent(handoffs=[k.agent("B"), k.agent("C")]), "go"))


@scenario
async def there_and_back(k: Kit) -> None:
    a, b = k.agent("A"), k.agent("B", tools=[double(k)])
    a.handoffs, b.handoffs = [b], [a]
    k.answer(
        respond(call("transfer_to_b", call_id="c1")),
        respond(call("double", {"n": 1}, call_id="c2")),
        respond(call("transfer_to_a", call_id="c3")),
        text("A again"),
    )
    await k.follow(k.Runner.run_streamed(a, "go"))


@scenario
async def a_handoff_with_input(k: Kit) -> None:
    class Reason(BaseModel):
        why: str

    async def on_handoff(context: Any, given: Reason) -> None:
        k.note_callback("handed over because", given.why)

    to = k.handoff(
        k.agent("B"),
        on_handoff=on_handoff,
        input_type=Reason,
        tool_name_override="ask_b",
        tool_description_override="Ask B.",
    )
    k.answer(respond(call("ask_b", {"why": "hard"}, call_id="c1")), text("B here"))
    await k.follow(k.Runner.run_streamed(k.agent(handoffs=[to]), "go"))


@scenario
async def a_handoff_with_input_that_does_not_fit(k: Kit) -> None:
    class Reason(BaseModel):
        why: str

    to = k.handoff(k.agent("B"), on_handoff=lambda context, given: None, input_type=Reason)
    k.answer(respond(call("transfer_to_b", {"what": 1}, call_id="c1")))
    await follow_failing(k, k.Runner.run_streamed(k.agent(handoffs=[to]), "go"))


@scenario
async def a_handoff_without_tools_in_the_history(k: Kit) -> None:
    to = k.handoff(k.agent("B"), input_filter=k.remove_all_tools)
    k.answer(
        respond(text("hm"), call("double", {"n": 1}, call_id="c1")),
        respond(text("over"), call("transfer_to_b", call_id="c2")),
        text("B here"),
    )
    result = k.Runner.run_streamed(k.agent(tools=[double(k)], handoffs=[to]), "go")
    await k.follow(result, but="handoff_occured")


@scenario
async def a_runs_handoff_filter_that_keeps_the_items(k: Kit) -> None:
    async def last_only(data: Any) -> Any:
        k.note_callback("filter", len(data.pre_handoff_items), len(data.new_items), data.input_history)
        return data.clone(input_history="fresh start", pre_handoff_items=(), input_items=data.new_items[-1:])

    k.answer(respond(text("over"), call("transfer_to_b", call_id="c2")), text("B here"))
    config = k.RunConfig(handoff_input_filter=last_only)
    result = await k.follow(k.Runner.run_streamed(k.agent(handoffs=[k.agent("B")]), "go", run_config=config))
    k.note("normalized", *map(shape, result.to_input_list(mode="normalized")))


def input_check(k: Kit, trips: bool, **options: Any) -> Any:
    @k.input_guardrail(**options)
    async def check(context: Any, agent: Any, given: Any) -> Any:
        k.note_callback("input guardrail of", agent.name, given)
        return k.GuardrailFunctionOutput(output_info="seen", tripwire_triggered=trips)

    return check


@scenario
async def a_blocking_input_guardrail_passes(k: Kit) -> None:
    k.answer(respond(call("transfer_to_b", call_id="c1")), text("B here"))
    b = k.agent("B", input_guardrails=[input_check(k, True, run_in_parallel=False)])
    agent = k.agent(input_guardrails=[input_check(k, False, run_in_parallel=False)], handoffs=[b])
    await k.follow(k.Runner.run_streamed(agent, "go"))


@scenario
async def a_blocking_input_guardrail_trips(k: Kit) -> None:
    agent = k.agent(input_guardrails=[input_check(k, True, run_in_parallel=False)])
    await k.follow(k.Runner.run_streamed(agent, "go"))


@scenario
async def an_input_guardrail_beside_the_model_passes(k: Kit) -> None:
    k.answer(text("hi"))
    await k.follow(k.Runner.run_streamed(k.agent(input_guardrails=[input_check(k, False)]), "go"))


@scenario
async def an_input_guardrail_beside_the_model_trips(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1")))
    agent = k.agent(tools=[double(k)], input_guardrails=[input_check(k, True)])
    result = k.Runner.run_streamed(agent, "go")
    try:
        async for _ in result.stream_events():
            pass  # how much of the response comes before the verdict is a matter of time
    except k.InputGuardrailTripwireTriggered as error:
        k.note("tripped by", error.guardrail_result.guardrail.get_name())
    k.note("final", result.final_output, len(result.new_items), len(result.input_guardrail_results))
    k.server.reset()  # whether the request was made before the verdict is a matter of time, too


def output_check(k: Kit, trips: bool) -> Any:
    @k.output_guardrail
    def check(context: Any, agent: Any, output: Any) -> Any:
        k.note_callback("output guardrail of", agent.name, output)
        return k.GuardrailFunctionOutput(output_info="seen", tripwire_triggered=trips)

    return check


@scenario
async def an_output_guardrail_passes(k: Kit) -> None:
    k.answer(respond(call("transfer_to_b", call_id="c1")), text("B here"))
    b = k.agent("B", output_guardrails=[output_check(k, False)])
    agent = k.agent(handoffs=[b], output_guardrails=[output_check(k, True)])
    await k.follow(k.Runner.run_streamed(agent, "go"))


@scenario
async def an_output_guardrail_trips(k: Kit) -> None:
    k.answer(text("rude words"))
    await follow_failing(k, k.Runner.run_streamed(k.agent(output_guardrails=[output_check(k, True)]), "go"))


class Weather(BaseModel):
    city: str
    degrees: float


@scenario
async def structured_output(k: Kit) -> None:
    k.answer(text('{"city": "Oslo", "degrees": 3.5}'))
    await k.follow(k.Runner.run_streamed(k.agent(output_type=Weather), "go"))


@scenario
async def structured_output_that_is_wrapped(k: Kit) -> None:
    k.answer(text('{"response": [1, 2]}'))
    await k.follow(k.Runner.run_streamed(k.agent(output_type=list[int]), "go"))


@scenario
async def structured_output_as_a_typed_dict_after_a_tool(k: Kit) -> None:
    class Answer(TypedDict):
        n: int

    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text('{"n": 2}'))
    await k.follow(k.Runner.run_streamed(k.agent(output_type=Answer, tools=[double(k)]), "go"))


@scenario
async def structured_output_that_does_not_fit(k: Kit) -> None:
    k.answer(text('{"city": 7}'))
    await follow_failing(k, k.Runner.run_streamed(k.agent(output_type=Weather), "go"))


@scenario
async def structured_output_that_a_handler_replaces(k: Kit) -> None:
    k.answer(text("no idea"))
    handlers = {"invalid_final_output": lambda given: Weather(city="?", degrees=0)}
    await k.follow(k.Runner.run_streamed(k.agent(output_type=Weather), "go", error_handlers=handlers))


@scenario
async def a_refusal(k: Kit) -> None:
    k.answer(refusal("I will not."))
    await follow_failing(k, k.Runner.run_streamed(k.agent(), "go"))


@scenario
async def a_refusal_that_a_handler_replaces(k: Kit) -> None:
    async def handler(given: Any) -> Any:
        k.note_callback("refused:", given.error.refusal, len(given.run_data.history))
        return {"final_output": "sorry", "include_in_history": False}

    k.answer(refusal("I will not."))
    handlers = {"model_refusal": handler}
    await k.follow(k.Runner.run_streamed(k.agent(), "go", error_handlers=handlers))


@scenario
async def too_many_turns(k: Kit) -> None:
    k.answer(*(respond(call("double", {"n": n}, call_id=f"c{n}")) for n in range(3)))
    await k.follow(k.Runner.run_streamed(k.agent(tools=[double(k)]), "go", max_turns=2))


@scenario
async def too_many_turns_with_a_handler(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1")))
    handlers = {"max_turns": lambda given: k.RunErrorHandlerResult(final_output="that is enough")}
    agent = k.agent(tools=[double(k)], output_guardrails=[output_check(k, False)])
    result = k.Runner.run_streamed(agent, "go", max_turns=1, error_handlers=handlers)
    await k.follow(result)
    k.note("turn", result.current_turn)


def hooks(k: Kit) -> tuple[Any, Any]:
    """Run hooks and agent hooks that note their arguments, by the names of their parameters."""

    def noting(kind: str, name: str) -> Any:
        async def hook(self: Any, *args: Any, **kwargs: Any) -> None:
            names = [getattr(arg, "name", type(arg).__name__) for arg in args[1:]]
            k.note_callback(
                kind,
                name,
                *names,
                *(f"{key}={value.name}" for key, value in kwargs.items() if key != "context"),
            )

        return hook

    run = "agent_start agent_end handoff tool_start tool_end llm_start llm_end"
    own = "start end handoff tool_start tool_end llm_start llm_end"
    made = []
    for kind, base, names in (("run", k.RunHooks, run), ("own", k.AgentHooks, own)):
        methods = {f"on_{name}": noting(kind, f"on_{name}") for name in names.split()}
        made.append(types.new_class("Noting", (base,), exec_body=lambda room, m=methods: room.update(m))())
    return made[0], made[1]


@scenario
async def run_hooks(k: Kit) -> None:
    k.answer(
        respond(call("double", {"n": 1}, call_id="c1")),
        respond(call("transfer_to_b", call_id="c2")),
        text("B here"),
    )
    agent = k.agent(tools=[double(k)], handoffs=[k.agent("B")])
    result = k.Runner.run_streamed(agent, "go", hooks=hooks(k)[0])
    async for _ in result.stream_events():
        pass  # events are read whenever the reader is woken; hooks are called in order
    k.results(result)


@scenario
async def hooks_with_parameters_of_other_names(k: Kit) -> None:
    """The names that the SDK calls by are to be kept; others are free."""

    class Own(k.AgentHooks):  # type: ignore[misc, name-defined]
        async def on_start(self, c: Any, a: Any) -> None:
            k.note_callback("start", a.name)

        async def on_handoff(self, c: Any, agent: Any, source: Any) -> None:
            k.note_callback("handoff", agent.name, source.name)

        async def on_tool_end(self, c: Any, a: Any, t: Any, out: Any) -> None:
            k.note_callback("tool end", t.name, out)

    k.answer(
        respond(call("double", {"n": 1}, call_id="c1")),
        respond(call("transfer_to_b", call_id="c2")),
        text("B here"),
    )
    agent = k.agent(tools=[double(k)], handoffs=[k.agent("B", hooks=Own())], hooks=Own())
    await k.follow(k.Runner.run_streamed(agent, "go"))


@scenario
async def an_input_guardrail_is_given_what_was_said(k: Kit) -> None:
    @k.input_guardrail
    def check(context: Any, agent: Any, said: Any) -> Any:
        k.note_callback("guardrail", said)
        return k.GuardrailFunctionOutput(output_info=None, tripwire_triggered="stop" in said)

    agent = k.agent(input_guardrails=[check])
    for streamed in (False, True):
        for said in ("go on", [{"role": "user", "content": "go on"}]):
            k.answer(text("done"))
            if streamed:
                await k.follow(k.Runner.run_streamed(agent, said))
            else:
                k.results(await k.Runner.run(agent, said))


@scenario
async def events_can_be_looked_into(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text("2"))
    result = k.Runner.run_streamed(k.agent(tools=[double(k)]), "go")
    await k.follow(result, lambda event: k.note(*vars(event)))


@scenario
async def chat_completions_have_no_response_to_go_on_from(k: Kit) -> None:
    k.answer(chat(text("Hello")))
    result = await k.Runner.run(k.agent(model=k.chat_model), "hi")
    k.note(result.last_response_id)
    k.results(result)


@scenario
async def agent_hooks(k: Kit) -> None:
    k.answer(
        respond(call("double", {"n": 1}, call_id="c1")),
        respond(call("transfer_to_b", call_id="c2")),
        text("B here"),
    )
    agent = k.agent(tools=[double(k)], handoffs=[k.agent("B", hooks=hooks(k)[1])], hooks=hooks(k)[1])
    result = k.Runner.run_streamed(agent, "go")
    async for _ in result.stream_events():
        pass
    k.results(result)


def asking(k: Kit) -> list[Any]:
    return [double(k, needs_approval=True)]


@scenario
async def approved(k: Kit) -> None:
    k.answer(respond(text("may I?"), call("double", {"n": 1}, call_id="c1")), text("2"))
    agent = k.agent(tools=asking(k))
    result = await k.follow(k.Runner.run_streamed(agent, "go", hooks=hooks(k)[0]))
    state = result.to_state()
    for item in result.interruptions:
        k.note("asks", item.name, item.arguments)
        state.approve(item)
    await k.follow(k.Runner.run_streamed(agent, state))


@scenario
async def rejected(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text("well then"))
    agent = k.agent(tools=asking(k))
    result = await k.follow(k.Runner.run_streamed(agent, "go"))
    state = result.to_state()
    state.reject(state.get_interruptions()[0])
    await k.follow(k.Runner.run_streamed(agent, state))


@scenario
async def rejected_with_a_message(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text("well then"))
    agent = k.agent(tools=asking(k))
    result = await k.follow(k.Runner.run_streamed(agent, "go"))
    state = result.to_state()
    state.reject(result.interruptions[0], rejection_message="Not on Sundays.")
    await k.follow(k.Runner.run_streamed(agent, state))


@scenario
async def rejected_as_the_formatter_words_it(k: Kit) -> None:
    config = k.RunConfig(tool_error_formatter=lambda args: f"{args.kind}: {args.tool_name}")
    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text("well then"))
    agent = k.agent(tools=asking(k))
    result = await k.follow(k.Runner.run_streamed(agent, "go", run_config=config))
    state = result.to_state()
    state.reject(result.interruptions[0])
    await k.follow(k.Runner.run_streamed(agent, state, run_config=config))


@scenario
async def some_approved_some_rejected_some_not_asked_for(k: Kit) -> None:
    async def odd(context: Any, arguments: dict[str, Any], call_id: str) -> bool:
        return bool(arguments["n"] % 2)

    calls = [call("double", {"n": n}, call_id=f"c{n}") for n in (1, 2, 3)]
    k.answer(respond(*calls), text("done"))
    agent = k.agent(tools=[double(k, needs_approval=odd)])
    result = await k.follow(k.Runner.run_streamed(agent, "go"))
    state = result.to_state()
    state.approve(result.interruptions[1])
    state.reject(result.interruptions[0])
    await k.follow(k.Runner.run_streamed(agent, state))


@scenario
async def rejected_where_the_first_tool_would_end_the_run(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text("well then"))
    agent = k.agent(tools=asking(k), tool_use_behavior="stop_on_first_tool")
    result = await k.follow(k.Runner.run_streamed(agent, "go"))
    state = result.to_state()
    state.reject(result.interruptions[0])
    await k.follow(k.Runner.run_streamed(agent, state))


@scenario
async def approved_one_after_the_other(k: Kit) -> None:
    k.answer(
        respond(call("double", {"n": 1}, call_id="c1"), call("double", {"n": 2}, call_id="c2")), text("done")
    )
    agent = k.agent(tools=asking(k))
    result = await k.follow(k.Runner.run_streamed(agent, "go"))
    while result.interruptions:
        state = result.to_state()
        state.approve(result.interruptions[0])
        result = await k.follow(k.Runner.run_streamed(agent, state))


@scenario
async def approved_for_good(k: Kit) -> None:
    k.answer(
        respond(call("double", {"n": 1}, call_id="c1")),
        respond(call("double", {"n": 2}, call_id="c2")),
        text("done"),
    )
    agent = k.agent(tools=asking(k))
    result = await k.follow(k.Runner.run_streamed(agent, "go"))
    state = result.to_state()
    state.approve(result.interruptions[0], always_approve=True)
    await k.follow(k.Runner.run_streamed(agent, state))


@scenario
async def approved_before_a_handoff(k: Kit) -> None:
    k.answer(
        respond(call("double", {"n": 1}, call_id="c1"), call("transfer_to_b", call_id="c2")), text("B here")
    )
    agent = k.agent(tools=asking(k), handoffs=[k.agent("B")])
    result = await k.follow(k.Runner.run_streamed(agent, "go"))
    state = result.to_state()
    state.approve(result.interruptions[0])
    await k.follow(k.Runner.run_streamed(agent, state))


@scenario
async def approved_and_hooks(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text("2"))
    agent = k.agent(tools=asking(k), hooks=hooks(k)[1])
    result = k.Runner.run_streamed(agent, "go")
    async for _ in result.stream_events():
        pass
    state = result.to_state()
    state.approve(result.interruptions[0])
    async for _ in k.Runner.run_streamed(agent, state).stream_events():
        pass


@scenario
async def cancelled_after_the_turn(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text("never asked for"))
    result = k.Runner.run_streamed(k.agent(tools=[double(k)]), "go")

    def cancel(event: Any) -> None:
        if event.type == "raw_response_event":
            result.cancel(mode="after_turn")

    await k.follow(result, cancel)


@scenario
async def cancelled_before_anything_is_read(k: Kit) -> None:
    result = k.Runner.run_streamed(k.agent(), "go")
    result.cancel()
    await k.follow(result)


@scenario
async def cancelled_in_mid_answer(k: Kit) -> None:
    k.answer(respond(text("never ends"), stall_after=5))
    result = k.Runner.run_streamed(k.agent(), "go")
    seen = 0
    async for event in result.stream_events():
        seen += event.type == "raw_response_event"
        if seen == 5:
            result.cancel()
    k.note("read", seen, "complete", result.is_complete)
    k.results(result)
    assert await asyncio.to_thread(k.server.requests[0].closed.wait, hang.SECONDS)


@scenario
async def the_reader_is_cancelled(k: Kit) -> None:
    k.answer(respond(text("never ends"), stall_after=5))
    result = k.Runner.run_streamed(k.agent(), "go")

    async def read() -> None:
        async for _ in result.stream_events():
            pass

    reader = asyncio.create_task(read())
    await asyncio.to_thread(k.server.wait_for_request)
    reader.cancel()
    await asyncio.wait([reader])
    k.note(reader.cancelled(), result.is_complete)
    k.results(result)


@scenario
async def nobody_reads(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text("2"))
    result = k.Runner.run_streamed(k.agent(tools=[double(k)]), "go")
    await asyncio.wait([result.run_loop_task])
    k.note("exception", result.run_loop_exception)
    k.results(result)


@scenario
async def a_failed_response(k: Kit) -> None:
    whole = respond(text("partial"))
    last: Any = whole.events[-1]
    failed = {**last["response"], "status": "failed", "error": {"code": "server_error", "message": "no"}}
    k.answer(events([*whole.events[:-1], {**last, "type": "response.failed", "response": failed}]))
    await follow_failing(k, k.Runner.run_streamed(k.agent(), "go"))


@scenario
async def an_incomplete_response(k: Kit) -> None:
    whole = respond(text("partial"))
    last: Any = whole.events[-1]
    cut = {**last["response"], "status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    k.answer(events([*whole.events[:-1], {**last, "type": "response.incomplete", "response": cut}]))
    await follow_failing(k, k.Runner.run_streamed(k.agent(), "go"))


@scenario
async def a_response_that_never_completes(k: Kit) -> None:
    k.answer(events(respond(text("partial")).events[:-1]))
    await follow_failing(k, k.Runner.run_streamed(k.agent(), "go"))


@scenario
async def a_refused_request(k: Kit) -> None:
    k.answer(status(400))
    await k.follow(k.Runner.run_streamed(k.agent(), "go"))


@scenario
async def an_error_event(k: Kit) -> None:
    event = {"type": "error", "code": "server_error", "message": "no", "param": None, "sequence_number": 3}
    k.answer(events([*respond(text("partial")).events[:5], event]))
    await follow_failing(k, k.Runner.run_streamed(k.agent(), "go"))


@scenario
async def events_of_an_unknown_type(k: Kit) -> None:
    whole = respond(text("Hello"))
    odd = {"type": "response.sparkle", "glitter": 7, "sequence_number": 2}
    k.answer(events([*whole.events[:2], odd, *whole.events[2:]]))
    await k.follow(k.Runner.run_streamed(k.agent(), "go"))


@scenario
async def an_error_in_the_second_turn(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1")), status(429))
    await k.follow(k.Runner.run_streamed(k.agent(tools=[double(k)]), "go"))


@scenario
async def a_chat_completion(k: Kit) -> None:
    k.answer(chat(text("Hello")))
    await k.follow(k.Runner.run_streamed(k.agent(model=k.chat_model, instructions="Be brief."), "hi"))


@scenario
async def chat_completions_with_tools(k: Kit) -> None:
    calls = [call("double", {"n": 1}, call_id="c1"), call("double", {"n": 2}, call_id="c2")]
    k.answer(chat(reasoning("hm"), text("wait"), *calls), chat(text("2 and 4")))
    await k.follow(k.Runner.run_streamed(k.agent(model=k.chat_model, tools=[double(k)]), "go"))


@scenario
async def chat_completions_with_a_handoff(k: Kit) -> None:
    k.answer(chat(call("transfer_to_b", call_id="c1")), chat(text("B here")))
    b = k.agent("B", model=k.chat_model)
    await k.follow(k.Runner.run_streamed(k.agent(model=k.chat_model, handoffs=[b]), "go"))


@scenario
async def chat_completions_with_structured_output(k: Kit) -> None:
    k.answer(chat(text('{"city": "Oslo", "degrees": 3.5}')))
    await k.follow(k.Runner.run_streamed(k.agent(model=k.chat_model, output_type=Weather), "go"))


@scenario
async def a_session(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text("2"), text("you are welcome"))
    session = k.SQLiteSession("s")
    agent = k.agent(tools=[double(k)])
    await k.follow(k.Runner.run_streamed(agent, "double 1", session=session))
    k.note("kept", *map(shape, await session.get_items()))
    await k.follow(k.Runner.run_streamed(agent, "thanks", session=session))
    k.note("kept", *map(shape, await session.get_items()))
    session.close()


@scenario
async def a_session_read_by_a_callback(k: Kit) -> None:
    k.answer(text("one"), text("two"))
    session = k.SQLiteSession("s")
    await k.follow(k.Runner.run_streamed(k.agent(), "first", session=session))
    config = k.RunConfig(session_input_callback=lambda history, new: history[-1:] + new)
    await k.follow(k.Runner.run_streamed(k.agent(), "second", session=session, run_config=config))
    k.note("kept", *map(shape, await session.get_items()))
    session.close()


@scenario
async def a_session_of_which_little_is_read(k: Kit) -> None:
    k.answer(text("one"), text("two"))
    session = k.SQLiteSession("s")
    await k.follow(k.Runner.run_streamed(k.agent(), "first", session=session))
    config = k.RunConfig(session_settings=k.SessionSettings(limit=1))
    await k.follow(k.Runner.run_streamed(k.agent(), "second", session=session, run_config=config))
    k.note("kept", *map(shape, await session.get_items()))
    session.close()


@scenario
async def a_session_and_a_guardrail(k: Kit) -> None:
    session = k.SQLiteSession("s")
    agent = k.agent(input_guardrails=[input_check(k, True, run_in_parallel=False)])
    await k.follow(k.Runner.run_streamed(agent, "go", session=session))
    k.note("kept", *map(shape, await session.get_items()))
    session.close()


@scenario
async def the_server_keeps_the_conversation(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1"), id="resp_1"), text("2", id="resp_2"))
    agent = k.agent(tools=[double(k)])
    result = await k.follow(k.Runner.run_streamed(agent, "go", previous_response_id="resp_0"))
    k.note(result.last_response_id, *(r.body.get("previous_response_id") for r in k.server.requests))


@scenario
async def the_server_keeps_the_conversation_from_the_first_response_on(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1"), id="resp_1"), text("2", id="resp_2"))
    await k.follow(k.Runner.run_streamed(k.agent(tools=[double(k)]), "go", auto_previous_response_id=True))
    k.note(*(r.body.get("previous_response_id") for r in k.server.requests))


@scenario
async def the_server_keeps_a_named_conversation(k: Kit) -> None:
    calls = [call("double", {"n": n}, call_id=f"c{n}") for n in (1, 2)]
    k.answer(respond(*calls), respond(call("transfer_to_b", call_id="c3")), text("B here"))
    agent = k.agent(tools=[double(k)], handoffs=[k.agent("B")])
    await k.follow(k.Runner.run_streamed(agent, "go", conversation_id="conv_1"))
    k.note(*((r.body.get("conversation"), r.body.get("previous_response_id")) for r in k.server.requests))


@scenario
async def an_approval_where_the_server_keeps_the_conversation(k: Kit) -> None:
    k.answer(respond(call("double", {"n": 1}, call_id="c1"), id="resp_1"), text("2", id="resp_2"))
    agent = k.agent(tools=asking(k))
    result = await k.follow(k.Runner.run_streamed(agent, "go", auto_previous_response_id=True))
    state = result.to_state()
    state.approve(result.interruptions[0])
    await k.follow(k.Runner.run_streamed(agent, state))
    k.note(*(r.body.get("previous_response_id") for r in k.server.requests))


@scenario
async def an_output_for_a_call_that_the_server_knows(k: Kit) -> None:
    k.answer(text("4", id="resp_1"))
    given = [{"type": "function_call_output", "call_id": "c1", "output": "4"}]
    await k.follow(k.Runner.run_streamed(k.agent(), given, previous_response_id="resp_0"))


@scenario
async def two_tools_of_one_name(k: Kit) -> None:
    @k.function_tool(name_override="double")
    def other(n: int) -> int:
        return n * 20

    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text("done"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        await k.follow(k.Runner.run_streamed(k.agent(tools=[double(k), other]), "go"))


@scenario
async def the_model_is_shown_what_a_filter_leaves(k: Kit) -> None:
    def cut(data: Any) -> Any:
        k.note_callback("filter", data.agent.name, len(data.model_data.input), data.model_data.instructions)
        return k.ModelInputData(input=data.model_data.input[-1:], instructions="Filtered.")

    k.answer(respond(call("double", {"n": 1}, call_id="c1")), text("2"))
    config = k.RunConfig(call_model_input_filter=cut)
    await k.follow(k.Runner.run_streamed(k.agent(tools=[double(k)]), "go", run_config=config))


@scenario
async def a_filter_whose_items_repeat(k: Kit) -> None:
    """The server wants each thought, call and output once; messages may be said again."""

    def again(data: Any) -> Any:
        rows: list[Any] = [
            {"type": "reasoning", "id": "rs_1", "summary": []},
            {"type": "reasoning", "id": "rs_1", "summary": []},
            {"type": "function_call", "call_id": "c1", "name": "double", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "c1", "output": "old"},
            {"type": "function_call", "call_id": "c1", "name": "double", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "c1", "output": "new"},
        ]
        shown = data.model_data
        return k.ModelInputData(input=[*shown.input, *rows, *shown.input], instructions=shown.instructions)

    k.answer(text("done"))
    config = k.RunConfig(call_model_input_filter=again)
    await k.follow(k.Runner.run_streamed(k.agent(), "go", run_config=config))


@scenario
async def an_agent_as_a_tool(k: Kit) -> None:
    inner = k.agent("Inner", tools=[double(k)])
    k.answer(
        respond(call("ask_inner", {"input": "double 1"}, call_id="c1")),
        respond(call("double", {"n": 1}, call_id="c2")),
        text("it is 2"),
        text("2"),
    )
    heard: list[str] = []

    async def on_stream(event: Any) -> None:
        inner_event = event["event"]
        if inner_event.type != "raw_response_event":
            heard.append(inner_event.type)

    outer = k.agent("Outer", tools=[inner.as_tool("ask_inner", "Asks.", on_stream=on_stream)])
    await k.follow(k.Runner.run_streamed(outer, "go"))
    k.note("heard", *heard)


@scenario
async def an_agent_as_a_tool_that_hands_over(k: Kit) -> None:
    inner = k.agent("Inner", handoffs=[k.agent("Deep")])
    outer = k.agent("Outer", tools=[inner.as_tool("ask", "Asks.", on_stream=print_nothing), double(k)])
    k.answer(
        respond(call("ask", {"input": "?"}, call_id="c1")),
        respond(call("transfer_to_deep", call_id="c2")),
        text("deep answer"),
        text("done"),
    )
    await k.follow(k.Runner.run_streamed(outer, "go", hooks=hooks(k)[0]))


@scenario
async def an_agent_as_a_tool_that_fails(k: Kit) -> None:
    inner = k.agent("Inner", output_guardrails=[output_check(k, True)])
    k.answer(respond(call("inner", {"input": "?"}, call_id="c1")), text("rude"), text("I see"))
    await k.follow(k.Runner.run_streamed(k.agent(tools=[inner.as_tool(None, "Asks.")]), "go"))


@scenario
async def an_agent_as_a_tool_with_an_extractor(k: Kit) -> None:
    async def extract(result: Any) -> str:
        called = result.agent_tool_invocation
        return f"{called.tool_name} {called.tool_call_id} {called.tool_arguments}: {result.final_output}"

    k.answer(respond(call("inner", {"input": "hi"}, call_id="c1")), text("hello"), text("done"))
    tool = k.agent("Inner").as_tool(None, "Asks.", custom_output_extractor=extract, on_stream=print_nothing)
    await k.follow(k.Runner.run_streamed(k.agent(tools=[tool]), "go"))


def print_nothing(event: Any) -> None:
    """Has the SDK stream the inner run, as ours always does."""


@scenario
async def an_agent_as_a_tool_that_needs_approval_inside(k: Kit) -> None:
    inner = k.agent("Inner", tools=asking(k))
    outer = k.agent("Outer", tools=[inner.as_tool("ask_inner", "Asks.", on_stream=print_nothing)])
    k.answer(
        respond(call("ask_inner", {"input": "double 1"}, call_id="c1")),
        respond(call("double", {"n": 1}, call_id="c2")),
        text("it is 2"),
        text("2"),
    )
    result = await k.follow(k.Runner.run_streamed(outer, "go"))
    state = result.to_state()
    state.approve(result.interruptions[0])
    await k.follow(k.Runner.run_streamed(outer, state))


async def follow_failing(k: Kit, result: Any) -> None:
    """Add a line for each event of a run that fails, but none for its items: only ours keeps all of them."""
    try:
        async for event in result.stream_events():
            k.note(event.type, getattr(event, "name", ""))
    except Exception as error:
        k.note("raised", type(error).__name__, error.args if isinstance(error, k.UserError) else "")
    k.note("final", result.final_output, "complete", result.is_complete)


@pytest.mark.parametrize("function", scenarios)
async def test_both_do_the_same(function: Scenario, loopback: LoopbackServer) -> None:
    theirs = await lines_of(function, sdk(), loopback)
    assert await lines_of(function, ours(), loopback) == theirs
    assert len(theirs) >= 3


def test_there_are_at_least_forty() -> None:
    assert len(scenarios) >= 40
