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


def built(kind: str, source: Path, target: Path) -> Path:
    """Build the wheel or the sdist (``kind``) of the project in ``source``; the file that came of it."""
    options = [f"--{kind}", "--no-isolation", "--outdir", str(target)]
    subprocess.run([sys.executable, "-m", "build", *options, str(source)], check=True, capture_output=True)
    (path,) = target.iterdir()
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(built("wheel", ROOT, tmp_path_factory.mktemp("wheel")))


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
    environment = {**os.environ, "OUTDIR": str(tmp_path)}
    subprocess.run(["npm", "--prefix", str(ROOT / "js"), "run", "build"], env=environment, check=True)
    fresh, committed = contents(tmp_path), contents(STATIC)
    assert fresh.keys() == committed.keys()
    for name, content in fresh.items():
        assert content == committed[name], f"{name} is stale: run make build and commit it"


def test_bundle_and_wheel_can_be_built_from_the_sdist(tmp_path: Path, wheel: zipfile.ZipFile) -> None:
    with tarfile.open(built("sdist", ROOT, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    # What `npm ci` installs by the lock file, which the sdist has.
    (source / "js" / "node_modules").symlink_to((ROOT / "js" / "node_modules").resolve())
    subprocess.run(["npm", "--prefix", str(source / "js"), "run", "build"], check=True)
    assert contents(source / "agents_widget" / "widget" / "static") == contents(STATIC)
    rebuilt = zipfile.ZipFile(built("wheel", source, tmp_path / "wheel"))
    assert set(rebuilt.namelist()) == set(wheel.namelist())


def test_the_bundle_is_small() -> None:
    """All of the view but its formulas: it travels with every widget."""
    bundle = (STATIC / "widget.js").read_bytes()
    assert len(bundle) <= 200_000
    assert len(gzip.compress(bundle, 9)) <= 70_000
