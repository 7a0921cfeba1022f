"""Ready-made filters and prompts for handoffs."""

from typing import TYPE_CHECKING

from ..not_here import absent_names

if not TYPE_CHECKING:
    __getattr__ = absent_names(__name__)
