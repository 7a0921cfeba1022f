"""What the model server answers to programs about runs: approvals, hooks, sessions, models, tools, ends.

Each function is named as its program in ``tests/programs`` is, without the ``sdk_``.
"""

from __future__ import annotations

from answers import (
    call,
    chat,
    events,
    reasoning,
    refusal,
    respond,
    response_object,
    responses_usage,
    status,
    text,
)
from loopback import Queued


def approval() -> list[Queued]:
    horn = [call("sound_horn", {"times": times}, call_id=f"h{times}") for times in (2, 3, 4, 1)]
    pilots = [call("send_pilot", {"harbour": at}, call_id=f"p_{at}") for at in ("Stade", "Bergen")]
    return [
        respond(*pilots, horn[0], horn[2]),
        text("One pilot, two toots."),
        respond(horn[1]),
        respond(horn[3]),
        text("Done."),
    ]


def approval_stream() -> list[Queued]:
    return [
        respond(
            text("At once."),
            call("fill_up", {"litres": 50}, call_id="c1"),
            call("price", call_id="c2"),
            call("ask_fuel_agent", {"input": "Winter diesel?"}, call_id="c3"),
        ),
        text("From November."),
        respond(call("fill_up", {"litres": 500}, call_id="c4")),
        respond(call("fill_up", {"litres": 20}, call_id="c5")),
        text("You have 50 litres."),
    ]


def approval_in_two_processes() -> list[Queued]:
    return [
        respond(call("transfer_to_lock_keeper", call_id="c1")),
        respond(text("First the level."), call("water_level", call_id="c2")),
        respond(call("open_lock", {"gate": "west"}, call_id="c3")),
        text("You may pass."),
    ]


def run_hooks() -> list[Queued]:
    def once() -> list[Queued]:
        return [
            respond(call("sounding", {"place": "Skagen"}, call_id="c1")),
            respond(call("transfer_to_converter", call_id="c2")),
            respond(call("to_metres", {"fathoms": 7}, call_id="c3")),
            text('{"metres": 12.8}'),
        ]

    return [*once(), *once()]


def agent_hooks() -> list[Queued]:
    return [
        respond(call("transfer_to_night_keeper", call_id="c1")),
        respond(call("light", call_id="c2")),
        text("The light is on."),
    ]


def dynamic_prompt() -> list[Queued]:
    return [
        text("Arr."),
        text("Beep."),
        respond(call("look_out", {"direction": "north"}, call_id="c1")),
        text("A sail."),
        text("Hello"),
    ]


def structured_output() -> list[Queued]:
    return [
        text('{"response": {"ports": {"1": "Oslo", "2": "Bergen"}}}'),
        text('{"ship": "Alma", "legs": [{"to": "Oslo", "miles": 12.5}]}'),
        text('{"response": ["a", "b"]}'),
        text('{"response": true}'),
        text('{"word": "FOG"}'),
        text('{"word": "fog"}'),
        text('{"ship": 3}'),
    ]


def sessions() -> list[Queued]:
    return [
        respond(call("weight", {"catch": "cod"}, call_id="c1")),
        text("12 kg."),
        text("60 crowns."),
        text("Yes."),
        text("Yes, again."),
        text("Morning."),
        text("Bye."),
    ]


def previous_response() -> list[Queued]:
    def fast() -> Queued:
        return respond(call("speed", call_id="c1"))

    answers = [text("To Esbjerg."), fast(), text("18 knots."), fast(), text("Still 18.")]
    return [*answers, fast(), text("Kept.")]


def usage() -> list[Queued]:
    spent = responses_usage(100, 20, cached=60, reasoned=5)
    return [
        respond(
            call("distance", {"harbour": "Esbjerg"}, call_id="c1"),
            call("helper", {"input": "Fast?"}, call_id="c2"),
            usage=spent,
        ),
        text("Yes."),
        text("21 miles."),
        respond(text("I do not know."), usage=None),
    ]


def retries() -> list[Queued]:
    busy = {"error": {"message": "busy", "code": "rate_limit_exceeded"}}
    return [
        status(429, busy, retry=True),
        status(503, busy, retry=True),
        text("Your turn."),
        status(429, busy),
        status(403, busy),
    ]


def image_output() -> list[Queued]:
    calls = [call("webcam", {"harbour": at}, call_id=f"c_{at}") for at in ("Stade", "Skagen")]
    return [respond(*calls, call("chart", call_id="c3")), text("A ferry and a gull.")]


def chat_completions() -> list[Queued]:
    calls = [call("weather", {"place": at}, call_id=f"c_{at}") for at in ("Oslo", "Skagen")]
    return [
        chat(reasoning("Two places."), text("Hm."), *calls),
        text("Fog on fog on fog."),
        text('{"response": ["N", "W"]}'),
    ]


def custom_model() -> list[Queued]:
    return []


def tool_guardrails() -> list[Queued]:
    def once(name: str, **arguments: str) -> list[Queued]:
        return [respond(call(name, arguments, call_id=f"c_{name}")), text("Done.")]

    return [
        *once("radio", to="Bergen", words="hello"),
        *once("radio", to="Bergen", words="the password"),
        *once("crew_list", ship="Alma"),
        once("crew_list", ship="Ghost")[0],
    ]


def run_filters() -> list[Queued]:
    return [
        respond(call("cast_off", call_id="c1")),
        respond(call("bearing", {"light": "Skagen"}, call_id="c2"), call("fly", call_id="c3")),
        respond(text("Over to you."), call("transfer_to_mate", call_id="c4")),
        text("I have her."),
        text("Hello."),
    ]


def error_handlers() -> list[Queued]:
    def turning() -> Queued:
        return respond(call("turn_round", call_id="c1"))

    broken = events(
        [{"type": "response.created", "response": response_object("resp_0"), "sequence_number": 0}]
    )
    return [
        turning(),
        turning(),
        refusal("I do not sing."),
        refusal("I do not sing."),
        respond(call("fly", call_id="c1")),
        respond(call("leak", call_id="c1")),
        turning(),
        broken,
    ]


def cancel() -> list[Queued]:
    return [
        respond(call("haul", {"net": "first"}, call_id="c1"), call("haul", {"net": "second"}, call_id="c2")),
        text("24 herrings."),
        text("Once upon a time there was a herring.", stall_after=9),
    ]


def tools() -> list[Queued]:
    cargo = [{"what": "salt", "tons": 2.5}, {"what": "tar", "tons": 1}]
    return [
        respond(
            call("locate", {"ship": "Alma", "precise": True}, call_id="c1"),
            call("load", {"cargo": cargo, "where": "aft"}, call_id="c2"),
            call("note", {"remarks": {"fog": True}, "tags": ["a", "b"]}, call_id="c3"),
            call("hail", {"ship": "Alma"}, call_id="c4"),
            call("sink", {"ship": "Alma"}, call_id="c5"),
            call("wait_for_tide", call_id="c6"),
            call("by_hand", {"n": 3}, call_id="c7"),
        ),
        text("All done."),
    ]


def plain_script() -> list[Queued]:
    return [respond(call("fuel_left", call_id="c1")), text("A third."), text("Just about.")]


def approval_nested() -> list[Queued]:
    bridges = [call("raise_bridge", {"name": name}, call_id=f"b_{name}") for name in ("Old", "New")]
    return [
        respond(call("bridge_keeper", {"input": "Raise both."}, call_id="c1")),
        respond(*bridges),
        text("The new one is up."),
        text("You can pass under the new one."),
    ]


def pause_between_turns() -> list[Queued]:
    return [
        respond(call("measure", {"point": 1}, call_id="c1")),
        respond(call("measure", {"point": 2}, call_id="c2")),
        text("Half a knot, then one."),
    ]


def inputs() -> list[Queued]:
    return [text("A log book."), text("The captain's.")]
