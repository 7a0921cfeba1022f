"""The example of docs/mcp.md runs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

PAGE = Path(__file__).parents[3] / "docs" / "mcp.md"


async def test_the_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    example, server = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    Path("harbour_server.py").write_text(server)
    code = compile(example, PAGE.name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    await eval(code, {"__name__": "example"})
    assert capsys.readouterr().out == "{'metres': 2.4}\n"
