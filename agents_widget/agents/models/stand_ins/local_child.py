"""The child process of a LocalModel: llama.cpp's HTTP server for one model file.

Run as a script. The first line of its standard input says what to serve; it lives until that is closed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import urllib.request
from typing import Any


def main() -> None:
    """Serve until the parent closes the pipe, on purpose or by dying."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # interrupting a cell must stop the run alone
    settings = json.loads(sys.stdin.readline())
    report = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the library prints belongs in the log, not in the report
    server, address = serve(settings)
    endpoint = {"base_url": f"{address}/v1", "takes_tools": takes_tools(address, settings["api_key"])}
    print(json.dumps(endpoint), file=report)
    report.close()
    sys.stdin.read()
    del server
    os._exit(0)  # at once, also in the middle of a response


def serve(settings: dict[str, Any]) -> tuple[object, str]:
    """Load the model and listen on a free loopback port. Returns the server and its address."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = settings["path"]
    params.model_alias = {settings["name"]}
    params.n_ctx = settings["context"]
    params.n_gpu_layers = settings["gpu_layers"]
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = settings["threads"]
    params.cpuparams.poll = 0  # waiting threads must not burn the kernel's core
    params.api_keys = [settings["api_key"]]
    params.cors_origins = ""  # by default any web page's origin is allowed, with credentials
    params.hostnames = ["127.0.0.1"]
    params.cache_ram_mib = 0
    params.ui = False
    params.verbosity = 2  # warnings and errors
    server = xllamacpp.Server(params)
    return server, server.listening_address


def takes_tools(address: str, api_key: str) -> bool:
    """Whether the model file's chat template has tools: then the model was trained to call them."""
    request = urllib.request.Request(f"{address}/props", headers={"Authorization": f"Bearer {api_key}"})  # noqa: S310
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request) as response:
        props = json.load(response)
    return bool(props.get("chat_template_caps", {}).get("supports_tools"))


if __name__ == "__main__":
    del sys.path[0]  # this file's directory, whose modules must not stand in for others of the same name
    main()
