"""Where a link written by a model may lead: the web or a mail program, nowhere else.

``js/src/markdown/links.ts`` is the twin of this file: ``tests/vectors/twins`` holds both alike.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

LENGTH_LIMIT = 4096

_WEB = re.compile(r"https?://[^\s\\]+", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s\\]+", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def is_allowed_link(address: str) -> bool:
    """Whether an address is a whole one of the web or of a mailbox: a page may rewrite any other."""
    if len(address) > LENGTH_LIMIT:
        return False
    if not _WEB.fullmatch(address):
        return _MAIL.fullmatch(address) is not None
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises when it is none
        return _is_host(parts.hostname or "", in_brackets="[" in parts.netloc)
    except ValueError:
        return False


def _is_host(host: str, *, in_brackets: bool) -> bool:
    """Whether a host is an IP address in its usual form, or a name. Raises ``ValueError`` for some others."""
    host = host.rstrip(".")
    if in_brackets or _NUMBER.fullmatch(host.rpartition(".")[2]):
        return "%" not in str(ip_address(host))
    ascii_host = host.encode("idna")
    ascii_host.decode("idna")  # raises when what was written in ASCII is no encoded name
    return _HOST.fullmatch(ascii_host.decode("ascii")) is not None
