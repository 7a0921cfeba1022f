"""The sources that tell the story, a module each: the rows of ``docs/sources.md``, in this order."""

from __future__ import annotations

from story import Telling

from . import (
    ag_ui_runs,
    chat_completions,
    claude_agent_runs,
    google_adk_runs,
    langgraph_runs,
    own_runtime,
    pydantic_ai_runs,
    smolagents_runs,
)

TELLINGS: tuple[Telling, ...] = (
    *own_runtime.TELLINGS,
    *pydantic_ai_runs.TELLINGS,
    *langgraph_runs.TELLINGS,
    *ag_ui_runs.TELLINGS,
    *google_adk_runs.TELLINGS,
    *smolagents_runs.TELLINGS,
    *claude_agent_runs.TELLINGS,
    *chat_completions.TELLINGS,
)
