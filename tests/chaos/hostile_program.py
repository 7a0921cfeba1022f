"""A program that may fail anywhere: an agent with tools, hooks, guardrails and a session, drawn by a seed.

All that it raises is of the classes below, or is kept in ``Program.raised``: whatever else a user gets comes
from inside the package, or from the server.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from random import Random
from typing import Any

import hang
from answers import Part, call, reasoning, refusal, text
from fault_server import AnswerPlan, good_answer
from faults import spoil
from hostile_tools import TOOL_MAKERS, ProgramError, Unspeakable, UnspeakableError
from openai import AsyncOpenAI
from pydantic import BaseModel

from agents_widget import (
    Agent,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    RunConfig,
    RunHooks,
)
from agents_widget.agents import (
    AgentHooks,
    GuardrailFunctionOutput,
    InMemorySession,
    InputGuardrail,
    ModelInputData,
    ModelSettings,
    OutputGuardrail,
    handoff,
    remove_all_tools,
)

STALL_SECONDS = 0.4
"""How long the client waits for a silent server; nothing depends on it but how long the storm takes."""


class Answered(BaseModel):
    """A structured output that no answer of the server fits."""

    number: int


@dataclass
class Program:
    """One program, and the answers that the server has for it."""

    seed: int
    agent: Agent[Any]
    plans: dict[str, AnswerPlan]  # by the model's name: of the agents, and of the one that is a tool
    options: dict[str, Any]
    api: str
    cuts_history: bool
    """Whether a handoff may leave items out of what goes on."""
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
        self._cuts_history = False

    def make(self) -> Program:
        random = self.random
        api = random.choice(["responses", "chat/completions"])
        plan = AnswerPlan(self._answers(api))
        stalls = any(answer.ending == "stall" for answer in plan.answers)
        retries = random.choice([0, 0, 2])
        client = self._client.with_options(
            max_retries=retries, timeout=STALL_SECONDS if stalls else 10 * hang.SECONDS
        )
        kind = OpenAIResponsesModel if api == "responses" else OpenAIChatCompletionsModel
        self._model = kind(self._name, client)
        inner = self._agent("Inner", model=kind(f"{self._name}-inner", client))
        agent = self._agent("Main", [self._agent("Helper")], inner)
        options = {"hooks": self._hooks(), "session": self._session(), "run_config": self._config()}
        options["error_handlers"] = {"max_turns": self._end_of_turns} if random.random() < 0.1 else None
        options["max_turns"] = random.choice([1, 3, 5, 10])
        given = {name: value for name, value in options.items() if value is not None}
        inner_plan = AnswerPlan(self._answers(api))
        return Program(
            self.seed,
            agent,
            {self._name: plan, f"{self._name}-inner": inner_plan},
            given,
            api,
            self._cuts_history,
            self.raised,
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
            handoffs=[handoff(other, input_filter=self._handoff_filter()) for other in others or ()],
            hooks=self._agent_hooks(),
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

    def _agent_hooks(self) -> AgentHooks[Any] | None:
        if self.random.random() < 0.8:
            return None
        hooks: Any = AgentHooks()
        for name in self.random.sample(["start", "end", "handoff", "tool_start", "tool_end", "llm_end"], 2):
            setattr(hooks, f"on_{name}", self._hook)
        return hooks

    def _end_of_turns(self, error: Any) -> str:
        self._maybe_fail(0.3)
        return "Too many turns."

    def _handoff_filter(self) -> Any:
        """A filter that leaves out what was said, and perhaps thought."""

        def without_messages(data: Any) -> Any:
            self._maybe_fail(0.1)
            kept = tuple(item for item in data.new_items if item.type != "message_output_item")
            return data.clone(input_history=data.input_history[-1:], new_items=kept)

        chosen = self.random.choice([None, None, without_messages, remove_all_tools])
        self._cuts_history |= chosen is not None
        return chosen

    def _input_filter(self, data: Any) -> ModelInputData:
        self._maybe_fail(0.05)
        given = data.model_data.input
        kept = [item for item in given if item.get("role") != "assistant"]
        # After a nested handoff all that was said is one message of the assistant, and nothing else.
        return ModelInputData(input=kept or given, instructions=data.model_data.instructions)

    def _session(self) -> Any:
        return FailingSession(self) if self.random.random() < 0.3 else None

    def _config(self) -> RunConfig:
        random = self.random
        config = RunConfig()
        config.tool_not_found_behavior = random.choice(["raise_error", "return_error_to_model"])
        if random.random() < 0.1:
            config.tool_error_formatter = lambda arguments: self._maybe_fail(0.5)
        if random.random() < 0.1:
            config.call_model_input_filter = self._input_filter
        if random.random() < 0.1:
            config.nest_handoff_history = self._cuts_history = True
        if random.random() < 0.1:
            config.reasoning_item_id_policy = "omit"
        return config


class FailingSession(InMemorySession):
    """A session whose reads and writes are slow, or fail."""

    def __init__(self, maker: ProgramMaker) -> None:
        super().__init__("storm")
        self.maker = maker
        self.failed = False

    def _maybe_fail(self, chance: float) -> None:
        before = len(self.maker.raised)
        try:
            self.maker._maybe_fail(chance)
        finally:
            self.failed |= len(self.maker.raised) > before

    async def get_items(self, limit: int | None = None) -> list[Any]:
        await asyncio.sleep(self.maker.random.choice([0, 0.001]))
        self._maybe_fail(0.05)
        return await super().get_items(limit)

    async def add_items(self, items: list[Any]) -> None:
        await asyncio.sleep(self.maker.random.choice([0, 0.001]))
        self._maybe_fail(0.1)
        await super().add_items(items)
