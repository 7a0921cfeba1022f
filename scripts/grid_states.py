"""More scenes of a grid, for tests: what is rare, long, hostile, or written from right to left."""

from __future__ import annotations

from grid_scenes import OVER
from scenes import Scene

SETUP = '''
from agents_widget import grid

async def echo(question):
    """Answer at once."""
    return f"You asked: {question}"

async def fail(question):
    """Never answer."""
    raise ConnectionResetError(f"The server of the model hung up while it was asked {question!r}.")

def right(output, expected):
    return len(output) % 2

def brief(output):
    return round(min(1.0, 30 / len(output)), 2)

def kind(output):
    return "long and winding" if len(output) > 30 else "short"

LONG = "word " * 90 + "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 6
HOSTILE = [
    "<img src=x onerror='window.hit = 1'><b>bold</b>",
    "[link](javascript:alert(1)) **not bold** `code` $x^2$",
    "</script><script>window.hit = 1</script>",
    "\\u202eevil txt.exe\\u202c \\u200bzero\\u200bwidth \\u0007 bell \\x1b[31m",
    "line one\\nline two\\r\\nline three\\ttab",
    "Zalgo " + "Z\\u0300\\u0301\\u0302\\u0303" * 40,
    "",
]
RIGHT_TO_LEFT = [
    "ما هي عاصمة فرنسا؟", "مرحبا world هذا مختلط (A-7)", "איפה ההזמנה שלי?", "שלום 42 עולם", "plain English",
    "لماذا تم خصم المبلغ مرتين من بطاقتي؟",
]
SCORERS = [right, brief]
'''


def state(name: str, code: str, *clicks: str, until: str = OVER) -> Scene:
    """Give the scene of a grid that a line of code makes."""
    return Scene(name, code, SETUP, until=until, clicks=clicks, pictures=())


TWO = '{"small": echo, "a much larger model with a name that goes on": echo}'
GRID_STATES = [
    state("one", 'grid(echo, ["Only one question"])'),
    state("all-failed", 'grid({"small": fail, "big": fail}, [f"Q {n}" for n in range(30)], scorers=SCORERS)'),
    state("long", f"grid({TWO}, [LONG, LONG[5:], LONG * 20, 'short'], scorers=[right, brief, kind])"),
    state("long-matrix", f"grid({TWO}, [LONG, LONG[5:], LONG * 20], scorers=SCORERS)", "[data-mode=matrix]"),
    state(
        "hostile",
        'grid({"<b>small</b>": echo, "big\\u202e": fail}, HOSTILE, scorers=SCORERS)',
        "[data-action=open-row]",
    ),
    state("right-to-left", 'grid({"صغير": echo, "big": echo}, RIGHT_TO_LEFT, scorers=SCORERS)'),
    state("many", "grid(echo, [f'Question number {n}' for n in range(5000)], scorers=SCORERS)"),
    state("no-rows", 'grid({"small": echo, "big": echo}, ["a", "b"])', "[data-filter=failed]"),
    state(
        "six-agents",
        "grid({f'agent {n}': echo for n in range(6)}, RIGHT_TO_LEFT, scorers=SCORERS)",
        "[data-mode=matrix]",
    ),
]
