"""The format and size of an image, read from the beginning of its base64."""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Mapping

HEAD = 64 * 1024
"""Characters that are read: a JPEG may have a preview before its size."""

_NAMES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WebP"}
_SVG = "image/svg+xml"


def image_summary(bundle: Mapping[str, str]) -> str:
    """Give a line such as ``PNG, 640 x 480`` for the image of a MIME bundle; empty where there is none."""
    if "text/html" in bundle:
        return ""
    if _SVG in bundle:
        return "SVG"
    for kind, name in _NAMES.items():
        if kind in bundle:
            size = _size(kind, _head(bundle[kind]))
            return f"{name}, {size[0]:,} x {size[1]:,}" if size else name
    return ""


def _head(data: str) -> bytes:
    text = re.sub(r"\s", "", data[:HEAD])
    try:
        return base64.b64decode(text[: len(text) // 4 * 4])
    except ValueError:
        return b""


def _size(kind: str, head: bytes) -> tuple[int, int] | None:
    """Give the width and the height in pixels."""
    try:
        if kind == "image/png" and head.startswith(b"\x89PNG"):
            return struct.unpack(">II", head[16:24])
        if kind == "image/gif" and head.startswith(b"GIF8"):
            return struct.unpack("<HH", head[6:10])
        if kind == "image/jpeg":
            return _jpeg_size(head)
        return _webp_size(head) if kind == "image/webp" else None
    except struct.error:
        return None


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:  # from marker to marker: a preview is inside of one
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    """Each form of WebP says its size elsewhere: developers.google.com/speed/webp/docs/riff_container."""
    form = head[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
