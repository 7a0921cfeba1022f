"""These tests need packages that would weigh on every environment: ``make test-traces`` installs them."""

from __future__ import annotations

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("openinference") else ["test_*.py"]
