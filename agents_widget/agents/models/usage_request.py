"""Asks chat servers for the usage of a stream; one that refuses to be asked is asked once."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import openai

Body: TypeAlias = dict[str, Any]

# Nearly all servers take the field or ignore it. Some models of Azure, Databricks, Mistral and NVIDIA refuse
# a request that has it, with a 400 or 422 that names it: https://github.com/anomalyco/opencode/issues/4698,
# https://github.com/microsoft/semantic-kernel/issues/10510, https://github.com/BerriAI/litellm/issues/11696
_FIELD = "stream_options"
_refused: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""The models that refused, by the client of their server."""


async def chunks_with_usage(
    send: Callable[[Body], AsyncGenerator[Any, None]], client: Any, body: Body
) -> AsyncGenerator[Any, None]:
    """The chunks that ``send`` gives of a request, with its usage where the server takes the request for it.

    Raises what ``send`` raises.
    """
    model = body["model"]
    if model in _refused.get(client, ()):
        body = {**body, _FIELD: None}
    try:
        async with aclosing(send(body)) as chunks:
            async for chunk in chunks:
                yield chunk
    except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
        if body[_FIELD] is None or _FIELD not in error.response.text:
            raise
    else:
        return
    _refused.setdefault(client, set()).add(model)
    async with aclosing(send({**body, _FIELD: None})) as chunks:
        async for chunk in chunks:
            yield chunk
