"""Forks: a new run that begins with another's conversation, cut before a model call and changed there."""
