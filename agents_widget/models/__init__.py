"""Models: what answers. This floor imports nothing of the others."""
