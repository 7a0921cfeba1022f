"""A program that may fail anywhere: an agent with tools, hooks, guardrails and a session, drawn by a seed.

All that it raises is of the classes below, or is kept in ``Program.raised``: whatever else a user gets comes
from inside the package, or from the server.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from answers import Part, call, reasoning, refusal, text
from fault_server import AnswerPlan, good_answer
from faults import spoil
from openai import AsyncOpenAI
from pydantic import BaseModel

from agents_widget import (
    Agent,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    RunConfig,
    RunHooks,
    function_tool,
)
from agents_widget.agents import (
    GuardrailFunctionOutput,
    InMemorySession,
    InputGuardrail,
    ModelSettings,
    OutputGuardrail,
    ToolContext,
    ToolGuardrailFunctionOutput,
    ToolInputGuardrail,
    ToolOutputGuardrail,
    handoff,
)

STALL_SECONDS = 0.4
"""How long the client waits for a silent server; nothing depends on it but how long the storm takes."""


class ProgramError(Exception):
    """What the program raises itself."""


class UnspeakableError(ProgramError):
    """An error that has no text: showing it raises."""

    def __str__(self) -> str:
        raise ProgramError("no text")

    __repr__ = __str__


class Unspeakable:
    """An object that has no text and no attributes."""

    def __repr__(self) -> str:
        raise ProgramError("no text")

    def __getattr__(self, name: str) -> Any:
        raise ProgramError("no attributes")


class Answered(BaseModel):
    """A structured output that no answer of the server fits."""

    number: int


def _odd_results() -> list[Any]:
    loop: list[Any] = []
    loop.append(loop)
    odd = [Unspeakable(), loop, None, b"\xff", float("nan"), "half \ud83d", {"type": "text"}, 10**400]
    return [*odd, {1: {2}}, "x" * 100_000, lambda: 1, Exception("a value"), UnspeakableError(), type, ""]


@dataclass
class Program:
    """One program, and the answers that the server has for it."""

    seed: int
    agent: Agent[Any]
    plans: dict[str, AnswerPlan]  # by the model's name: of the agents, and of the one that is a tool
    options: dict[str, Any]
    api: str
    raised: list[BaseException] = field(default_factory=list)

    @property
    def plan(self) -> AnswerPlan:
        """The answers to the agents of the outer run."""
        return next(iter(self.plans.values()))


class ProgramMaker:
    """Draws a program by a seed."""

    def __init__(self, seed: int, client: AsyncOpenAI, model_name: str) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.raised: list[BaseException] = []
        self._client, self._name = client, model_name

    def make(self) -> Program:
        random = self.random
        api = random.choice(["responses", "chat/completions"])
        plan = AnswerPlan(self._answers(api))
        stalls = any(answer.ending == "stall" for answer in plan.answers)
        retries = random.choice([0, 0, 2])
        client = self._client.with_options(max_retries=retries, timeout=STALL_SECONDS if stalls else 120)
        kind = OpenAIResponsesModel if api == "responses" else OpenAIChatCompletionsModel
        self._model = kind(self._name, client)
        inner = self._agent("Inner", model=kind(f"{self._name}-inner", client))
        agent = self._agent("Main", [self._agent("Helper")], inner)
        options = {"hooks": self._hooks(), "session": self._session(), "run_config": self._config()}
        options["max_turns"] = random.choice([1, 3, 5, 10])
        given = {name: value for name, value in options.items() if value is not None}
        inner_plan = AnswerPlan(self._answers(api))
        return Program(
            self.seed, agent, {self._name: plan, f"{self._name}-inner": inner_plan}, given, api, self.raised
        )

    # What the server says

    def _answers(self, api: str) -> list[Any]:
        answers = [good_answer(api, *self._parts()) for _ in range(self.random.randint(1, 4))]
        answers.append(good_answer(api, text("The end: Grüße, 你好 👋🏽.")))
        for answer in answers:
            spoil(answer, self.random)
        return answers

    def _parts(self) -> list[Part]:
        return [self._part() for _ in range(self.random.randint(1, 3))]

    def _part(self) -> Part:
        random = self.random
        kind = random.choice(["text", "call", "call", "call", "reasoning", "refusal"])
        if kind == "text":
            return text(
                random.choice(["Hello 👋🏽", "你好世界", '{"number": 7}', " ", "**bold** `x`"]), size=2
            )
        if kind == "reasoning":
            return reasoning("Let me think.", raw=random.random() < 0.3)
        if kind == "refusal":
            return refusal("I will not.") if random.random() < 0.2 else text("Well.")
        name = random.choice([*TOOL_MAKERS, "transfer_to_helper", "inner", "missing"])
        arguments = random.choice(
            [{"word": "kettle 👋"}, {"word": "x"}, {}, {"word": 7}, "{not json", "", "[]"]
        )
        return call(name, arguments if random.random() < 0.5 else {"word": "kettle"})

    # What fails

    def fail(self, error: BaseException) -> Any:
        """Raise an error of the program's own, and note it."""
        self.raised.append(error)
        raise error

    def _maybe_fail(self, chance: float) -> None:
        if self.random.random() < chance:
            self.fail(self.random.choice([ProgramError("on purpose"), UnspeakableError()]))

    def _agent(
        self,
        name: str,
        others: list[Agent[Any]] | None = None,
        inner: Agent[Any] | None = None,
        model: Any = None,
    ) -> Agent[Any]:
        random = self.random
        tools: list[Any] = [make(self) for make in TOOL_MAKERS.values()]
        if inner is not None:
            tools.append(inner.as_tool("inner", "Ask the inner agent."))
        settings = ModelSettings(timeout=5.0) if random.random() < 0.1 else ModelSettings()
        return Agent(
            name=name,
            instructions=self._instructions if random.random() < 0.2 else "Help.",
            model=model or self._model,
            model_settings=settings,
            tools=tools,
            handoffs=[handoff(other) for other in others or ()],
            input_guardrails=self._input_guardrails(),
            output_guardrails=self._output_guardrails(),
            output_type=Answered if random.random() < 0.1 else None,
            tool_use_behavior="stop_on_first_tool" if random.random() < 0.1 else "run_llm_again",
        )

    def _instructions(self, context: Any, agent: Any) -> str:
        self._maybe_fail(0.3)
        return "Help."

    def _input_guardrails(self) -> list[Any]:
        async def check(context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
            await asyncio.sleep(self.random.choice([0, 0.001, 0.01]))
            self._maybe_fail(0.1)
            return GuardrailFunctionOutput(Unspeakable(), self.random.random() < 0.2)

        if self.random.random() < 0.7:
            return []
        return [InputGuardrail(check, run_in_parallel=self.random.random() < 0.6) for _ in range(2)]

    def _output_guardrails(self) -> list[Any]:
        async def check(context: Any, agent: Any, output: Any) -> GuardrailFunctionOutput:
            await asyncio.sleep(self.random.choice([0, 0.001]))
            self._maybe_fail(0.1)
            return GuardrailFunctionOutput({"reason": "said too much"}, self.random.random() < 0.2)

        return [OutputGuardrail(check)] if self.random.random() < 0.2 else []

    def _hooks(self) -> RunHooks[Any] | None:
        if self.random.random() < 0.6:
            return None
        hooks: Any = RunHooks()
        names = ["agent_start", "agent_end", "tool_start", "tool_end", "llm_start", "llm_end", "handoff"]
        for name in self.random.sample(names, 2):
            setattr(hooks, f"on_{name}", self._hook)
        return hooks

    async def _hook(self, *arguments: Any, **named: Any) -> None:
        await asyncio.sleep(0)
        self._maybe_fail(0.15)

    def _session(self) -> Any:
        return FailingSession(self) if self.random.random() < 0.3 else None

    def _config(self) -> RunConfig:
        random = self.random
        config = RunConfig()
        config.tool_not_found_behavior = random.choice(["raise_error", "return_error_to_model"])
        if random.random() < 0.1:
            config.tool_error_formatter = lambda arguments: self._maybe_fail(0.5)
        if random.random() < 0.1:
            config.reasoning_item_id_policy = "omit"
        return config


class FailingSession(InMemorySession):
    """A session whose reads and writes are slow, or fail."""

    def __init__(self, maker: ProgramMaker) -> None:
        super().__init__("storm")
        self.maker = maker

    async def get_items(self, limit: int | None = None) -> list[Any]:
        await asyncio.sleep(self.maker.random.choice([0, 0.001]))
        self.maker._maybe_fail(0.05)
        return await super().get_items(limit)

    async def add_items(self, items: list[Any]) -> None:
        await asyncio.sleep(self.maker.random.choice([0, 0.001]))
        self.maker._maybe_fail(0.1)
        await super().add_items(items)


# Tools

ToolMaker = Callable[[ProgramMaker], Any]


def _steady(maker: ProgramMaker) -> Any:
    @function_tool
    def steady(word: str) -> str:
        """Say a word twice."""
        return word * 2

    return steady


def _raising(maker: ProgramMaker) -> Any:
    @function_tool
    async def raising(word: str) -> str:
        """Fail."""
        errors = [ProgramError("boom"), UnspeakableError(), ProgramError(Unspeakable())]
        other = [StopAsyncIteration(), RuntimeError("boom"), asyncio.CancelledError(), GeneratorExit()]
        maker.fail(maker.random.choice([*errors, *other[:3]]))
        return word

    return raising


def _raising_on(maker: ProgramMaker) -> Any:
    @function_tool(failure_error_function=None)
    async def raising_on(word: str) -> str:
        """Fail, and end the run."""
        maker._maybe_fail(0.5)
        return word

    return raising_on


def _odd(maker: ProgramMaker) -> Any:
    @function_tool
    async def odd(word: str) -> Any:
        """Give an odd value."""
        return maker.random.choice(_odd_results())

    return odd


def _slow(maker: ProgramMaker) -> Any:
    @function_tool
    async def slow(context: ToolContext[Any], word: str) -> str:
        """Take some time, and tell of it."""
        for step in range(3):
            context.progress(step / 3, f"step {step} \ud83d")
            await asyncio.sleep(maker.random.choice([0, 0.001, 0.005]))
        return word

    return slow


def _threaded(maker: ProgramMaker) -> Any:
    @function_tool
    def threaded(context: ToolContext[Any], word: str) -> str:
        """Work on a thread, that tells of it also when it is over."""
        print("printed", word)
        telling = threading.Thread(target=_tell, args=(context,), name="storm-telling")
        telling.start()
        if maker.random.random() < 0.5:
            telling.join()
        return word

    def _tell(context: ToolContext[Any]) -> None:
        for step in range(20):
            context.progress(step / 20)

    return threaded


def _timed(maker: ProgramMaker) -> Any:
    @function_tool(timeout=0.005)
    async def timed(word: str) -> str:
        """Take too long, or not."""
        try:
            await asyncio.sleep(maker.random.choice([0, 0.05]))
        except asyncio.CancelledError:
            maker._maybe_fail(0.3)
            raise
        return word

    return timed


def _asked(maker: ProgramMaker) -> Any:
    @function_tool(needs_approval=True)
    async def asked(word: str) -> str:
        """Do what a person must allow."""
        return word

    return asked


def _guarded(maker: ProgramMaker) -> Any:
    @function_tool
    async def guarded(word: str) -> str:
        """Do what guardrails judge."""
        return word

    def verdict(data: Any) -> ToolGuardrailFunctionOutput:
        maker._maybe_fail(0.1)
        kinds = ToolGuardrailFunctionOutput
        return maker.random.choice([kinds.allow(), kinds.reject_content("No."), kinds.raise_exception()])

    guarded.tool_input_guardrails = [ToolInputGuardrail(verdict)]
    guarded.tool_output_guardrails = [ToolOutputGuardrail(verdict)]
    return guarded


TOOL_MAKERS: dict[str, ToolMaker] = {
    "steady": _steady,
    "raising": _raising,
    "raising_on": _raising_on,
    "odd": _odd,
    "slow": _slow,
    "threaded": _threaded,
    "timed": _timed,
    "asked": _asked,
    "guarded": _guarded,
}
