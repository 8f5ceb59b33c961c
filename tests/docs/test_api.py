"""docs/api.md shows the real output of its commands, and has all routes, errors and limits."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from chalice import app as chalice_app

from chalicelib.api import error_responses
from chalicelib.api.openapi import openapi
from chalicelib.settings import read_settings
from emulation.servers import ROOT, free_port, running
from tests.support.references import with_reference
from tests.support.responses import REPORT, WITH_CORS
from tests.support.stores import promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

DOCUMENT = (ROOT / "docs" / "api.md").read_text("utf-8")
SHOWN = re.findall(r"^\$ (.*)\n((?:(?!\$ |```).*\n)*)", DOCUMENT, re.M)
"""Each command with the lines below it."""
CODES = dict(re.findall(r"^\| (\d{3}) \| `(\w+)`", DOCUMENT, re.M))
SCRIPTS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def port(default_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    published = DirectoryWriter(tmp_path_factory.mktemp("measured"))
    promote(publish(with_reference(default_bundle), published), published)
    number = free_port()
    command = [str(SCRIPTS / "chalice"), "local", "--no-autoreload", f"--port={number}"]
    reports = str(tmp_path_factory.mktemp("reports"))
    url = f"http://127.0.0.1:{number}/health"
    with running(command, url, MODEL_URI=published.uri, REPORTS_URI=reports):
        yield number


def printed(command: str, port: int) -> str:
    """Run a command in a shell; `python3` is the tests' own Python."""
    done = subprocess.run(  # noqa: S602 - the commands of a document of this repository
        command.replace("127.0.0.1:8000", f"127.0.0.1:{port}"),
        shell=True,
        env=os.environ | {"PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.replace("\r\n", "\n")


def masked(output: str) -> str:
    """Replace the parts that depend on the model or the store: versions, times, digests, decimals.

    >>> masked('{"version":"20260131T093000Z-0123456789ab","end":4,"weight":-1.5e-07}')
    '{"version":"VERSION","end":4,"weight":DECIMAL}'
    """
    named = re.sub(r"\d{8}T\d{6}Z-[0-9a-f]{12}", "VERSION", output)
    named = re.sub(r'"report":"[0-9a-f]{16}"', '"report":"DIGEST"', named)
    return re.sub(r"-?\d+\.\d+(e-?\d+)?", "DECIMAL", re.sub(r"\d{8}T\d{6}Z", "TIME", named))


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_each_command_prints_the_output_shown(port: int, command: str, shown: str) -> None:
    output = printed(command, port)
    assert masked(output) == masked(shown.replace("127.0.0.1:8000", f"127.0.0.1:{port}"))


def test_every_route_has_its_heading_and_command(load_app: Callable[..., ModuleType]) -> None:
    routes = {
        f"{method} {path}"
        for path, methods in load_app().app.routes.items()
        for method in methods
        if not path.startswith("/v2") and method != "HEAD"
    }
    sections = re.findall(r"^## ([A-Z]+ \S+)\n((?:(?!## ).*\n)*)", DOCUMENT, re.M)
    assert {name for name, _ in sections} == routes
    for name, section in sections:
        path = name.split()[1]
        assert re.search(rf"^\$ .*http://127\.0\.0\.1:8000{path}( |$)", section, re.M)


def test_the_protocol_under_v2_is_only_a_link() -> None:
    assert "[docs/inference.md](inference.md)" in DOCUMENT
    assert "/v2/" not in DOCUMENT


def test_every_error_is_documented_with_its_code() -> None:
    described = openapi("x", read_settings({}))["components"]["responses"]
    assert {int(status) for status in CODES} == {*map(int, described), 405, 429}
    own = {"503": "ServiceUnavailableError"}
    for status, code in CODES.items():
        error = getattr(error_responses, code, None) or getattr(chalice_app, code, None)
        assert code == own.get(status) if error is None else int(status) == error.STATUS_CODE


def test_the_limits_are_documented_with_their_defaults() -> None:
    rows = dict(re.findall(r"^\| `(MAX_\w+)` \| (\d+) \|", DOCUMENT, re.M))
    defaults = read_settings({})
    assert rows == {
        "MAX_TEXT_BYTES": str(defaults.max_text_bytes),
        "MAX_TEXTS": str(defaults.max_texts),
        "MAX_REQUEST_BYTES": str(defaults.max_request_bytes),
        "MAX_EXPLAIN_BYTES": str(defaults.max_explain_bytes),
    }


def test_the_routes_with_cors_are_named() -> None:
    section = DOCUMENT.partition("## CORS")[2].partition("```")[0]
    assert set(re.findall(r"`([A-Z]+ /\w+)`", section)) == {*WITH_CORS, REPORT}
