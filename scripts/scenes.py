"""The scenes of the gallery: a cell each, and what to wait for before the picture is taken."""

from __future__ import annotations

from dataclasses import dataclass, field

SHOP = '''
import asyncio
import pandas as pd
from agents_widget import Agent, DemoModel, function_tool, watch, ToolContext
from agents_widget.testing import call, handoff, reasoning, text

@function_tool
def find_orders(customer: str, limit: int = 3) -> pd.DataFrame:
    """Find a customer's last orders."""
    orders = {"order": ["A-7", "A-6", "A-2"], "item": ["Lamp", "Desk", "Chair"], "paid": [42.0, 210.0, 89.9]}
    return pd.DataFrame(orders)

@function_tool
async def check_payment(context: ToolContext, order: str) -> str:
    """Check the payments of an order."""
    for step in range(1, 5):
        context.progress(step / 4, f"bank {step} of 4")
        await asyncio.sleep(PACE)
    return "charged twice: 42.00 on Monday, 42.00 on Tuesday"

@function_tool(needs_approval=APPROVAL)
def refund(order: str, amount: float) -> str:
    """Pay money back."""
    if amount > 100:
        raise ValueError("more than was paid")
    return f"refunded {amount:.2f} for {order}"

ANSWER = """**$42.00** is on its way back to your card and will be there by **Thursday**.

| order | item | charged | refunded |
|:--|:--|--:|--:|
| A-7 | Lamp | $84.00 | **$42.00** |

What happened, in short:

1. The payment page timed out on Monday, so your bank kept the first charge.
2. You paid again on Tuesday; both went through.

```python
refund = charges[1:]          # everything but the first
assert sum(refund) == 42.00
```
"""

refunds = Agent(
    name="Refunds",
    instructions="Pay back what was charged wrongly.",
    tools=[check_payment, refund],
    model=DemoModel([
        [call("check_payment", {"order": "A-7"}), call("refund", {"order": "A-7", "amount": 42.0})],
        ANSWER,
    ], tokens_per_second=SPEED),
)
triage = Agent(
    name="Triage",
    instructions="Find out what the customer needs.",
    tools=[find_orders],
    handoffs=[refunds],
    model=DemoModel([
        [reasoning("The customer speaks of a double charge. Look at the last orders, then hand over."),
         text("Let me look at your last orders."), call("find_orders", {"customer": "c_81", "limit": 3})],
        [handoff(refunds)],
    ], tokens_per_second=SPEED),
)
'''
QUESTION = "I was charged twice for my lamp. Can you help?"


@dataclass(frozen=True)
class Scene:
    """A cell, what the kernel has run before it, the element to wait for, and what to click then.

    ``rest`` is the time before the picture is taken, in milliseconds.
    """

    name: str
    code: str
    setup: str = ""
    until: str = "xpath=self::*[@data-status='done']"
    clicks: tuple[str, ...] = field(default=())
    rest: int = 400


def shop(*, speed: str = "None", pace: float = 0.01, approval: bool = False) -> str:
    """Write the shop: two agents, three tools, a handoff."""
    return f"SPEED, PACE, APPROVAL = {speed}, {pace}, {approval}\n" + SHOP


ASK = f"watch(triage, {QUESTION!r})"
FAILING = """
from agents_widget import Agent, OpenAIResponsesModel, watch
from openai import AsyncOpenAI

client = AsyncOpenAI(base_url="http://127.0.0.1:9/v1", api_key="none", max_retries=0)
agent = Agent(name="Assistant", model=OpenAIResponsesModel("some-model", client))
watch(agent, "Hello?")
"""

LOCAL = '''
from agents_widget import Agent, LocalModel, function_tool, watch

@function_tool
def get_weather(city: str) -> str:
    """Tell the weather in a city."""
    return f"18 degrees and light rain in {city}"

@function_tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b

model = LocalModel()
weather = Agent(name="Weather", handoff_description="Answers questions about the weather.",
                tools=[get_weather], model=model)
maths = Agent(name="Maths", handoff_description="Adds numbers.", tools=[add], model=model)
triage = Agent(name="Triage", instructions="Hand over to the agent that fits.",
               handoffs=[weather, maths], model=model)
'''

SCENES = [
    Scene("run", ASK, shop()),
    Scene(
        "streaming", ASK, shop(speed="40", pace=0.2), until="[data-kind=message][data-agent=Refunds] table"
    ),
    Scene("approval", ASK, shop(approval=True), until="[data-action=approve]"),
    Scene("tools", ASK, shop(), clicks=("role=tab[name=/Tools/]",)),
    Scene("timeline", ASK, shop(speed="200", pace=0.1), clicks=("role=tab[name=/Timeline/]",)),
    Scene("events", ASK, shop(), clicks=("role=tab[name=/Events/]",)),
    Scene("local-model", 'watch(triage, "What is the weather in Paris?")', LOCAL),
    Scene("failed", FAILING, until="xpath=self::*[@data-status='failed']"),
]
