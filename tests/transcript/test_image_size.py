"""The format and the size of an image, from the beginning of its base64."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image

from agents_widget.transcript.image_size import image_summary


def encoded(name: str, size: tuple[int, int] = (1640, 480), **options: Any) -> dict[str, str]:
    written = io.BytesIO()
    Image.new("RGB", size).save(written, name, **options)
    return {f"image/{name.lower()}": base64.b64encode(written.getvalue()).decode()}


@pytest.mark.parametrize(
    ("bundle", "summary"),
    [
        (encoded("PNG"), "PNG, 1,640 x 480"),
        (encoded("JPEG"), "JPEG, 1,640 x 480"),
        (encoded("JPEG", progressive=True, exif=b"Exif\0\0" + b"x" * 3000), "JPEG, 1,640 x 480"),
        (encoded("GIF"), "GIF, 1,640 x 480"),
        (encoded("WEBP"), "WebP, 1,640 x 480"),
        (encoded("WEBP", lossless=True), "WebP, 1,640 x 480"),
        (encoded("WEBP", icc_profile=b"profile"), "WebP, 1,640 x 480"),
        ({"image/svg+xml": "<svg/>"}, "SVG"),
        ({"text/plain": "a", **encoded("PNG", (1, 1))}, "PNG, 1 x 1"),
        ({"text/html": "<b>", **encoded("PNG")}, ""),
        ({"text/plain": "a"}, ""),
        ({}, ""),
    ],
)
def test_images(bundle: dict[str, str], summary: str) -> None:
    assert image_summary(bundle) == summary


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp"])
@pytest.mark.parametrize("data", ["", "aaaa", "not base64 at all!", "/9j/" + "//" * 40, "iVBORw0KGgo="])
def test_what_is_no_image_has_no_size(kind: str, data: str) -> None:
    assert image_summary({f"image/{kind}": data}) in ("PNG", "JPEG", "GIF", "WebP")


def test_line_ends_in_base64() -> None:
    [(kind, data)] = encoded("PNG").items()
    assert image_summary({kind: "\n".join(data[at : at + 20] for at in range(0, len(data), 20))}) == (
        "PNG, 1,640 x 480"
    )
