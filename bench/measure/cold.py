"""Cold starts: from the start of a process to its first response, under Lambda's runtime client."""

import io
import json
import shutil
import tempfile
import time
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.contenders.catalog import Contender
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel
from bench.measure.functions import aws_environ, lambda_configuration
from bench.measure.spread import Spread, spread
from bench.measure.turns import in_turns
from emulation.gateway import proxy_event
from emulation.runtime_api import LambdaFunction

PROBE = Path(__file__).with_name("probe.py")
PHASES = ("interpreter", "framework", "libraries", "S3", "model", "first request")


class ColdStart(NamedTuple):
    """The seconds to the first response; with the probe, the milliseconds of each phase."""

    seconds: float
    phase_ms: dict[str, float]


def measure_cold(
    contenders: Sequence[Contender],
    folders: Folders,
    published: Mapping[str, PublishedModel],
    text: str,
    *,
    rounds: int,
    probed_rounds: int,
) -> dict[str, dict[str, Any]]:
    """Return the milliseconds of each contender's cold start and, if it is probed, of its phases.

    The phases are measured in rounds of their own, because the probe slows the start down.
    """
    whole: dict[str, list[float]] = {each.name: [] for each in contenders}
    phases: dict[str, list[dict[str, float]]] = {each.name: [] for each in contenders}
    for each in in_turns(contenders, rounds, "cold starts"):
        start = cold_start(each, folders, published[each.model], text, probed=False)
        whole[each.name].append(start.seconds * 1000)
    for each in in_turns(contenders, probed_rounds, "phases of cold starts"):
        start = cold_start(each, folders, published[each.model], text, probed=True)
        phases[each.name].append(start.phase_ms)
    return {
        each.name: {"ms": spread(whole[each.name])}
        | ({"parts": _phase_spreads(phases[each.name])} if probed_rounds else {})
        for each in contenders
    }


def cold_start(
    contender: Contender, folders: Folders, model: PublishedModel, text: str, *, probed: bool
) -> ColdStart:
    """Start a contender's process, send it a text, and stop it after the response."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        environ = aws_environ() | model.environ() | _probe_environ(directory, contender)
        task = directory / "task"
        shutil.copytree(folders.folder(contender), task, symlinks=True)
        shutil.copy(PROBE, task / "bench_probe.py")
        handler = "bench_probe.handler" if probed else contender.handler
        function = LambdaFunction(EMPTY_ZIP, lambda_configuration(handler), directory, **environ)
        started = time.monotonic()
        with function:
            response = function.invoke(proxy_event(text))
            ended = time.monotonic()
        if response["statusCode"] != 200:
            raise RuntimeError(f"{contender.name}: {response['body']}")
        return ColdStart(ended - started, _phases(directory, started, ended) if probed else {})


def _probe_environ(directory: Path, contender: Contender) -> dict[str, str]:
    plan = json.dumps(contender.probe_plan())
    return {"BENCH_PROBE": plan, "BENCH_PROBE_FILE": str(directory / "phases.json")}


def _phases(directory: Path, started: float, ended: float) -> dict[str, float]:
    seconds = json.loads((directory / "phases.json").read_text())
    seconds["interpreter"] = seconds["began"] - started
    seconds["first request"] = ended - seconds["ready"]
    return {phase: seconds[phase] * 1000 for phase in PHASES}


def _phase_spreads(rounds: Sequence[Mapping[str, float]]) -> dict[str, Spread]:
    return {phase: spread(each[phase] for each in rounds) for phase in PHASES}


def _empty_zip() -> bytes:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return buffer.getvalue()


EMPTY_ZIP = _empty_zip()
"""A package without files: the contender's folder is already in place."""
