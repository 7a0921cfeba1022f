"""What runs a run: the loop, its turns and tools, apart from what a user writes and reads."""
