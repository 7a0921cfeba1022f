"""Sessions: conversations kept from run to run."""

from typing import TYPE_CHECKING

from ..not_here import absent_names
from .in_memory_session import InMemorySession
from .session import Session, SessionABC
from .session_settings import SessionSettings
from .sqlite_session import SQLiteSession
from .util import SessionInputCallback

__all__ = [
    "InMemorySession",
    "SQLiteSession",
    "Session",
    "SessionABC",
    "SessionInputCallback",
    "SessionSettings",
]

if not TYPE_CHECKING:
    __getattr__ = absent_names(__name__)
