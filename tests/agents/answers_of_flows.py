"""What the model server answers to programs about agents and how they work together.

Each function is named as its program in ``tests/programs`` is, without the ``sdk_``.
"""

from __future__ import annotations

from collections.abc import Callable

from answers import Part, call, reasoning, respond, text
from loopback import Queued, Request


def stream_text() -> list[Queued]:
    return [text("High water is at noon.\nLow water is at six.", size=5)]


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


def demo_loop() -> list[Queued]:
    return [
        respond(text("Let me see."), call("tide", {"harbour": "Stade"}, call_id="c1")),
        text("At noon."),
        respond(call("transfer_to_pilot", call_id="c2")),
        text("I do."),
        text("You are welcome."),
    ]


def message_filter() -> list[Queued]:
    return [
        text("Hello, Ada."),
        respond(call("berth_number", {"ship": "Alma"}, call_id="c1")),
        text("At berth 4."),
        text("The old crane."),
        respond(call("transfer_to_dutch_clerk", call_id="c2")),
        text("Natuurlijk."),
    ]


def routing() -> list[Queued]:
    return [
        respond(call("transfer_to_danish_agent", call_id="c1")),
        text("Klokken otte."),
        text("Tyve kroner."),
        text("Det ved jeg ikke."),
    ]


def input_guardrails() -> list[Queued]:
    return [
        text('{"reasoning": "harmless", "is_smuggling": false}'),
        text("Whatever you can carry."),
        text('{"reasoning": "a hidden parrot", "is_smuggling": true}'),
    ]


def output_guardrails() -> list[Queued]:
    late = '{"reasoning": "It is late.", "text": "We are sorry.", "passengers": null}'
    number = '{"reasoning": "They asked.", "text": "Call 650.", "passengers": 3}'
    return [text(late), text(number), text(number)]


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


def agents_as_tools_streaming() -> list[Queued]:
    def asking(cashier: str) -> list[Queued]:
        return [
            respond(call(cashier, {"input": "12 metres?"}, call_id=f"c_{cashier}")),
            respond(call("berth_fee", {"metres": 12}, call_id=f"fee_{cashier}")),
            text("36 crowns."),
            text("That is 36 crowns a day."),
        ]

    return [*asking("cashier"), *asking("second_cashier")]


def agents_as_tools_structured() -> list[Queued]:
    return [
        respond(call("plan_passage", {"ship": "Alma", "to": "Esbjerg"}, call_id="c1")),
        text("North by west."),
        text("The Alma goes north by west."),
    ]


def deterministic() -> list[Queued]:
    return [
        text("A keeper waits."),
        text('{"good_quality": true, "is_sea_story": true}'),
        text("A keeper waited."),
        text("Sand."),
        text('{"good_quality": true, "is_sea_story": false}'),
    ]


def judge() -> list[Queued]:
    return [
        text("We float."),
        text('{"response": {"feedback": "More poetry.", "score": "needs_work"}}'),
        text("We float like a song."),
        text('{"response": {"feedback": "", "score": "pass"}}'),
    ]


def parallelization() -> list[Queued]:
    way = by_instructions({f"way {n}": text(f"Pas på hullet {n}.") for n in (1, 2, 3)})
    return [way, way, way, text("Pas på hullet 2.")]


def forcing_tool_use() -> list[Queued]:
    asks = [respond(call("wind_at", {"place": "Skagen"}, call_id=f"c{n}")) for n in range(4)]
    return [asks[0], text("A gale."), *asks[1:]]


def customer_service() -> list[Queued]:
    return [
        respond(call("transfer_to_faq", {"why": "a dog", "urgent": False}, call_id="c1")),
        respond(call("faq", {"question": "May a dog come?"}, call_id="c2")),
        text("It may, for free."),
        respond(call("transfer_to_desk", call_id="c3")),
        respond(text("One moment."), call("to_cabins", call_id="c4")),
        respond(call("change_cabin", {"number": "7", "new_cabin": "12A"}, call_id="c5")),
        text("You have 12A."),
        text("Bon voyage."),
    ]


def nested_history() -> list[Queued]:
    once: list[Queued] = [
        respond(text("I look it up."), call("draught", {"ship": "Alma"}, call_id="c1")),
        respond(call("transfer_to_pilot", call_id="c2")),
        text("Follow me."),
    ]
    return [*once, *once]


def streams_side_by_side() -> list[Queued]:
    def report(request: Request) -> Part:
        instructions = request.body["instructions"]
        if "wait" in instructions:
            return call("never", call_id="c1")
        ship = "Alma" if "Alma" in instructions else "Bris"
        return text("Here." if "alone" in instructions else f"All well on the {ship}.")

    return [report] * 4
