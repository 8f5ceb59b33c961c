"""Open a served page in Chromium, collect its errors, and fetch axe-core."""

import base64
import hashlib
import http.client
import json
import shutil
import subprocess
import sys
import tarfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from emulation.servers import ROOT, free_port, running

AXE = "4.14.1"
AXE_SHA512 = (
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
)
SWITCHES = [
    "--no-sandbox",  # Chromium does not run as root in its sandbox; all pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation",
  ({ violatedDirective, blockedURI }) => console.error("CSP", violatedDirective, blockedURI));"""

expect.set_options(timeout=10_000)


class Visit:
    """A page in its own browser window, with its errors and requests."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: self.errors.append(dialog.message))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", self._record)

    def _record(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def forgive(self, part: str) -> None:
        """Remove an expected error; fail if there is none."""
        expected = [text for text in self.errors if part in text]
        assert expected, self.errors
        self.errors = [text for text in self.errors if part not in text]

    def show(self, text: str) -> None:
        """Fill the field and wait until the card shows the result for this text."""
        self.page.fill("#field", text)
        self.page.wait_for_function("text => words.textContent === text", arg=text)

    def count_requests(self, path: str) -> int:
        """Return the number of requests to a path."""
        return sum(url.endswith(path) for url in self.requests)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


@contextmanager
def visiting(browser: Browser, url: str, **options: Any) -> Iterator[Visit]:
    """Open a page in a window without motion; fail if the page has errors."""
    context = browser.new_context(reduced_motion="reduce", **options)
    try:
        visit = Visit(context.new_page())
        visit.page.goto(url)
        yield visit
    finally:
        context.close()
    assert visit.errors == [], visit.errors


@contextmanager
def reloaded(visit: Visit, url: str) -> Iterator[Visit]:
    """Reload a page in a window that tests share; fail if the page has errors."""
    visit.errors.clear()
    visit.requests.clear()
    visit.page.set_viewport_size({"width": 1280, "height": 800})
    visit.page.emulate_media(color_scheme="light")
    visit.page.goto(url)
    yield visit
    assert visit.errors == [], visit.errors


@contextmanager
def serving(**environ: str) -> Iterator[str]:
    """Run `chalice local` and yield its address, without a trailing slash."""
    port = free_port()
    chalice = str(Path(sys.executable).with_name("chalice"))
    command = [chalice, "local", "--no-autoreload", f"--port={port}"]
    with running(command, f"http://127.0.0.1:{port}/openapi.json", **environ):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def under_stage(url: str, stage: str) -> Iterator[str]:
    """Serve an address under a stage, as API Gateway does; yield the new address."""
    port = int(url.rpartition(":")[2])

    class Gateway(BaseHTTPRequestHandler):
        def forward(self) -> None:
            if not self.path.startswith(stage):
                return self.send_error(403)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            service = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            path = self.path.removeprefix(stage) or "/"
            service.request(self.command, path, body, dict(self.headers))
            response = service.getresponse()
            self.send_response(response.status)
            for name, value in response.getheaders():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.read())
            service.close()

        do_GET = do_POST = forward

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Gateway) as server:
        threading.Thread(target=server.serve_forever, args=[0.05]).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def explained(url: str, text: str) -> dict[str, Any]:
    """Return the response of `POST /explain`."""
    request = urllib.request.Request(  # noqa: S310 - on loopback
        f"{url}/explain", text.encode(), {"Content-Type": "text/plain"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
        result: dict[str, Any] = json.load(response)
    return result


def axe_source(scratch: Path) -> str:
    """Return axe-core's script, from build/ or from the npm registry."""
    kept = ROOT / "build" / f"axe-core-{AXE}.tgz"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        _pack(scratch).replace(kept)
    digest = base64.b64encode(hashlib.sha512(kept.read_bytes()).digest()).decode()
    assert digest == AXE_SHA512, f"{kept} differs from the expected version"
    with tarfile.open(kept) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member
        return member.read().decode()


def _pack(scratch: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    command = [npm, "pack", f"axe-core@{AXE}", f"--pack-destination={scratch}"]
    done = subprocess.run(command, cwd=scratch, capture_output=True, timeout=60, check=False)  # noqa: S603
    if done.returncode:
        pytest.skip("the npm registry cannot be reached")
    return scratch / f"axe-core-{AXE}.tgz"
