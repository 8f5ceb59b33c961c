"""Serve on this machine, with Chalice's own local server and a handler of ours; `make run` does it.

`chalice local` does the same, but ends in a traceback if a setting is invalid or the port is in
use, and responds with a 503 if there is no model.
"""

import errno
import importlib
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.errors import NotInStoreError
from deploy.configuration.configure import LOCAL
from deploy.configuration.stages import CHALICE, read_config
from deploy.errors import DeployError

if TYPE_CHECKING:
    from chalice.local import LocalDevServer

HOST = "127.0.0.1"
LAST_PORT = 65535
WAITING_CONNECTIONS = 128


def open_server(port: str) -> "LocalDevServer":
    """Return a server that listens on a port of this machine, with its model loaded.

    Raises
    ------
    DeployError
        If the port is no port, or cannot be used.
    ServiceError
        If a setting is invalid, or no model can be loaded.
    """
    from chalice.cli.factory import CLIFactory
    from chalice.local import LocalDevServer, ThreadedHTTPServer

    from deploy.local_handler import LocalApp, LocalHandler

    # Python's own 5 reset the connections of 30 clients at once.
    ThreadedHTTPServer.request_queue_size = WAITING_CONNECTIONS
    number = _port(port)
    read_config(CHALICE)  # Chalice does not say where, if it is no JSON
    factory = CLIFactory(str(Path.cwd()))
    config = factory.create_config_obj(chalice_stage_name=LOCAL)
    app = config.chalice_app  # imports app.py, after setting the configured variables
    _load_model()
    app.__class__ = LocalApp  # as `chalice local` does with a class of its own
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
    try:
        return LocalDevServer(app, config, HOST, number, LocalHandler)
    except OSError as exc:
        reason = "is in use" if exc.errno == errno.EADDRINUSE else f"cannot be used: {exc.strerror}"
        raise DeployError(f"port {number} {reason}; name another with make run PORT=N") from exc


def _load_model() -> None:
    try:
        importlib.import_module("app").model_cache.model()
    except NotInStoreError as exc:
        pinned = os.environ.get("MODEL_VERSION")
        advice = (
            "MODEL_VERSION, which 'python -m train list' lists"
            if pinned
            else "MODEL_URI; 'python -m train publish --promote' puts one there"
        )
        state = "published" if pinned else "promoted"
        raise DeployError(f"{exc}; expected a {state} version in {advice}") from exc


def _port(value: str) -> int:
    if value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= LAST_PORT:
        return int(value)
    raise DeployError(f"PORT is {value!r}; expected an integer from 1 to {LAST_PORT}")
