"""Cold starts: from the start of a process to its first answer, under Lambda's runtime client."""

import io
import json
import shutil
import tempfile
import time
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.contender import Contender
from bench.figures import Spread, spread
from bench.folders import Folders
from bench.models import Published
from bench.rounds import function_environ, in_turns
from emulation.gateway import proxy_event
from emulation.runtime_api import LambdaFunction

PROBE = Path(__file__).with_name("probe.py")
PARTS = ("interpreter", "framework", "libraries", "S3", "model", "first request")


def measure_cold(
    contenders: Sequence[Contender],
    folders: Folders,
    published: Mapping[str, Published],
    text: str,
    rounds: tuple[int, int],
) -> dict[str, dict[str, Any]]:
    """Return the milliseconds of each contender's cold start, and of its parts.

    `rounds` are how many are timed whole, and how many are taken apart: those are slower.
    """
    whole: dict[str, list[float]] = {each.name: [] for each in contenders}
    apart: dict[str, list[dict[str, float]]] = {each.name: [] for each in contenders}
    for each in in_turns(contenders, rounds[0], "cold starts"):
        seconds, _ = start(each, folders, published[each.model], text, probed=False)
        whole[each.name].append(seconds * 1000)
    for each in in_turns(contenders, rounds[1], "parts of cold starts"):
        apart[each.name].append(start(each, folders, published[each.model], text, probed=True)[1])
    return {
        each.name: {"ms": spread(whole[each.name]), "parts": _medians(apart[each.name])}
        for each in contenders
    }


def start(
    contender: Contender, folders: Folders, model: Published, text: str, *, probed: bool
) -> tuple[float, dict[str, float]]:
    """Start a contender; return the seconds to its first answer, and its parts' milliseconds."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        environ = function_environ() | model.environ() | _probe(directory, contender)
        task = directory / "task"
        shutil.copytree(folders.folder(contender), task, symlinks=True)
        shutil.copy(PROBE, task / "bench_probe.py")
        handler = "bench_probe.handler" if probed else contender.handler
        function = LambdaFunction(_EMPTY, _configuration(handler), directory, **environ)
        started = time.monotonic()
        with function:
            answer = function.invoke(proxy_event(text))
            ended = time.monotonic()
        if answer["statusCode"] != 200:
            raise RuntimeError(f"{contender.name}: {answer['body']}")
        return ended - started, _parts(directory, started, ended) if probed else {}


def _probe(directory: Path, contender: Contender) -> dict[str, str]:
    told = json.dumps(contender.parts())
    return {"BENCH_PROBE": told, "BENCH_PROBE_FILE": str(directory / "parts.json")}


def _parts(directory: Path, started: float, ended: float) -> dict[str, float]:
    found = json.loads((directory / "parts.json").read_text())
    found |= {"interpreter": found["began"] - started, "first request": ended - found["ready"]}
    return {part: found[part] * 1000 for part in PARTS}


def _medians(rounds: Sequence[Mapping[str, float]]) -> dict[str, Spread]:
    return {part: spread(each[part] for each in rounds) for part in PARTS}


def _configuration(handler: str) -> dict[str, Any]:
    return {
        "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:bench",
        "FunctionName": "bench",
        "Handler": handler,
        "MemorySize": 512,
        "Timeout": 30,
        "Version": "$LATEST",
        "Environment": {"Variables": {}},
    }


def _empty() -> bytes:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return buffer.getvalue()


_EMPTY = _empty()
"""A package of no files: the contender's folder is there already."""
