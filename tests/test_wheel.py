"""What is installed: the wheel holds the browser bundle, and the bundle is what js/ builds today."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "agents_widget" / "widget" / "static"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = target.glob("*.whl")
    return zipfile.ZipFile(path)


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
    fresh = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in STATIC.iterdir()}
    assert fresh.keys() == committed.keys()
    for name, content in fresh.items():
        assert content == committed[name], f"{name} is stale: run make build and commit it"


def test_the_bundle_is_small() -> None:
    """All of the view but its formulas: it travels with every widget."""
    assert (STATIC / "widget.js").stat().st_size <= 150_000
