"""Runs that the golden vectors are made of: what agents do, and how runs end."""

from __future__ import annotations

from shapes import (
    Event,
    Step,
    agent,
    answer,
    call,
    called,
    handed_over,
    message,
    message_created,
    nested_events,
    output,
    pieces,
    progress,
    raw,
    reasoning_item,
    response,
    run_item,
    steps,
)


def plain_text() -> list[Step]:
    hello = message("Hello! How can I help you today?")
    return steps(agent("Ada"), *answer(hello), message_created(hello))


def markdown() -> list[Step]:
    text = "# Title\n\n- **one**\n- `two`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nprint('hi')\n```\n"
    return steps(
        agent("Ada"),
        *answer(message(text)),
        message_created(message(text)),
        ask="Show me *Markdown*",
    )


def reasoning() -> list[Step]:
    thinking, reply = reasoning_item("I compare both, then I choose."), message("The second.")
    reply["id"] = "msg_2"
    first = run_item("reasoning_item_created", "reasoning_item", thinking)
    return steps(agent("Ada"), *answer(thinking, reply), first, message_created(reply))


def two_parallel_tools() -> list[Step]:
    one = call("weather", '{"city": "Rome"}', "call_1", "fc_1")
    two = call("weather", '{"city": "Oslo"}', "call_2", "fc_2")
    reply = message("Rome 21, Oslo 9.")
    turns = [*answer(one, two), called(one), called(two), output("9", "call_2"), output("21", "call_1")]
    return steps(agent("Ada"), *turns, *answer(reply), message_created(reply))


def tool_failure() -> list[Step]:
    broken = call("divide", '{"by": 0}')
    text = "An error occurred while running the tool. Please try again."
    reply = message("That did not work.")
    return steps(
        agent("Ada"), *answer(broken), called(broken), output(text), *answer(reply), message_created(reply)
    )


def tool_outcomes() -> list[Step]:
    """The output items tell how the calls ended; what their texts sound like does not count."""
    outcomes = ["done", "failed", "denied", "timed_out", "cancelled"]
    texts = ["Tool 'ask' not found.", "Nobody knows.", "No.", "Too late.", "Never mind."]
    calls = [call("ask", "{}", f"call_{number}", f"fc_{number}") for number in range(5)]
    ends = [
        output(text, f"call_{number}", outcome=outcome)
        for number, (text, outcome) in enumerate(zip(texts, outcomes, strict=True))
    ]
    return steps(agent("Ada"), *answer(*calls), *map(called, calls), *ends, *answer(message("I asked.")))


def tool_progress() -> list[Step]:
    scan = call("scan", '{"path": "."}')
    reports = [
        progress("call_1", 0.25, "a.txt"),
        progress("call_1", None, "b.txt"),
        progress("call_1", 1, None),
    ]
    return steps(
        agent("Ada"),
        *answer(scan),
        called(scan),
        *reports,
        output("2 files"),
        *answer(message("Two files.")),
    )


def handoff() -> list[Step]:
    """Of an agent that declares its handoffs: the call is one from its first event."""
    return _handoff(agent("Triage", {"name": "Sales"}, REFUNDS))


def handoff_undeclared() -> list[Step]:
    """Of an agent of which only the name came: the call becomes a handoff when the runner says so."""
    return _handoff(agent("Triage"))


REFUNDS = {"tool_name": "transfer_to_refunds", "agent_name": "Refunds"}


def _handoff(entered: Event) -> list[Step]:
    over = call("transfer_to_refunds", '{"reason": "charged twice"}')
    reply = message("You get your money back.")
    turns = [*answer(over), *handed_over(over, "Triage", "Refunds"), *answer(reply)]
    return steps(entered, *turns, message_created(reply, "Refunds"))


def nested_agent() -> list[Step]:
    ask = call("research", '{"input": "tides"}')
    look = call("search", '{"q": "tides"}', "call_1", "fc_9")  # the same call id as the outer call's
    found, reply = message("The moon.", "msg_8"), message("It is the moon.")
    work = [*answer(look), called(look, "Scholar"), output("moon", by="Scholar"), *answer(found)]
    inner = nested_events("call_1", "Scholar", agent("Scholar"), *work, message_created(found, "Scholar"))
    turns = [*answer(ask), called(ask), *inner, output("The moon."), *answer(reply)]
    return steps(agent("Ada"), *turns, message_created(reply))


def approval() -> list[Step]:
    one, two = call("refund", '{"order": 7}'), call("refund", '{"order": 8}', "call_2", "fc_2")
    schema = {"type": "object", "properties": {"order": {"type": "integer"}}}
    owner = {"name": "Ada", "tools": [{"name": "refund", "params_json_schema": schema}]}
    waiting = [{"type": "tool_approval_item", "raw_item": item, "agent": owner} for item in (one, two)]
    turns: list[Event | Step] = [*answer(one, two), called(one), called(two)]
    turns += [
        {"do": "interrupt", "interruptions": waiting},
        {"do": "decide", "call_id": "call_1", "approved": True, "arguments": '{"order": 9}'},
        {"do": "decide", "call_id": "call_2", "approved": False, "message": "Too late."},
        {"do": "status", "status": "running"},
    ]
    turns += [
        agent("Ada"),
        output("Refunded."),
        output("Too late.", "call_2"),
        *answer(message("One of two.")),
    ]
    return steps(agent("Ada"), *turns)


def input_guardrail() -> list[Step]:
    *early, _done, _completed = answer(message("First you take the"))
    error = {
        "error": "InputGuardrailTripwireTriggered",
        "message": "Guardrail InputGuardrail triggered tripwire",
    }
    end = {"do": "fail", **error, "guardrail": "homework", "reason": {"reasoning": "It asks for homework."}}
    return steps(agent("Ada"), *early, ask="Solve my homework", end=end)


def output_guardrail() -> list[Step]:
    look, reply = call("lookup"), message("The code is 1234.")
    error = {
        "error": "OutputGuardrailTripwireTriggered",
        "message": "Guardrail OutputGuardrail triggered tripwire",
    }
    end = {"do": "fail", **error, "guardrail": "no_secrets", "reason": "It names a code."}
    turns = [
        *answer(message("I look."), look),
        called(look),
        output("1234"),
        *answer(reply),
        message_created(reply),
    ]
    return steps(agent("Ada"), *turns, end=end)


def error() -> list[Step]:
    busy = call("wait")
    *early, _done, _completed = answer(message("One moment"))
    end = {"do": "fail", "error": "APIConnectionError", "message": "Connection error."}
    return steps(agent("Ada"), *answer(busy), called(busy), *early, end=end)


def server_failure() -> list[Step]:
    *early, _done, _completed = answer(message("One moment"))
    failed = raw(
        "response.failed", response={"error": {"code": "server_error", "message": "The model is down."}}
    )
    return steps(agent("Ada"), *early, failed)


def cut_short() -> list[Step]:
    *early, _completed = answer(message("One moment"))
    cut = response(message("One moment"), incomplete_details={"reason": "max_output_tokens"})
    return steps(agent("Ada"), *early, raw("response.incomplete", response=cut))


def cancel() -> list[Step]:
    slow = call("wait")
    *early, _done, _completed = answer(
        message("Once upon a time"), call("wait", '{"s": 1}', "call_2", "fc_2")
    )
    return steps(agent("Ada"), *answer(slow), called(slow), output("ok"), *early, end={"do": "cancel"})


def structured_output() -> list[Step]:
    style = {"format": {"type": "json_schema", "name": "final_output"}}
    reply = message('{"city": "Rome", "degrees": 21}')
    return steps(agent("Ada"), *answer(reply, text=style), message_created(reply))


def refusal() -> list[Step]:
    item = {**message(""), "content": [{"type": "refusal", "refusal": "I can't help with that."}]}
    added = raw("response.output_item.added", output_index=0, item={**item, "content": []})
    deltas = [
        raw("response.refusal.delta", output_index=0, content_index=0, delta=piece)
        for piece in pieces("I can't help with that.")
    ]
    done = raw("response.output_item.done", output_index=0, item=item)
    turn = [raw("response.created", response=response()), added, *deltas, done]
    return steps(
        agent("Ada"), *turn, raw("response.completed", response=response(item)), message_created(item)
    )


def two_runs() -> list[Step]:
    """Two runs of one transcript, and a word of the user's within the second."""
    first = steps(agent("Ada"), *answer(message("Hello.")), message_created(message("Hello.")))
    ask = [
        {"role": "user", "content": "Hello"},
        message("Hello."),
        {"role": "user", "content": "And now?"},
    ]
    word = {"do": "say", "text": "Be quick."}
    second = steps(
        agent("Ada"), *answer(call("wait")), word, output("ok"), *answer(message("Now this.")), ask=ask
    )
    for step in second:
        step["t"] += first[-1]["t"] + 1000
    return first + second


RUNS = [
    plain_text,
    markdown,
    reasoning,
    two_parallel_tools,
    tool_failure,
    tool_outcomes,
    tool_progress,
    handoff,
    handoff_undeclared,
    nested_agent,
    approval,
    input_guardrail,
    output_guardrail,
    error,
    server_failure,
    cut_short,
    cancel,
    structured_output,
    refusal,
    two_runs,
]
