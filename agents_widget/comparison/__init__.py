"""Runs beside each other: their steps aligned, where they part, and what each of them cost."""
