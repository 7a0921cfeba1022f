"""Put pictures of the gallery beside those of an earlier commit, in one: docs/gallery/before-after.png.

``python scripts/before_after.py [COMMIT]``: by default the first that had a gallery.
"""

from __future__ import annotations

import argparse
import io
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parents[1]
GALLERY = Path("docs/gallery")
PAIRS = ("streaming-light-wide", "approval-light-wide", "tools-light-wide", "run-dark-narrow")
MARGIN = 24
CAPTION = 44
LOG = ("git", "log", "--diff-filter=A", "--format=%h", "--reverse", "--", str(GALLERY))


def first_commit() -> str:
    """Give the first commit that had a gallery."""
    return subprocess.check_output(LOG, cwd=ROOT, text=True).split()[0]


def beside_each_other(before: Image.Image, after: Image.Image) -> Image.Image:
    """Draw two pictures side by side, each under its caption."""
    width = before.width + after.width + 3 * MARGIN
    drawn = Image.new("RGB", (width, max(before.height, after.height) + CAPTION + MARGIN), "#ddd")
    draw = ImageDraw.Draw(drawn)
    left = MARGIN
    for caption, picture in (("Before", before), ("After", after)):
        draw.text((left, 8), caption, fill="#222", font=ImageFont.load_default(24))
        drawn.paste(picture, (left, CAPTION))
        left += picture.width + MARGIN
    return drawn


def below_each_other(pairs: list[Image.Image]) -> Image.Image:
    """Draw the pairs one below the other."""
    drawn = Image.new("RGB", (max(pair.width for pair in pairs), sum(pair.height for pair in pairs)), "#ddd")
    top = 0
    for pair in pairs:
        drawn.paste(pair, (0, top))
        top += pair.height
    return drawn


def main(commit: str) -> None:
    """Draw the sheet."""
    pairs = []
    for name in PAIRS:
        path = GALLERY / f"{name}.png"
        earlier = subprocess.check_output(["git", "show", f"{commit}:{path}"], cwd=ROOT)
        before, after = (Image.open(source).convert("RGB") for source in (io.BytesIO(earlier), ROOT / path))
        pairs.append(beside_each_other(before, after))
    drawn = below_each_other(pairs)
    colours = drawn.quantize(256, Image.Quantize.MAXCOVERAGE, 1, dither=Image.Dither.NONE)
    colours.save(ROOT / GALLERY / "before-after.png", optimize=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="?", help="the first that had a gallery when left out")
    main(parser.parse_args().commit or first_commit())
