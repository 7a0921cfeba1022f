"""Sessions: conversations kept from run to run."""

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
