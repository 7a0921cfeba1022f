"""What the tests of runs share: a model on the loopback server."""

from __future__ import annotations

import pytest
from openai import AsyncOpenAI

from agents_widget.agents.models.openai_responses import OpenAIResponsesModel


@pytest.fixture
def model(client: AsyncOpenAI) -> OpenAIResponsesModel:
    """A model that asks the loopback server."""
    return OpenAIResponsesModel("test-model", client)
