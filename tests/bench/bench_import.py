"""What importing costs: fresh processes, interleaved, medians. Run: make bench."""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

CASES = {
    "python alone": "pass",
    "import openai": "import openai",
    "import agents_widget": "import agents_widget",
    "from agents_widget import watch": "from agents_widget import watch",
    "from agents_widget import Agent, Runner": "from agents_widget import Agent, Runner",
    "import agents": "import agents",
}


def seconds(program: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - begin


def main(rounds: int = 9) -> None:
    """Print the median process time of each import, and its ratio to ``import openai``."""
    names = ("openai", "openai-agents", "anywidget")
    print(f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in names))
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(rounds):
        for name, program in CASES.items():
            times[name].append(seconds(program))
    base = statistics.median(times["import openai"])
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:42} {median:6.3f} s   {median / base:5.2f} of import openai")


if __name__ == "__main__":
    main()
