"""Runs as other sources tell them: other orders, gaps, strange and hostile events."""

from __future__ import annotations

import json

from shapes import (
    Event,
    Step,
    agent,
    answer,
    call,
    called,
    handed_over,
    item_events,
    message,
    message_created,
    output,
    raw,
    reasoning_item,
    response,
    run_item,
    steps,
)


def chat_completions() -> list[Step]:
    """The order and the ids of the adapter from Chat Completions: every id is fake, all ends come last."""
    fake = "__fake_id__"
    thinking, text = reasoning_item("Two numbers.", fake), message("I add them.", fake)
    one, two = call("add", '{"a": 1}', "call_1", fake), call("add", '{"a": 2}', "call_2", fake)
    items = [thinking, text, one, two]
    parts = [item_events(item, index) for index, item in enumerate(items)]
    begun = [raw("response.created", response=response(usage=None))]
    growing = [event for events in parts for event in events[:-1]]
    ends = [parts[0][-1], parts[2][-1], parts[3][-1], parts[1][-1]]
    turn = [*begun, *growing, *ends, raw("response.completed", response=response(*items))]
    runs = [called(one), called(two), output("2"), output("4", "call_2")]
    last = [*answer(message("2 and 4.", fake)), message_created(message("2 and 4.", fake))]
    first = [run_item("reasoning_item_created", "reasoning_item", thinking), message_created(text)]
    return steps(agent("Ada"), *turn, *first, *runs, *last)


def old_order() -> list[Step]:
    """Older versions named a call as soon as its item was whole, and a handoff twice."""
    look, over = call("lookup", '{"id": 3}'), call("transfer_to_bob", "{}", "call_2", "fc_2")
    *first, completed = answer(look)
    *second, over_completed = answer(over)
    turns = [*first, called(look), completed, output("found")]
    turns += [*second, called(over), over_completed, *handed_over(over, "Ada", "Bob")]
    return steps(
        agent("Ada"),
        *turns,
        *answer(message("Here is Bob.")),
        message_created(message("Here is Bob."), "Bob"),
    )


def items_only() -> list[Step]:
    """A source without raw events; the second call has the id of the first."""
    first, second = call("lookup", '{"id": 1}'), call("lookup", '{"id": 2}')
    turns = [called(first), output("one"), called(second), output("two")]
    return steps(agent("Ada"), message_created(message("I look.")), *turns, message_created(message("Done.")))


def items_first() -> list[Step]:
    """Run items that come before the raw events of the same things."""
    look, text = call("lookup", '{"id": 1}'), message("I look.")
    return steps(agent("Ada"), message_created(text), called(look), *answer(text, look), output("one"))


def completed_only() -> list[Step]:
    """A source whose only raw event is the whole response."""
    text, look = message("I look."), call("lookup")
    return steps(
        agent("Ada"), raw("response.completed", response=response(text, look)), called(look), output("one")
    )


def bare_responses() -> list[Step]:
    """The stream of the Responses API itself, with no runner."""
    search = {"id": "ws_1", "type": "web_search_call", "status": "completed", "action": {"query": "tides"}}
    added = raw("response.output_item.added", output_index=0, item={**search, "status": "in_progress"})
    done = raw("response.output_item.done", output_index=0, item=search)
    created, progress, *rest = answer(message("The moon."), model="gpt-test")
    for event in rest[:-1]:
        event["data"]["output_index"] = 1
    rest[-1]["data"]["response"]["output"].insert(0, search)
    return steps(*(event["data"] for event in (created, progress, added, done, *rest)))


def llama_cpp_gaps() -> list[Step]:
    """A local server's stream: no indexes, ends of parallel calls at the very end, hardly any usage."""
    one, two = call("add", '{"a": 1}', "call_1", "fc_1"), call("add", '{"a": 2}', "call_2", "fc_2")
    parts = [item_events(one, 0), item_events(two, 1)]
    ordered = [*parts[0][:-1], *parts[1][:-1], parts[0][-1], parts[1][-1]]
    for event in ordered:
        del event["data"]["output_index"]
    created = raw("response.created", response={"id": "resp_1", "status": "in_progress"})
    small = {"input_tokens": 20, "output_tokens": 9}
    end = raw("response.completed", response=response(one, two, model="local/tiny", usage=small))
    turn = [created, *ordered, end, called(one), called(two), output("2"), output("4", "call_2")]
    reply = [
        event
        for event in item_events(message("2 and 4."), 0)
        if event["data"]["type"] != "response.output_item.done"
    ]
    for event in reply:
        event["data"].pop("output_index", None), event["data"].pop("item_id", None)
    last = raw("response.completed", response={"output": [message("2 and 4.")]})
    return steps(agent("Ada"), *turn, created, *reply, last, message_created(message("2 and 4.")))


def unknown_events() -> list[Step]:
    odd: list[Event] = [
        {"type": "voice_stream_event", "data": "..."},
        {"no": "type"},
        {"type": 7},
        {"type": "raw_response_event"},
        raw("response.hologram.delta", delta="?", output_index=0),
        run_item("soup_served", "soup_item", {"type": "soup"}),
        raw("response.output_text.delta", output_index=0, delta=None),
        raw("response.output_item.added", output_index=5, item={"type": "hologram", "id": "h_1"}),
        raw("response.output_item.added", output_index=6, item=None),
    ]
    created, *rest = answer(message("Still here."))
    return steps(agent("Ada"), *odd[:5], created, *odd[5:], *rest, message_created(message("Still here.")))


def hostile_text() -> list[Step]:
    evil = (
        "<script>alert(1)</script> [x](javascript:alert(1)) ![](//evil.example/p.png) \u202egnp.exe\x1b[31m"
    )
    name = '"><img src=x onerror=alert(1)>'
    run = call(name, json.dumps({"html": evil}))
    return steps(
        agent(name),
        *answer(message(evil), run),
        called(run, name),
        output(evil, by=name),
        *answer(message(evil)),
        ask=evil,
    )


RUNS = [
    chat_completions,
    old_order,
    items_only,
    items_first,
    completed_only,
    bare_responses,
    llama_cpp_gaps,
    unknown_events,
    hostile_text,
]
