"""Watch and steer an AI agent's run, live, inside a notebook cell.

Every public name is listed in ``__init__.pyi`` beside this file and loaded when it is first used, so
that ``import agents_widget`` costs nothing of ``openai`` or Jupyter.
"""

import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

# The modules that the OpenAI Agents SDK keeps its names in. Each gives the names of the top, so that
# `from agents.items import ItemHelpers` needs nothing but another package name either.
for _home in (
    *("agent", "agent_output", "exceptions", "guardrail", "handoffs", "items", "lifecycle", "memory"),
    *("memory.session", "memory.session_settings", "memory.sqlite_session", "model_settings"),
    *("models.default_models", "models.interface", "models.openai_chatcompletions", "models.openai_provider"),
    *("models.openai_responses", "result", "run", "run_config", "run_context", "run_error_handlers"),
    *("run_state", "stream_events", "tool", "tool_context", "tool_guardrails", "tracing", "usage"),
    *("function_schema", "strict_schema"),
):
    _module = module_from_spec(ModuleSpec(f"{__name__}.{_home}", None))
    _module.__getattr__ = __getattr__  # type: ignore[method-assign]
    sys.modules[_module.__name__] = _module
    if _home.isidentifier() and _home not in __all__:
        globals()[_home] = _module
