"""Names of arguments that people guess, and what to write instead."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from typing_extensions import ParamSpec

Parameters = ParamSpec("Parameters")
ResultT = TypeVar("ResultT")
ClassT = TypeVar("ClassT")

SETTINGS = (
    *("temperature", "top_p", "max_tokens", "tool_choice", "parallel_tool_calls", "reasoning", "verbosity"),
    *("frequency_penalty", "presence_penalty", "top_logprobs", "truncation", "extra_body", "extra_headers"),
)
"""Fields of ``ModelSettings``, which many look for elsewhere."""


def _each(names: str, instead: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), instead)


def _settings(written: str) -> dict[str, str]:
    """What to write for a setting; ``written`` has ``{}`` in place of ``name=...``."""
    named = {name: f"{name}=..." for name in SETTINGS}
    named |= _each("max_output_tokens max_completion_tokens", "max_tokens=...")
    named |= {"reasoning_effort": 'reasoning={"effort": "low"}'}
    named |= {name: f'extra_args={{"{name}": ...}}' for name in ("seed", "stop")}
    return {name: written.format(setting) for name, setting in named.items()}


_AGENTS = _settings("It is the agent's: Agent(model_settings=ModelSettings({})).")
_STREAMS = "Every run streams: leave it out."
_INPUT_NAMES = "message messages query question user_input user_message user_prompt text task"

ON_AGENT = {
    **_settings("Write model_settings=ModelSettings({})."),
    **_each("system_prompt system system_message persona role goal", "Write instructions='...'."),
    "description": "Write handoff_description='...', for other agents; it reads instructions itself.",
    **_each("functions function", "Write tools=[...]."),
    **_each("llm model_name", "Write model=..., a model or its name."),
    **_each(
        "api_key base_url client",
        "They are the client's: model=OpenAIResponsesModel('gpt-5', AsyncOpenAI(api_key=...)), or "
        "OpenAIChatCompletionsModel('name', AsyncOpenAI(base_url=...)) for another server.",
    ),
    **_each(
        "max_turns max_iterations max_steps",
        "It is a run's: watch(agent, 'Hello', max_turns=...), or Runner's.",
    ),
    **_each("memory session", "It is a run's: watch(agent, 'Hello', session=SQLiteSession('name'))."),
    **_each("context deps deps_type", "It is a run's: watch(agent, 'Hello', context=...)."),
    **_each(
        "response_format response_model output_schema output_model result_type",
        "Write output_type=YourModel.",
    ),
    "guardrails": "Write input_guardrails=[...] or output_guardrails=[...].",
    **_each(
        "sub_agents subagents agents handoff team", "Write handoffs=[...], or tools=[agent.as_tool(...)]."
    ),
    **_each("verbose debug", "watch(agent, 'Hello') shows all that it does."),
    **_each("retries max_retries", 'Write model_settings=ModelSettings(retry={"max_retries": ...}).'),
    "timeout": "Write model_settings=ModelSettings(timeout=...), for each model call, or "
    "function_tool(timeout=...).",
}
ON_RUNNER = {
    **_settings("Write run_config=RunConfig(model_settings=ModelSettings({}))."),
    "agent": "Write starting_agent=..., or give the agent first.",
    **_each(f"prompt {_INPUT_NAMES}", "Write input=..., or give it second."),
    "model": "It is the agent's: Agent(model=...); or, for all agents, run_config=RunConfig(model=...).",
    **_each("stream streaming", "Runner.run_streamed streams, Runner.run does not."),
    **_each("max_steps max_iterations max_rounds", "Write max_turns=..."),
    **_each("deps ctx", "Write context=..."),
    **_each(
        "history message_history", "Give earlier items as the input: input=[*result.to_input_list(), ...]."
    ),
    "memory": "Write session=SQLiteSession('name').",
    **_each("budget budget_usd budget_tokens", "watch(agent, 'Hello', budget_tokens=...) has it."),
    "timeout": "Write asyncio.wait_for(..., seconds) around; a model call's is ModelSettings(timeout=...).",
    **_each(
        "tracing_disabled trace_metadata workflow_name group_id model_settings model_provider",
        "It is a RunConfig's: run_config=RunConfig(...).",
    ),
}
ON_WATCH = {
    **_AGENTS,
    **_each(
        "theme dark dark_mode color_scheme colors style",
        "The view has the colours of the page around it; CSS sets others, such as --agw-bg and --agw-fg: "
        "docs/hosts.md.",
    ),
    "width": 'Write widget.layout.width = "40rem".',
    **_each("max_height min_height", "Write widget.layout.max_height = ..., or height=..."),
    **_each("title name", "The view shows the agent's name: Agent(name=...)."),
    **_each("language lang locale", 'Write widget.language = "de" before the view is shown.'),
    **_each("model tools instructions handoffs output_type", "It is the agent's: Agent(...)."),
    **_each("system_prompt system system_message", "It is the agent's: Agent(instructions='...')."),
    **_each(_INPUT_NAMES, "Write prompt=..., or give it second."),
    **_each("stream streaming", _STREAMS),
    **_each("budget max_cost", "Write budget_usd=... with prices=..., or budget_tokens=..."),
    **_each("save path file filename", "Write widget.save('run.html')."),
    **_each("replay speed", "Replay is in the view; widget.seek(seconds) goes to an instant."),
    **_each("max_steps max_iterations max_rounds", "Write max_turns=..."),
    **_each("deps ctx", "Write context=..."),
    "memory": "Write session=SQLiteSession('name').",
    "thread_id": 'For LangGraph, write config={"configurable": {"thread_id": ...}}.',
    "callbacks": 'Write hooks=RunHooks(); for LangGraph, config={"callbacks": [...]}.',
    **_each("approve auto_approve", "Tools ask or do not: function_tool(needs_approval=False)."),
    "timeout": "A model call's is the agent's: Agent(model_settings=ModelSettings(timeout=...)). "
    "widget.stop() ends a run.",
}
ON_FUNCTION_TOOL = {
    "name": "Write name_override='...', or name the function so.",
    "description": "Write description_override='...', or give the function a docstring.",
    "strict": "Write strict_mode=...",
    **_each(
        "requires_approval require_approval need_approval approval approve confirm",
        "Write needs_approval=True.",
    ),
    **_each(
        "schema parameters args_schema params", "They come from the function's signature and its annotations."
    ),
    "enabled": "Write is_enabled=...",
    "guardrails": "Write tool_input_guardrails=[...] or tool_output_guardrails=[...].",
    **_each("on_error error_handler error_function", "Write failure_error_function=..."),
    "return_direct": "It is the agent's: Agent(tool_use_behavior='stop_on_first_tool').",
}
ON_RUN_CONFIG = {
    **_settings("Write model_settings=ModelSettings({})."),
    **_each("max_turns context session hooks", "It is Runner.run's, beside run_config."),
    "timeout": "Write model_settings=ModelSettings(timeout=...), for each model call.",
}
ON_MODEL_SETTINGS = {
    **{name: told for name, told in _settings("Write {}.").items() if name not in SETTINGS},
    "model": "It is the agent's: Agent(model=...).",
    **_each("retries max_retries", 'Write retry={"max_retries": ...}.'),
}


def explain_arguments(
    owner: str, instead: Mapping[str, str]
) -> Callable[[Callable[Parameters, ResultT]], Callable[Parameters, ResultT]]:
    """Have a function say what to write, for a keyword that it does not know.

    ``instead`` says it by name.
    """

    def decorate(function: Callable[Parameters, ResultT]) -> Callable[Parameters, ResultT]:
        code = function.__code__
        known = set(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]) - {"self", "cls"}

        @functools.wraps(function)
        def explained(*args: Parameters.args, **kwargs: Parameters.kwargs) -> ResultT:
            __tracebackhide__ = True  # notebooks leave this frame out of an error that the function raises
            if not kwargs.keys() <= known:
                from .config_checks import check_names  # it imports pydantic, which a right call may not need

                check_names(kwargs, [name for name in code.co_varnames if name in known], owner, instead)
            return function(*args, **kwargs)

        return explained

    return decorate


def explain_fields(instead: Mapping[str, str]) -> Callable[[type[ClassT]], type[ClassT]]:
    """Have a dataclass say what to write, for a field that it does not have."""

    def decorate(kind: type[ClassT]) -> type[ClassT]:
        made: Any = kind
        made.__init__ = explain_arguments(kind.__name__, instead)(made.__init__)
        return kind

    return decorate
