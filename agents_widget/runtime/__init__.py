"""The runtime: agents, tools, handoffs and the one loop that runs them."""
