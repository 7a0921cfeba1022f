"""What the demo model says: an account of a run it made, or a ready-made answer to a plain prompt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .conversation import Answered, clipped

_REAL_MODEL = """\
```python
from agents_widget import Agent, LocalModel

Agent(name="Assistant")                      # an OpenAI model: set OPENAI_API_KEY first
Agent(name="Assistant", model=LocalModel())  # a small real model on this machine, no key
```"""
_FOOTER = """

---
*I am the demo model: this answer was ready before you asked. For a real one, give your agent a `model`.*"""
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_JOKES = (
    "Why do programmers mistake Halloween for Christmas? Because **Oct 31 = Dec 25**.",
    "There are `10` kinds of people: those who read binary, and those who don't.",
    "A SQL query walks into a bar, goes up to two tables and asks: *“May I join you?”*",
    "I would tell you a joke about UDP, but you might not get it.",
    "Why did the notebook break up with the script? It wanted to be taken *one cell at a time*.",
    "How many programmers does it take to change a light bulb? None, that is a hardware problem.",
    "My agent told me a joke about recursion. To get it, you must first get it.",
    "Two threads walk into a bar. The barkeeper: *“Hey, no race condi”* … *“tions!”*",
    "Why was the function so calm? It had no side effects.",
    "What is a robot's favourite snack? Micro*chips*.",
    "I asked the tool for the time. It timed out.",
    "Why did the token cross the stream? To get to the other `delta`.",
)
_ANSWERS = (
    (
        r"\b(haiku|poem|verse|poetry)\b",
        """\
### Streaming

> Tokens fall like rain,
> each one small, none knows the end —
> still, a sentence blooms.""",
    ),
    (
        r"\b(code|python|program|function|script|algorithm)\b",
        """\
Here is a small one, so that you see how **code** looks here:

```python
def fibonacci(n: int) -> list[int]:
    \"\"\"The first n Fibonacci numbers.\"\"\"
    numbers = [0, 1]
    while len(numbers) < n:
        numbers.append(numbers[-1] + numbers[-2])
    return numbers[:n]


print(fibonacci(10))  # [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
```

It runs in linear time, and it is not what you asked for: a demo knows only this one.""",
    ),
    (
        r"\b(table|compare|comparison|versus|vs)\b",
        """\
| | a demo | a small local model | a large model |
|---|:---:|:---:|:---:|
| needs a key | no | no | **yes** |
| calls your tools | yes | yes | yes |
| understands you | no | a little | **yes** |""",
    ),
    (
        r"^\W*(hello|hi|hey|hallo|greetings|good (morning|afternoon|evening|day))\b",
        """\
**Hello!** I am the demo model: I need no key, no network, and I understand nothing. Let me show you around:

- Ask me for *5 jokes*, a *haiku*, some *code* or a *table*.
- Give me an agent with **tools**: I call each of them once, and they really run.
- Give it **handoffs**: I pass the conversation on.""",
    ),
)


def plain_answer(question: str, instructions: str = "") -> str:
    """A ready-made answer in Markdown that fits the question, as far as a demo can."""
    if wants_jokes(question):
        return _jokes(_number_in(question) or 3) + _FOOTER
    for pattern, answer in _ANSWERS:
        if re.search(pattern, question, re.IGNORECASE):
            return answer + _FOOTER
    if wants_jokes(instructions):
        return _jokes(_number_in(instructions) or 3) + _FOOTER
    return _no_idea(question)


def account(
    answered: Sequence[Answered], question: str, instructions: str, untried: Sequence[str] = ()
) -> str:
    """What happened in a run, in Markdown: which tools ran with what result, and who handed over to whom."""
    tools = [each for each in answered if not each.agent]
    sections = ["### That was a demo run", _summary(len(tools), len(answered) - len(tools))]
    if tools:
        rows = [f"| `{each.name}` | {_code(each.arguments)} | {_cell(each.output)} |" for each in tools]
        sections.append("\n".join(["| tool | called with | gave |", "|---|---|---|", *rows]))
    if agents := [f"**{_plain(each.agent)}**" for each in answered if each.agent]:
        sections.append(f"Handoffs: the first agent → {' → '.join(agents)}, who is speaking now.")
    if untried:
        sections.append("Left alone, since only their own service can run them: " + ", ".join(untried) + ".")
    if wants_jokes(f"{question} {instructions}"):
        jokes = _jokes(_number_in(question) or _number_from(tools) or 3)
        sections.append(f"And since somebody asked for jokes:\n\n{jokes}")
    sections.append("For an answer with some thought in it, give your agent a real model:")
    sections.append(_REAL_MODEL)
    return "\n\n".join(sections)


def script_ended(turns: int) -> str:
    """What to say when a script has no more turns."""
    played = "its one turn was" if turns == 1 else f"its {turns} turns were"
    return (
        f"*The script of this demo ends here: {played} played.* Run the cell again to see it from the start."
    )


def wants_jokes(text: str) -> bool:
    """Whether somebody asks for jokes."""
    return re.search(r"\bjok(e|es|er|ing)\b", text, re.IGNORECASE) is not None


def _summary(tools: int, moves: int) -> str:
    counted = ((tools, "tool call"), (moves, "handoff"))
    ran = " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counted if count)
    return (
        "I am the **demo model**. I understand nothing, and I made up the arguments from each tool's schema; "
        f"but all you just saw really happened: {ran}."
    )


def _jokes(wanted: int) -> str:
    jokes = _JOKES[:wanted]
    listed = "\n".join(f"{number}. {joke}" for number, joke in enumerate(jokes, 1))
    short = f"\n\nThat is all I know: {len(jokes)} of the {wanted}." if wanted > len(jokes) else ""
    return listed + short


def _no_idea(question: str) -> str:
    asked = clipped(question, 200)
    quoted = f"You wrote:\n\n> {_plain(asked)}\n\n" if asked else ""
    return (
        f"{quoted}I am the **demo model**, so I can't answer that: there is no language model behind me. "
        "What you see is real, though: these words arrive in the same events as those of any model.\n\n"
        "- Try *“Please tell me 5 jokes.”*, *“a haiku”*, *“some code”* or *“a table”*.\n"
        "- Give the agent tools or handoffs, and I will try each of them once.\n"
        f"- Or give it a real model:\n\n{_REAL_MODEL}"
    )


def _number_in(text: str) -> int | None:
    found = re.search(rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)})\b", text, re.IGNORECASE)
    if found is None:
        return None
    word = found[1].lower()
    return (_NUMBERS.index(word) if word in _NUMBERS else int(word)) or None


def _number_from(tools: Sequence[Answered]) -> int | None:
    numbers = [int(each.output) for each in tools if re.fullmatch(r"[1-9]\d{0,2}", each.output.strip())]
    return numbers[-1] if numbers else None


def _code(text: str) -> str:
    short = clipped(text, 60).replace("`", "'").replace("|", "\\|")
    return f"`{short}`" if short != "{}" else "nothing"


def _cell(text: str) -> str:
    if text.startswith(("[", "{")):
        return _code(text)
    return _plain(clipped(text, 80)) or "*nothing*"


def _plain(text: str) -> str:
    """The text without a meaning in Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", " ".join(text.split()))
