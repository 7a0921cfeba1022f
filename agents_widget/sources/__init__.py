"""Adapters: runs of each kind as the widget follows them."""
