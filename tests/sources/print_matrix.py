"""Writes the matrix of ``docs/sources.md`` by what the view has of each source's story."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path


async def main() -> None:
    """Let every source tell the story."""
    sys.path.insert(0, str(Path(__file__).parents[1]))  # the other modules of the tests, as pytest finds them
    from matrix import DOCS, print_table, tell
    from stories import TELLINGS

    features = {}
    for telling in TELLINGS:
        features[telling.source] = (await tell(telling)).features
        print(f"{telling.source}: {len(features[telling.source])} features")
    print_table(features)
    print(f"The matrix is in {DOCS}.")


if __name__ == "__main__":
    asyncio.run(main())
