"""Models that need no server of their own: for lessons, tests and machines without a key."""
