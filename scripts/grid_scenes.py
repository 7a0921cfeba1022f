"""The gallery's scenes of a grid of runs: a shop's questions, asked of two agents."""

from __future__ import annotations

from scenes import ALL, PAIR, Scene

SHOP = '''
import asyncio, random
from agents_widget import Agent, DemoModel, function_tool, grid
from agents_widget.testing import call, text

THINGS = "lamp desk chair kettle radio clock mirror carpet shelf sofa vase stool".split()
TROUBLES = {
    "came broken": "Exchange: a new one leaves today.",
    "was charged twice": "Refund: the second charge goes back to your card.",
    "has not come": "Status: it is with the carrier and comes on Thursday.",
    "is too large": "Return: the label is in your mail, keep the box.",
    "has the wrong colour": "Exchange: we send the right one and fetch this.",
}
CASES = [
    {"question": f"My {thing} {trouble}. What now?", "answer": answer}
    for trouble, answer in TROUBLES.items() for thing in THINGS
]

@function_tool
async def find_orders(customer: str, limit: int = 3) -> str:
    """Find a customer's last orders."""
    await asyncio.sleep(random.uniform(0.1, 0.5) * PACE)
    return "A-7 lamp, A-6 desk, A-2 chair"

@function_tool(needs_approval=True)
def refund(order: str, amount: float) -> str:
    """Pay money back."""
    return f"refunded {amount:.2f} for {order}"

class ServerBusyError(Exception):
    """The model's server has too much to do."""

def shop_agent(name, right, speed, broken=0.0, asks=False):
    chance = random.Random(name)
    answers = list(dict.fromkeys(TROUBLES.values()))

    def turn(items):
        question = next(item["content"] for item in items if item.get("role") == "user")
        if len(items) == 1:
            if chance.random() < broken:
                raise ServerBusyError("503: the model is overloaded, try again later.")
            return [text("Let me look at your orders. "), call("find_orders", {"customer": "c_81"})]
        if asks and question.startswith(("My lamp was", "My sofa was")) and len(items) < 5:
            return [call("refund", {"order": "A-7", "amount": 42.0})]
        wanted = next(case["answer"] for case in CASES if case["question"] == question)
        return wanted if chance.random() < right else chance.choice(answers)

    return Agent(name=name, instructions="Help the shop's customers.", tools=[find_orders, refund],
                 model=DemoModel(turn, tokens_per_second=speed))

def exact(output, expected):
    return output == expected

def brief(output):
    return round(min(1.0, 38 / len(output)), 2)

PRICES = {"demo": {"input": 0.4, "output": 1.6}}
AGENTS = {
    "small": shop_agent("small", 0.72, SPEED, BROKEN),
    "big": shop_agent("big", 0.93, SPEED and SPEED * 0.7, BROKEN / 4, ASKS),
}
'''
GRID = """
g = grid(AGENTS, CASES, input="question", expected="answer", scorers=[exact, brief], prices=PRICES,
         budget_usd=0.5, max_concurrency=14)
g
"""
EPOCHS = """
g = grid(AGENTS, CASES[:30], input="question", expected="answer", scorers=[exact, brief], epochs=3)
g
"""
OVER = "xpath=self::*[@data-grid='done']"


def shop(*, speed: float | None = None, pace: float = 0.02, broken: float = 0.0, asks: bool = False) -> str:
    """Write the shop: how fast the agents are, how often the server fails, whether refunds are asked for."""
    return f"SPEED, PACE, BROKEN, ASKS = {speed}, {pace}, {broken}, {asks}\n" + SHOP


GRID_SCENES = [
    Scene(
        "grid",
        GRID,
        shop(speed=12, pace=2, broken=0.08, asks=True),
        until="xpath=self::*[number(substring-before(.//strong, ' of')) > 36]",
        pictures=ALL,
    ),
    Scene("grid-failures", GRID, shop(broken=0.3), until=OVER, pictures=PAIR),
    Scene(
        "grid-matrix",
        GRID,
        shop(broken=0.05),
        until=OVER,
        clicks=("[data-mode=matrix]", "[data-filter=differ]"),
        pictures=ALL,
    ),
    Scene("grid-epochs", EPOCHS, shop(), until=OVER, clicks=("[data-action=open-row]",), pictures=PAIR),
    Scene(
        "grid-approval",
        GRID,
        shop(speed=30, asks=True),
        until="[data-row-state=waiting]",
        clicks=("[data-filter=waiting]", "[data-action=open-row]"),
        pictures=PAIR,
    ),
]
