"""Runs of pydantic-ai, 2.x and 1.x, which is never imported here: who has one of its runs has loaded it.

Facts about its events are from https://pydantic.dev/docs/ai/api/messages (``AgentStreamEvent``) and from runs
of 2.68 and 1.107.
"""
