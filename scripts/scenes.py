"""The scenes of the gallery: a cell each, and what to wait for before the picture is taken."""

from __future__ import annotations

from dataclasses import dataclass, field

from other_agents import LANGGRAPH, PYDANTIC_AI

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


ALL = tuple((theme, width) for theme in ("light", "dark") for width in ("wide", "narrow"))


@dataclass(frozen=True)
class Scene:
    """A cell, what the kernel has run before it, the element to wait for, and what to click then.

    ``before`` is called in the page, with the view, before a picture; ``rest`` is the time until it is taken,
    in milliseconds. ``reopened``: the notebook is saved, its kernel ends, and it is opened again.
    ``language`` is the page's, ``high_contrast``: it forces its colours on the view. ``fills_window``: the
    picture is of the whole window. ``pictures``: those that are kept, by theme and width.
    """

    name: str
    code: str
    setup: str = ""
    until: str = "xpath=self::*[@data-status='done']"
    clicks: tuple[str, ...] = field(default=())
    before: str = "() => {}"
    rest: int = 400
    reopened: bool = False
    language: str = "en"
    high_contrast: bool = False
    fills_window: bool = False
    pictures: tuple[tuple[str, str], ...] = ALL


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

TEXT = r"""
from agents_widget import Agent, DemoModel, watch

ANSWER = '''### Why the estimate is unbiased

For independent draws $x_1, \\dots, x_n$ the mean is expected where it should be:

$$\\mathbb{E}[\\bar x] = \\frac{1}{n}\\sum_{i=1}^{n} \\mathbb{E}[x_i] = \\mu$$

- [x] derived for the mean
- [ ] the variance needs $n - 1$, see [the proof](https://example.org/bessel)[^1]

```python
def variance(xs: list[float]) -> float:
    mean = sum(xs) / len(xs)
    return sum((x - mean) ** 2 for x in xs) / (len(xs) - 1)  # not len(xs)
```

> A biased estimate may still be the better one.

![the distribution](https://example.org/plot.png)

[^1]: After Friedrich Bessel.
'''
watch(Agent(name="Tutor", model=DemoModel([ANSWER], tokens_per_second=None)), "Is the mean unbiased?")
"""

RETRACTED = """
from agents_widget import Agent, DemoModel, GuardrailFunctionOutput, output_guardrail, watch

@output_guardrail
async def no_promises(context, agent, output):
    return GuardrailFunctionOutput("It promises a date that nobody confirmed.", tripwire_triggered=True)

answer = "Your **$42.00** will be on your card by Thursday, at the very latest. You have my word for it."
model = DemoModel([answer], tokens_per_second=None)
watch(Agent(name="Refunds", output_guardrails=[no_promises], model=model), "When will I have my money?")
"""

CHAT = '''
from agents_widget import Agent, Chat, DemoModel, function_tool
from agents_widget.testing import call

@function_tool
def find_orders(customer: str) -> str:
    """Find the orders of a customer."""
    return "A-7 kettle, on its way; B-2 teapot, delivered"

model = DemoModel([
    call("find_orders", {"customer": "c_81"}),
    "You ordered a **kettle** (A-7, on its way) and a **teapot** (B-2, delivered).",
    "Tomorrow, between 9 and 12.",
], tokens_per_second=None)
chat = Chat(Agent(name="Clerk", tools=[find_orders], model=model))
await chat.ask("Where are my orders?")
await chat.ask("When does the kettle come?")
chat
'''

RIGHT_TO_LEFT = '''
from agents_widget import Agent, DemoModel, function_tool, watch
from agents_widget.testing import call, reasoning

@function_tool
def find_orders(customer: str) -> str:
    """Find the orders of a customer."""
    return "A-7: מנורה, 42.00"

model = DemoModel([
    [reasoning("הלקוח שואל על הזמנה."), call("find_orders", {"customer": "לקוח 81"})],
    "ההזמנה **A-7** נשלחה אתמול. הסכום הוא `42.00`.\\n\\n1. מנורה אחת\\n2. בלי דמי משלוח",
], tokens_per_second=None)
watch(Agent(name="שירות", tools=[find_orders], model=model), "איפה ההזמנה שלי?")
'''

DATA = '''
import pandas as pd
from agents_widget import Agent, DemoModel, function_tool, register_tool_view, watch
from agents_widget.testing import call

@function_tool
def load_sales() -> pd.DataFrame:
    """Load what was sold."""
    months = ["Jan", "Feb", "Mar"]
    return pd.DataFrame({"month": months, "kettles": [31, 28, 40], "teapots": [12, 15, 20]})

@function_tool
def count_visits(shop: str) -> dict[str, int]:
    """Count the visits of a week."""
    return {"Mon": 31, "Tue": 44, "Wed": 38, "Thu": 52, "Fri": 71, "Sat": 96, "Sun": 17}

register_tool_view(count_visits, esm="""
export default ({ value, el }) => {
  el.style = "display: flex; align-items: end; gap: 4px; height: 90px";
  for (const [day, visits] of Object.entries(value)) {
    const bar = document.createElement("div");
    bar.style = `width: 3em; height: ${visits}%; background: #33658a; color: white; text-align: center`;
    bar.textContent = day;
    el.append(bar);
  }
}
""")
model = DemoModel([
    [call("load_sales", {}), call("count_visits", {"shop": "Harbour street"})],
    "**Saturday** was the busiest day.",
], tokens_per_second=None)
watch(Agent(name="Analyst", tools=[load_sales, count_visits], model=model), "How is business?")
'''

FOUR = '''
from agents_widget import Agent, DemoModel, function_tool, watch
from agents_widget.testing import call

@function_tool(needs_approval=True)
def refund(order: str, amount: float, note: str = "") -> str:
    """Pay money back."""
    return "refunded"

calls = [call("refund", {"order": f"A-{n}", "amount": 42.0 * n, "note": ""}) for n in range(1, 5)]
model = DemoModel([calls, "Done."], tokens_per_second=None)
watch(Agent(name="Clerk", tools=[refund], model=model), "Refund all.")
'''

STEPPING = """
run = watch(triage, "I was charged twice for my lamp. Can you help?")
run.step()
run
"""

BRANCHES = """
from agents_widget import Agent, Chat, DemoModel

model = DemoModel(["Take the **train**: it is there by noon.", "Take the **boat**, if there is time."],
                  tokens_per_second=None)
chat = Chat(Agent(name="Guide", model=model))
await chat.ask("How do I get to the island?")
chat.retry()
await chat
chat
"""

TABLE = '''
import pandas as pd
from agents_widget import Agent, DemoModel, function_tool, watch
from agents_widget.testing import call

@function_tool
def load_sales() -> pd.DataFrame:
    """Load what was sold."""
    days = pd.date_range("2026-01-01", periods=400)
    kettles = [n * 7 % 50 for n in range(400)]
    return pd.DataFrame({"day": days, "kettles": kettles, "shop": ["Harbour", "Mill"] * 200})

model = DemoModel([call("load_sales", {}), "The mill sells more."], tokens_per_second=None)
watch(Agent(name="Analyst", tools=[load_sales], model=model), "How is business?")
'''

FAILED = "xpath=self::*[@data-status='failed']"
PAIR = (("light", "wide"), ("dark", "narrow"))


def tab(name: str) -> tuple[str, ...]:
    """The click that shows a tab."""
    return (f"role=tab[name=/{name}/]",)


SCENES = [
    Scene("run", ASK, shop()),
    Scene(
        "streaming", ASK, shop(speed="20", pace=0.2), until="[data-kind=message][data-agent=Refunds] table"
    ),
    Scene("approval", ASK, shop(approval=True), until="[data-action=approve]"),
    Scene(
        "approval-form",
        ASK,
        shop(approval=True),
        until="[data-action=approve]",
        clicks=("[data-action=edit]",),
        pictures=PAIR,
    ),
    *[
        Scene(
            name,
            f"watch(clerk, {QUESTION!r})",
            setup,
            until="[data-action=approve]",
            clicks=("[data-action=edit]",),
            pictures=PAIR,
        )
        for name, setup in (("pydantic-ai", PYDANTIC_AI), ("langgraph", LANGGRAPH))
    ],
    Scene("approvals", FOUR, until="[data-action=approve-all]", pictures=PAIR),
    Scene("stepping", STEPPING, shop(), until="[data-action=resume]", pictures=PAIR),
    Scene("branches", BRANCHES, until="[data-action=next-branch]", pictures=PAIR),
    Scene("table", TABLE, clicks=("[data-tool=load_sales] button",), pictures=PAIR),
    Scene("german", ASK, shop(approval=True), until="[data-action=approve]", language="de", pictures=PAIR),
    Scene(
        "high-contrast",
        ASK,
        shop(approval=True),
        until="[data-action=approve]",
        high_contrast=True,
        pictures=PAIR,
    ),
    Scene(
        "presenter",
        ASK,
        shop(),
        clicks=("[data-action=replay]", "[data-action=present-slides]", *["[data-action=next-slide]"] * 3),
        fills_window=True,
        pictures=PAIR,
    ),
    Scene("menu", ASK, shop(), clicks=("[data-action=view-menu]",), pictures=PAIR),
    Scene("tools", ASK, shop(), clicks=tab("Tools"), pictures=PAIR),
    Scene("timeline", ASK, shop(speed="200", pace=0.1), clicks=tab("Timeline"), pictures=PAIR),
    Scene("events", ASK, shop(), clicks=tab("Events"), pictures=PAIR),
    Scene("usage", ASK, shop(), clicks=tab("Usage"), pictures=PAIR),
    Scene("replay", ASK, shop(speed="200"), clicks=("[data-action=replay]", ".agw-slider"), pictures=PAIR),
    Scene(
        "data",
        DATA,
        clicks=("[data-tool=load_sales] button", "[data-tool=count_visits] button"),
        pictures=PAIR,
    ),
    Scene("text", TEXT, pictures=PAIR),
    Scene("retracted", RETRACTED, until=FAILED, pictures=PAIR),
    Scene("failed", FAILING, until=FAILED, pictures=PAIR),
    Scene("chat", CHAT, pictures=PAIR),
    Scene("right-to-left", RIGHT_TO_LEFT, before="node => { node.parentElement.dir = 'rtl' }", pictures=PAIR),
    Scene("reopened", ASK, shop(), reopened=True, pictures=PAIR),
    Scene("local-model", 'watch(triage, "What is the weather in Paris?")', LOCAL, pictures=PAIR),
]
