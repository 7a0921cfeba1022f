"""Ready-made filters and prompts for handoffs."""
