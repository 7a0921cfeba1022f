"""Tool calls in every server's dialect of chat completion chunks, cut in pieces at random."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

from answers import chat_chunk
from hypothesis import strategies as st

Call = tuple[str, dict[str, Any]]
Cut = Callable[[str], list[str]]
Piece = dict[str, Any]
Dialect = Callable[[list[Call], Cut], Iterator[list[Piece]]]


def piece(index: int | None = None, call_id: str | None = None, **function: Any) -> Piece:
    fields = {"index": index, "id": call_id, "function": function}
    return {name: value for name, value in fields.items() if value is not None}


def written(arguments: dict[str, Any]) -> str:
    return json.dumps(arguments)


def cut_calls(calls: list[Call], cut: Cut) -> Iterator[tuple[int, str, list[str]]]:
    for number, (name, arguments) in enumerate(calls):
        yield number, name, cut(written(arguments))


def by_the_book(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, name, texts in cut_calls(calls, cut):
        yield [{**piece(number, f"c{number}", name=name, arguments=""), "type": "function"}]
        for text in texts:
            yield [piece(number, arguments=text)]


def everything_repeated(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, name, texts in cut_calls(calls, cut):
        for text in texts:
            yield [piece(number, f"c{number}", name=name, arguments=text)]


def empty_texts_in_later_pieces(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, name, texts in cut_calls(calls, cut):
        for place, text in enumerate(texts):
            first = place == 0
            yield [piece(number, f"c{number}" if first else "", name=name if first else "", arguments=text)]


def nulls_in_later_pieces(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, name, texts in cut_calls(calls, cut):
        yield [{"index": number, "id": f"c{number}", "function": {"name": name, "arguments": None}}]
        for text in texts:
            yield [{"index": number, "id": None, "function": {"name": None, "arguments": text}}]


def index_from_one_with_gaps(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, name, texts in cut_calls(calls, cut):
        yield [piece(1 + 3 * number, f"c{number}", name=name)]
        for text in texts:
            yield [piece(1 + 3 * number, arguments=text)]


def ids_and_one_index(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, name, texts in cut_calls(calls, cut):
        yield [piece(0, f"c{number}", name=name, arguments="")]
        for text in texts:
            yield [piece(0, arguments=text)]


def one_index_and_no_ids(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for _, name, texts in cut_calls(calls, cut):
        yield [piece(0, name=name, arguments=texts[0])]
        for text in texts[1:]:
            yield [piece(0, arguments=text)]


def one_index_and_no_ids_the_name_first(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for _, name, texts in cut_calls(calls, cut):
        yield [piece(0, name=name, arguments="")]
        for text in texts:
            yield [piece(0, arguments=text)]


def one_index_and_the_name_in_each_piece(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for _, name, texts in cut_calls(calls, cut):
        for text in texts:
            yield [piece(0, name=name, arguments=text)]


def one_index_and_one_id(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for _, name, texts in cut_calls(calls, cut):
        yield [piece(0, "call_0", name=name, arguments=texts[0])]
        for text in texts[1:]:
            yield [piece(0, "call_0", arguments=text)]


def one_id_and_all_indexes(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, name, texts in cut_calls(calls, cut):
        yield [piece(number, "call_0", name=name, arguments="")]
        for text in texts:
            yield [piece(number, "call_0", arguments=text)]


def no_index_and_the_name_in_each_piece(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for _, name, texts in cut_calls(calls, cut):
        for text in texts:
            yield [piece(name=name, arguments=text)]


def no_index_and_the_name_once(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for _, name, texts in cut_calls(calls, cut):
        yield [piece(name=name, arguments="")]
        for text in texts:
            yield [piece(arguments=text)]


def a_null_index_and_the_id_once(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, name, texts in cut_calls(calls, cut):
        yield [{"index": None, "id": f"c{number}", "function": {"name": name, "arguments": ""}}]
        for text in texts:
            yield [{"index": None, "function": {"arguments": text}}]


def no_index_and_the_id_in_each_piece(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, name, texts in cut_calls(calls, cut):
        yield [piece(None, f"c{number}", name=name)]
        for text in texts:
            yield [piece(None, f"c{number}", arguments=text)]


def in_turns(pieces: Dialect) -> Dialect:
    """The pieces of all calls in turns, of a dialect that says in each piece what call it is of."""

    def interleaved(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
        of_each: dict[Any, list[list[Piece]]] = {}
        for chunk in pieces(calls, cut):
            of_each.setdefault(chunk[0].get("id") or chunk[0].get("index"), []).append(chunk)
        for round_ in itertools.zip_longest(*of_each.values()):
            yield from (chunk for chunk in round_ if chunk)

    return interleaved


def by_index_in_turns(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    first = [piece(number, f"c{number}", name=name) for number, (name, _) in enumerate(calls)]
    yield first
    texts = [[(number, text) for text in texts] for number, _, texts in cut_calls(calls, cut)]
    for round_ in itertools.zip_longest(*texts):
        yield [piece(each[0], arguments=each[1]) for each in round_ if each]


def arguments_as_objects(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, (name, arguments) in enumerate(calls):
        yield [piece(number, f"c{number}", name=name, arguments=arguments)]


def all_in_one_chunk(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    yield [piece(name=name, arguments=written(arguments)) for name, arguments in calls]


def without_function(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, (name, arguments) in enumerate(calls):
        yield [{"index": number, "id": f"c{number}", "name": name, "arguments": written(arguments)}]


def the_whole_repeated_at_the_end(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    yield from by_the_book(calls, cut)
    yield [
        piece(number, f"c{number}", name=name, arguments=written(arguments))
        for number, (name, arguments) in enumerate(calls)
    ]


def numbers_for_ids(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for number, name, texts in cut_calls(calls, cut):
        yield [{"index": number, "id": number, "function": {"name": name}}]
        for text in texts:
            yield [{"index": number, "id": number, "function": {"arguments": text}}]


def empty_places(calls: list[Call], cut: Cut) -> Iterator[list[Piece]]:
    for chunk in by_the_book(calls, cut):
        yield [*chunk, {}]


DIALECTS: list[Dialect] = [
    by_the_book,
    everything_repeated,
    empty_texts_in_later_pieces,
    nulls_in_later_pieces,
    index_from_one_with_gaps,
    ids_and_one_index,
    one_index_and_no_ids,
    one_index_and_no_ids_the_name_first,
    one_index_and_the_name_in_each_piece,
    one_index_and_one_id,
    one_id_and_all_indexes,
    no_index_and_the_name_in_each_piece,
    no_index_and_the_name_once,
    a_null_index_and_the_id_once,
    no_index_and_the_id_in_each_piece,
    in_turns(everything_repeated),
    in_turns(no_index_and_the_id_in_each_piece),
    by_index_in_turns,
    arguments_as_objects,
    all_in_one_chunk,
    without_function,
    the_whole_repeated_at_the_end,
    numbers_for_ids,
    empty_places,
]

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.sampled_from(["}", '"{', "}{", "\\"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)
CALLS = st.lists(
    st.tuples(st.sampled_from(["f", "g"]), st.dictionaries(st.text(max_size=3), VALUES, max_size=3)),
    min_size=1,
    max_size=4,
)


def chunks_of(pieces: Iterator[list[Piece]]) -> list[dict[str, Any]]:
    return [*(chat_chunk({"tool_calls": each}) for each in pieces), chat_chunk({}, "tool_calls")]


def cut_at_random(data: st.DataObject) -> Cut:
    """Cuts a text in up to five pieces."""

    def cut(text: str) -> list[str]:
        places = sorted(data.draw(st.sets(st.integers(1, max(len(text) - 1, 1)), max_size=4)))
        edges = [0, *(place for place in places if place < len(text)), len(text)]
        return [text[start:end] for start, end in itertools.pairwise(edges)]

    return cut


def drawn_calls(dialect: Dialect, calls: list[Call]) -> list[Call]:
    """The calls that a dialect can tell: in one of them, an equal call is the same one, repeated."""
    if dialect is not one_index_and_one_id:
        return calls
    return [call for number, call in enumerate(calls) if call not in calls[:number]]
