"""What is installed: the wheel holds the browser bundle, and the bundle is what js/ builds today."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "agents_widget" / "widget" / "static"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(built("wheel", ROOT, tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def unpacked_sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the sdist unpacks to."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(built("sdist", ROOT, folder)) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    return unpacked


def built(kind: str, source: Path, target: Path) -> Path:
    """Build the wheel or the sdist of a source tree, and give its path."""
    command = [
        sys.executable,
        "-m",
        "build",
        f"--{kind}",
        "--no-isolation",
        "--outdir",
        str(target),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = (path for path in target.iterdir() if path.suffix in (".whl", ".gz"))
    return path


def build_bundle(source: Path, target: Path) -> dict[str, bytes]:
    """Build the browser bundle of a source tree, and give its files."""
    environment = {**os.environ, "OUTDIR": str(target)}
    subprocess.run(["npm", "--prefix", str(source / "js"), "run", "build"], env=environment, check=True)
    return files_in(target)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_wheel_holds_the_bundle_and_every_module(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    package = ROOT / "agents_widget"
    for path in [*package.rglob("*.py"), *package.rglob("*.pyi"), *STATIC.iterdir(), package / "py.typed"]:
        assert path.relative_to(ROOT).as_posix() in names
    bundle = "agents_widget/widget/static/widget.js"
    assert wheel.read(bundle) == (ROOT / bundle).read_bytes()


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    roots = {name.split("/")[0] for name in wheel.namelist()}
    assert roots == {"agents_widget", "agents_widget-0.1.0.dist-info"}


def test_the_bundle_equals_a_fresh_build(tmp_path: Path) -> None:
    assert_same_bundle(build_bundle(ROOT, tmp_path), files_in(STATIC))


def test_the_sdist_builds_the_same_bundle_and_wheel(
    unpacked_sdist: Path, wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    (unpacked_sdist / "js" / "node_modules").symlink_to(ROOT / "js" / "node_modules")
    assert_same_bundle(build_bundle(unpacked_sdist, tmp_path / "bundle"), files_in(STATIC))
    again = zipfile.ZipFile(built("wheel", unpacked_sdist, tmp_path / "wheel"))
    assert sorted(again.namelist()) == sorted(wheel.namelist())


def assert_same_bundle(fresh: dict[str, bytes], committed: dict[str, bytes]) -> None:
    assert fresh.keys() == committed.keys()
    for name, content in fresh.items():
        assert content == committed[name], f"{name} is stale: run make build and commit it"


def test_the_bundle_is_within_its_budget() -> None:
    """All of the view but what is loaded when it is needed: a page's first view waits for it."""
    bundle = (STATIC / "widget.js").read_bytes()
    assert len(bundle) <= 200_000
    assert len(gzip.compress(bundle)) <= 70_000


def test_the_view_of_a_grid_is_within_its_budget() -> None:
    """What a page loads for a grid, beside the view of a run."""
    assert len((STATIC / "grid.js").read_bytes()) <= 33_000
