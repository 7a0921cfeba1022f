"""LangGraph's graphs and LangChain's agents, version 1; neither is imported."""

from .graph_runner import LangGraphRunner as LangGraphRunner
from .stream_adapter import GraphStreamAdapter as GraphStreamAdapter

__all__ = ["GraphStreamAdapter", "LangGraphRunner"]
