"""Runs the storm from the command line: ``python tests/chaos --help``."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import hang
from storm import run_all


def main() -> int:
    """Run the seeds that were asked for, and print those that fail."""
    parser = argparse.ArgumentParser(prog="python tests/chaos", description="A seeded storm of runs.")
    parser.add_argument("--seed", type=int, help="run one seed only")
    parser.add_argument("--runs", type=int, default=500, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seconds", type=float, default=hang.SECONDS, help="when a run counts as hanging")
    options = parser.parse_args()
    hang.SECONDS = options.seconds
    logging.disable(logging.CRITICAL)
    seeds = [options.seed] if options.seed is not None else range(options.first, options.first + options.runs)
    failed: list[int] = []
    done = 0

    def report(seed: int, problems: list[str]) -> None:
        nonlocal done
        done += 1
        if problems:
            failed.append(seed)
            print(f"seed {seed}:", *problems, sep="\n  ", flush=True)
        if done % 500 == 0:
            print(f"{done} runs, {len(failed)} failed", flush=True)

    complaints = asyncio.run(run_all(seeds, report))
    print(*(f"complaint: {complaint}" for complaint in complaints), sep="\n")
    print(f"{done} runs, {len(failed)} failed: {sorted(failed)}")
    return 1 if failed or complaints else 0


if __name__ == "__main__":
    sys.exit(main())
