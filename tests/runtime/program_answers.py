"""What the model server answers to each of the programs in ``tests/programs/sdk_*.py``, by program."""

from __future__ import annotations

from collections.abc import Callable

from answers import (
    Part,
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
from loopback import Queued, Request

answers: dict[str, Callable[[], list[Queued]]] = {}


def program(function: Callable[[], list[Queued]]) -> Callable[[], list[Queued]]:
    """Register the answers of the program whose name, after ``sdk_``, is the function's."""
    answers[function.__name__] = function
    return function


@program
def stream_text() -> list[Queued]:
    return [text("High water is at noon.\nLow water is at six.", size=5)]


@program
def stream_items() -> list[Queued]:
    return [
        respond(
            reasoning("I need the tides of both days."),
            text("Let me look that up."),
            call("tide_at", {"harbour": "Stade", "hour": 6}, call_id="c1"),
            call("tide_at", {"harbour": "Stade", "hour": 12}, call_id="c2"),
        ),
        text("Low at six, high at noon."),
    ]


@program
def message_filter() -> list[Queued]:
    return [
        text("Hello, Ada."),
        respond(call("berth_number", {"ship": "Alma"}, call_id="c1")),
        text("At berth 4."),
        text("The old crane."),
        respond(call("transfer_to_dutch_clerk", call_id="c2")),
        text("Natuurlijk."),
    ]


@program
def routing() -> list[Queued]:
    return [
        respond(call("transfer_to_danish_agent", call_id="c1")),
        text("Klokken otte."),
        text("Tyve kroner."),
        text("Det ved jeg ikke."),
    ]


@program
def input_guardrails() -> list[Queued]:
    return [
        text('{"reasoning": "harmless", "is_smuggling": false}'),
        text("Whatever you can carry."),
        text('{"reasoning": "a hidden parrot", "is_smuggling": true}'),
    ]


@program
def output_guardrails() -> list[Queued]:
    late = '{"reasoning": "It is late.", "text": "We are sorry.", "passengers": null}'
    number = '{"reasoning": "They asked.", "text": "Call 650.", "passengers": 3}'
    return [text(late), text(number), text(number)]


@program
def streaming_guardrails() -> list[Queued]:
    verdicts = [text("yes"), text("no")]

    def tide(request: Request) -> Part:
        if "Checker" in str(request.body) or "Is this simple" in request.body["instructions"]:
            return verdicts.pop(0)
        return text("The moon pulls the water, and differential gravitation does the rest.", size=5)

    return [text("O sea, o sea, o wide and salty sea", size=3), tide, tide, tide]


def by_instructions(said: dict[str, Part]) -> Callable[[Request], Part]:
    """An answer that depends on who asks: requests that are made at once come in any order."""
    return lambda request: next(part for words, part in said.items() if words in request.body["instructions"])


@program
def agents_as_tools() -> list[Queued]:
    once = [
        respond(
            text("Both at once."),
            call("to_danish", {"input": "The ferry leaves."}, call_id="c1"),
            call("german_agent", {"input": "The ferry leaves."}, call_id="c2"),
        ),
        *[by_instructions({"Danish": text("Afgang."), "German": text("Abfahrt.\nGleich.")})] * 2,
        text("Afgang. Abfahrt."),
        text("Afgang! Abfahrt!"),
    ]
    return [
        *once,
        respond(call("to_dutch", {"input": "Go"}, call_id="c3")),
        text("Ga."),
        text("Ga."),
        text("Ga!"),
    ]


@program
def agents_as_tools_streaming() -> list[Queued]:
    def asking(cashier: str) -> list[Queued]:
        return [
            respond(call(cashier, {"input": "12 metres?"}, call_id=f"c_{cashier}")),
            respond(call("berth_fee", {"metres": 12}, call_id=f"fee_{cashier}")),
            text("36 crowns."),
            text("That is 36 crowns a day."),
        ]

    return [*asking("cashier"), *asking("second_cashier")]


@program
def agents_as_tools_structured() -> list[Queued]:
    return [
        respond(call("plan_passage", {"ship": "Alma", "to": "Esbjerg"}, call_id="c1")),
        text("North by west."),
        text("The Alma goes north by west."),
    ]


@program
def deterministic() -> list[Queued]:
    return [
        text("A keeper waits."),
        text('{"good_quality": true, "is_sea_story": true}'),
        text("A keeper waited."),
        text("Sand."),
        text('{"good_quality": true, "is_sea_story": false}'),
    ]


@program
def judge() -> list[Queued]:
    return [
        text("We float."),
        text('{"response": {"feedback": "More poetry.", "score": "needs_work"}}'),
        text("We float like a song."),
        text('{"response": {"feedback": "", "score": "pass"}}'),
    ]


@program
def parallelization() -> list[Queued]:
    way = by_instructions({f"way {n}": text(f"Pas på hullet {n}.") for n in (1, 2, 3)})
    return [way, way, way, text("Pas på hullet 2.")]


@program
def forcing_tool_use() -> list[Queued]:
    asks = [respond(call("wind_at", {"place": "Skagen"}, call_id=f"c{n}")) for n in range(4)]
    return [asks[0], text("A gale."), *asks[1:]]


@program
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


@program
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


@program
def approval_in_two_processes() -> list[Queued]:
    return [
        respond(call("transfer_to_lock_keeper", call_id="c1")),
        respond(text("First the level."), call("water_level", call_id="c2")),
        respond(call("open_lock", {"gate": "west"}, call_id="c3")),
        text("You may pass."),
    ]


@program
def run_hooks() -> list[Queued]:
    def once() -> list[Queued]:
        return [
            respond(call("sounding", {"place": "Skagen"}, call_id="c1")),
            respond(call("transfer_to_converter", call_id="c2")),
            respond(call("to_metres", {"fathoms": 7}, call_id="c3")),
            text('{"metres": 12.8}'),
        ]

    return [*once(), *once()]


@program
def agent_hooks() -> list[Queued]:
    return [
        respond(call("transfer_to_night_keeper", call_id="c1")),
        respond(call("light", call_id="c2")),
        text("The light is on."),
    ]


@program
def dynamic_prompt() -> list[Queued]:
    return [
        text("Arr."),
        text("Beep."),
        respond(call("look_out", {"direction": "north"}, call_id="c1")),
        text("A sail."),
        text("Hello"),
    ]


@program
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


@program
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


@program
def previous_response() -> list[Queued]:
    def fast() -> Queued:
        return respond(call("speed", call_id="c1"))

    answers = [text("To Esbjerg."), fast(), text("18 knots."), fast(), text("Still 18.")]
    return [*answers, fast(), text("Kept.")]


@program
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


@program
def retries() -> list[Queued]:
    busy = {"error": {"message": "busy", "code": "rate_limit_exceeded"}}
    return [
        status(429, busy, retry=True),
        status(503, busy, retry=True),
        text("Your turn."),
        status(429, busy),
        status(403, busy),
    ]


@program
def image_output() -> list[Queued]:
    calls = [call("webcam", {"harbour": at}, call_id=f"c_{at}") for at in ("Stade", "Skagen")]
    return [respond(*calls, call("chart", call_id="c3")), text("A ferry and a gull.")]


@program
def chat_completions() -> list[Queued]:
    calls = [call("weather", {"place": at}, call_id=f"c_{at}") for at in ("Oslo", "Skagen")]
    return [
        chat(reasoning("Two places."), text("Hm."), *calls),
        text("Fog on fog on fog."),
        text('{"response": ["N", "W"]}'),
    ]


@program
def custom_model() -> list[Queued]:
    return []


@program
def tool_guardrails() -> list[Queued]:
    def once(name: str, **arguments: str) -> list[Queued]:
        return [respond(call(name, arguments, call_id=f"c_{name}")), text("Done.")]

    return [
        *once("radio", to="Bergen", words="hello"),
        *once("radio", to="Bergen", words="the password"),
        *once("crew_list", ship="Alma"),
        once("crew_list", ship="Ghost")[0],
    ]


@program
def run_filters() -> list[Queued]:
    return [
        respond(call("cast_off", call_id="c1")),
        respond(call("bearing", {"light": "Skagen"}, call_id="c2"), call("fly", call_id="c3")),
        respond(text("Over to you."), call("transfer_to_mate", call_id="c4")),
        text("I have her."),
        text("Hello."),
    ]


@program
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


@program
def cancel() -> list[Queued]:
    return [
        respond(call("haul", {"net": "first"}, call_id="c1"), call("haul", {"net": "second"}, call_id="c2")),
        text("24 herrings."),
        text("Once upon a time there was a herring.", stall_after=9),
    ]


@program
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


@program
def plain_script() -> list[Queued]:
    return [respond(call("fuel_left", call_id="c1")), text("A third."), text("Just about.")]
