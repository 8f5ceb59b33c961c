"""Schemathesis tests the running app against its OpenAPI document and finds no fault."""

import subprocess
import sys
from pathlib import Path

from emulation.servers import free_port, running
from train.registry.writable_store import DirectoryWriter

SCRIPTS = Path(sys.executable).parent
# All checks are on, with these exceptions:
# - The methods TRACE and QUERY are not tried. Python's http.server, which `chalice local` uses,
#   responds to unknown methods with 501 and HTML. API Gateway passes none of them to the app.
# - 413 counts as a rejection: Schemathesis does not know it by default.
# - Only `infer` may refuse a valid body: JSON Schema cannot say that a tensor's shape is the length
#   of its data.
CONFIG = """
[phases.coverage]
unexpected-methods = ["get", "post", "put", "patch", "delete"]

[checks.negative_data_rejection]
expected-statuses = [400, 404, 405, 413, 415]

[[operations]]
include-path = "/v2/models/{name}/infer"
checks.positive_data_acceptance.enabled = false
"""
OPTIONS = [
    "--phases=examples,coverage,fuzzing",
    "--max-examples=5",
    "--workers=12",
    "--generation-deterministic",
    "--suppress-health-check=all",
    "--no-color",
]


def test_schemathesis_finds_nothing(published: DirectoryWriter, tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    serve = [str(SCRIPTS / "chalice"), "local", "--no-autoreload", f"--port={port}"]
    address = f"http://127.0.0.1:{port}"
    st = [str(SCRIPTS / "schemathesis"), "run", *OPTIONS]
    with running(
        serve, f"{address}/health", MODEL_URI=published.uri, MAX_TEXT_BYTES="500", MAX_TEXTS="9"
    ):
        done = subprocess.run(  # noqa: S603 - a command of the test's own
            [*st, f"{address}/openapi.json"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
