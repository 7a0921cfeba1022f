"""The run loop and its parts. Programs do not import from here: what they use is in the modules above."""
