"""The transcript: what a reader sees of a run, and how events become it. Needs neither openai nor Jupyter."""
