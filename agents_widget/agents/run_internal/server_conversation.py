"""What cannot be combined with a conversation that the model's server keeps."""

from __future__ import annotations

from typing import Any

from ..agent import Agent
from ..continuation import ServerConversation
from ..exceptions import UserError
from ..memory.session import Session
from ..models.interface import Model
from ..models.openai_chatcompletions import OpenAIChatCompletionsModel
from ..run_config import RunConfig

_OPTIONS = "conversation_id, previous_response_id or auto_previous_response_id"


def model_of(agent: Agent[Any], config: RunConfig) -> Model:
    """The model that an agent asks in a run."""
    chosen = agent.model if config.model is None else config.model
    return chosen if isinstance(chosen, Model) else config.model_provider.get_model(chosen)


def check_session(session: Session | None, conversation: ServerConversation) -> None:
    """Raise ``UserError`` for a session beside a conversation on the server."""
    if session is not None and conversation.on_server:
        raise UserError(
            "A session and a conversation on the model's server would both keep the history. Pass session, "
            f"or {_OPTIONS}, not both."
        )


def check_output_guardrails(agent: Agent[Any], config: RunConfig, conversation: ServerConversation) -> None:
    """Raise ``UserError`` where the server would keep an answer that an output guardrail withholds."""
    if not conversation.on_server or not (agent.output_guardrails or config.output_guardrails):
        return
    if isinstance(model_of(agent, config), OpenAIChatCompletionsModel):
        return  # it has no conversations on a server, and says so itself
    raise UserError(
        f"Agent {agent.name!r} has output guardrails, and the model's server keeps the conversation: an "
        f"answer that they stop could not be taken out of it. Leave out the guardrails, or {_OPTIONS}."
    )
