"""Every source tells the story: the view has what it should, and ``docs/sources.md`` says what is missing."""

from __future__ import annotations

import pytest
from matrix import Told, printed, table, tell
from stories import TELLINGS
from story import FEATURES, Telling

_told: dict[str, Told] = {}
"""What each source's story left, by the source: it is told once."""


async def _tell(telling: Telling) -> Told:
    if telling.source not in _told:
        _told[telling.source] = await tell(telling)
    return _told[telling.source]


@pytest.mark.parametrize("telling", TELLINGS, ids=lambda telling: telling.source)
async def test_the_view_has_what_it_should_have(telling: Telling) -> None:
    told = await _tell(telling)
    assert telling.seen(told.entries) == telling.expected()
    assert set(told.features) == set(FEATURES) - telling.lacks.keys()


async def test_the_matrix_in_the_docs_is_what_the_stories_print() -> None:
    features = {telling.source: (await _tell(telling)).features for telling in TELLINGS}
    assert printed() == table(features), "python tests/sources/print_matrix.py writes it anew"
