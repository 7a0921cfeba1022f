"""A real JupyterLab server with its own home, settings and port, for the browser tests."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import hang

SETTINGS = {
    # Cells that are scrolled away stay in the page, so that a test finds them.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none", "autoStartDefaultKernel": True},
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}


class JupyterLabServer:
    """One server; ``url`` is its address, ``root`` the folder its notebooks are in."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "notebooks"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self, timeout: float = hang.SECONDS) -> None:
        """Start the server and wait until it answers."""
        self.root.mkdir()
        settings = self._folder / "settings"
        for name, value in SETTINGS.items():
            path = settings / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(value), encoding="utf-8")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command(), cwd=self.root, env=self._environment(settings), stdout=log, stderr=log
            )
        self._wait_until_up(time.monotonic() + timeout)

    def stop(self) -> None:
        """End the server and every kernel it started."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        for kernel in self.api("GET", "kernels"):
            self.api("DELETE", f"kernels/{kernel['id']}")
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(hang.SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def api(self, method: str, path: str, body: object = None) -> Any:
        """Call the server's REST interface."""
        request = urllib.request.Request(
            f"{self.url}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=hang.SECONDS) as response:
            text = response.read()
        return json.loads(text) if text else None

    def write_notebook(self, name: str, cells: list[str]) -> Path:
        """Put a notebook of code cells into the server's folder."""
        path = self.root / name
        path.write_text(json.dumps(notebook_document(cells)), encoding="utf-8")
        return path

    def read_notebook(self, name: str) -> dict[str, Any]:
        """Give a notebook as it was last saved."""
        document: dict[str, Any] = json.loads((self.root / name).read_text(encoding="utf-8"))
        return document

    def kernel_of(self, name: str) -> str:
        """Give the id of the kernel that serves a notebook."""
        for session in self.api("GET", "sessions"):
            if session["path"] == name:
                return str(session["kernel"]["id"])
        raise LookupError(f"No kernel serves {name}.")

    @property
    def _log(self) -> Path:
        return self._folder / "server.log"

    def _command(self) -> list[str]:
        options = {
            "ServerApp.ip": "127.0.0.1",
            # Any free one, which it tells in a file: one that was chosen here could be taken before it is up.
            "ServerApp.port": "0",
            "ServerApp.open_browser": "False",
            "ServerApp.allow_root": "True",
            "ServerApp.disable_check_xsrf": "True",
            "IdentityProvider.token": "",
            "ServerApp.root_dir": str(self.root),
            "LabApp.expose_app_in_browser": "True",
            "LabApp.extension_manager": "readonly",
            # It would start the type checker of the development environment for each notebook.
            "LanguageServerManager.autodetect": "False",
        }
        return [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]

    def _environment(self, settings: Path) -> dict[str, str]:
        home = self._folder / "home"
        home.mkdir()
        # No key of the person who runs the tests may reach a kernel.
        mine = {
            name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "OPENAI"))
        }
        return mine | {
            "HOME": str(home),
            "IPYTHONDIR": str(home / "ipython"),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(settings),
            "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }

    def _wait_until_up(self, deadline: float) -> None:
        assert self._process is not None
        told = self._folder / "home" / "runtime" / f"jpserver-{self._process.pid}.json"
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"JupyterLab ended at its start:\n{self._log.read_text()[-3000:]}")
            try:
                self.url = json.loads(told.read_text(encoding="utf-8"))["url"].rstrip("/")
                self.api("GET", "status")
            except (OSError, json.JSONDecodeError):  # it is not written yet, or not listened to
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"JupyterLab did not answer in time:\n{self._log.read_text()[-3000:]}")


def notebook_document(cells: list[str]) -> dict[str, Any]:
    """Make a notebook document of code cells."""
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "cells": [
            {
                "id": f"cell-{number}",
                "cell_type": "code",
                "source": source,
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            }
            for number, source in enumerate(cells)
        ],
    }
