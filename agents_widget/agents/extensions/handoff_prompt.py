"""A prompt that tells a model how handoffs work."""

from __future__ import annotations

RECOMMENDED_PROMPT_PREFIX = """\
# System context
You are one of several agents that share a conversation with a user. Each agent has its own instructions and \
tools. When another agent is better suited, hand over to it by calling its function, named \
`transfer_to_<agent_name>`. The user does not see this happen: do not announce it or talk about it.
"""


def prompt_with_handoff_instructions(prompt: str) -> str:
    """Your instructions, with an explanation of handoffs before them."""
    return f"{RECOMMENDED_PROMPT_PREFIX}\n{prompt}"
