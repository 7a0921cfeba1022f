"""Many runs at once: a live grid of inputs and agents, scored, kept in files, and gone on with."""
