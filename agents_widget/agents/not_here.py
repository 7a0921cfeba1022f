"""Names and modules of the OpenAI Agents SDK that this package does not have, and what to use instead."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dis import opname
from fnmatch import fnmatchcase
from types import FrameType

_HOSTED = "OpenAI's servers run that tool: give the agent the API's own dict, tools=[{type}]."
_FUNCTION = "Wrap what you need in a function decorated with @function_tool."
_MACHINE = "It acts on a machine: wrap what you need in a function decorated with @function_tool."
_SPOKEN = (
    "There are no spoken agents here: the OpenAI Agents SDK has them, `from agents.{module} import ...`."
)
_SERVER = "Use OpenAIChatCompletionsModel with AsyncOpenAI(base_url=...) of that server."
_SESSION = "Use SQLiteSession, or an object of your own with the four methods of memory.Session."
_SANDBOX = "Tools run in this process, in no sandbox."
_ITEM = "Its items are of one class: compare item.type."

_NAMES = {
    "WebSearchTool*": _HOSTED.format(type='{"type": "web_search"}'),
    "FileSearchTool": _HOSTED.format(type='{"type": "file_search", "vector_store_ids": ["..."]}'),
    "CodeInterpreterTool": _HOSTED.format(type='{"type": "code_interpreter", "container": {"type": "auto"}}'),
    "ImageGenerationTool*": _HOSTED.format(type='{"type": "image_generation"}'),
    "ToolSearchTool": _HOSTED.format(type='{"type": "tool_search"}'),
    "HostedMCPTool": _HOSTED.format(type='{"type": "mcp", "server_label": "...", "server_url": "..."}'),
    **dict.fromkeys(["ToolSearch*Item", "MCP*Item"], _ITEM),
    **dict.fromkeys(["ApplyPatch*", "apply_diff", "*Shell*", "*Computer*", "*_computer*"], _MACHINE),
    "CustomTool*": _FUNCTION,
    "*SpanData": "Nothing is traced here: a `with trace(...)` is accepted and has no effect.",
    "LitellmModel": _SERVER,
    "OpenAIConversationsSession": "Use SQLiteSession, or the conversation_id of Runner.run_streamed.",
    **dict.fromkeys(["*Compaction*Session", "*compaction*"], "Use SQLiteSession."),
    "OpenAIResponsesWSModel": "Use OpenAIResponsesModel.",
    **dict.fromkeys(["*Retry*", "retry_policies"], "Retries are the openai client's: ModelRetrySettings."),
    "draw_graph": "The view shows the agents of a run: watch(agent, 'Hello').",
    "ToolOutputTrimmer": "Use RunConfig(call_model_input_filter=...).",
    **dict.fromkeys(["RealtimeAgent", "RealtimeRunner"], _SPOKEN.format(module="realtime")),
    "VoicePipeline": _SPOKEN.format(module="voice"),
}
"""What to use instead of a name, by patterns; the first that fits counts."""

_MODULES = {
    "realtime": _SPOKEN.format(module="realtime"),
    "voice": _SPOKEN.format(module="voice"),
    **dict.fromkeys(["sandbox", "extensions.sandbox", "extensions.experimental"], _SANDBOX),
    "extensions.visualization": _NAMES["draw_graph"],
    "extensions.models": _SERVER,
    "extensions.memory": _SESSION,
    "extensions.tool_output_trimmer": _NAMES["ToolOutputTrimmer"],
    **dict.fromkeys(["apply_diff", "computer", "editor"], _MACHINE),
    "memory.openai_conversations_session": _NAMES["OpenAIConversationsSession"],
    "memory.openai_responses_compaction_session": "Use SQLiteSession.",
    "responses_websocket_session": "Use OpenAIResponsesModel.",
}
"""What to use instead of a module, by its name below ``agents_widget.agents``."""


def refuse(name: str, asking: FrameType) -> None:
    """Raise an error that says what to use, for a name that is the SDK's alone; any other passes.

    ``asking`` is the frame that asks for the name. An import gets an ``ImportError``: in place of an
    ``AttributeError`` Python puts a message of its own. ``hasattr`` and the like get that.
    """
    instead = next((said for pattern, said in _NAMES.items() if fnmatchcase(name, pattern)), None)
    if instead is None:
        return
    # A hack, as nothing tells a module who asks: the instruction that the frame is at.
    is_import = opname[asking.f_code.co_code[asking.f_lasti]] == "IMPORT_FROM"
    kind = ImportError if is_import else AttributeError
    raise kind(f"agents_widget has no {name}. {instead}")


def absent_names(module: str) -> Callable[[str], object]:
    """Give the ``__getattr__`` of a module in which the SDK has names that are not here."""

    def get_absent(name: str) -> object:
        refuse(name, sys._getframe(1))
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return get_absent


class _AbsentModules:
    """Asked for a module that nobody has found; raises for one that the SDK has."""

    def __init__(self, package: str, instead: Mapping[str, str]) -> None:
        self._prefix, self._instead = f"{package}.", instead

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> None:
        """Raise ``ModuleNotFoundError`` saying what to use instead; any other name passes."""
        instead = self._instead.get(name.removeprefix(self._prefix))
        if instead is not None and name.startswith(self._prefix):
            raise ModuleNotFoundError(f"There is no {name}. {instead}", name=name)


def refuse_modules(package: str) -> None:
    """Have an import of a module of ``package`` that is the SDK's alone say what to use.

    By the last finder of ``sys.meta_path``: editors would offer a file that has nothing but an error.
    """
    sys.meta_path.append(_AbsentModules(package, _MODULES))
