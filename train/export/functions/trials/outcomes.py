"""What a slice makes of texts in a process that has only what is deployed."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import chalicelib
from train.errors import InputError
from train.export.functions.data_modules import digests_of
from train.export.functions.origins import distributions

TIMEOUT_SECONDS = 20.0
_PROCESS = Path(__file__).with_name("trial_process.py")
_ROOT = Path(chalicelib.__file__).parent.parent


def outcomes_of(
    reference: dict[str, Any],
    sources: Mapping[str, str],
    requirements: Sequence[str],
    texts: list[str],
) -> list[dict[str, Any]]:
    """Return for each text the `result` of a slice, or its `error`.

    Parameters
    ----------
    reference, sources, requirements
        As those of `train.export.functions.trials.trial.compare`.

    Raises
    ------
    InputError
        If the slice cannot be loaded, takes over 20 s, or ends the process.
    """
    packages = packages_of(requirements)
    request = {
        "reference": reference,
        "sources": sources,
        "functions": digests_of(sources),
        "packages": packages,
        "paths": [str(_ROOT), *(sys.path if packages else ())],
        "texts": texts,
    }
    outcomes = json.loads(_written_by_process(request))
    if isinstance(outcomes, dict):
        raise InputError(str(outcomes["refused"]))
    return list(outcomes)


def _written_by_process(request: dict[str, Any]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, a file of this package
            [sys.executable, "-I", "-S", str(_PROCESS)],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        number = len(request["texts"])
        raise InputError(f"{number} short texts take it over {TIMEOUT_SECONDS:.0f} s") from exc
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise InputError(f"it ends the process that calls it: {last}")
    return done.stdout


def packages_of(requirements: Sequence[str]) -> list[str]:
    """Return the top-level packages of the requirements, and of what these require."""
    waiting = [line.partition("==")[0] for line in requirements]
    names: set[str] = set()
    while waiting:
        name = waiting.pop()
        if _normalized(name) not in names:
            names.add(_normalized(name))
            waiting += _required_by(name)
    return sorted(top for top, name in distributions().items() if _normalized(name) in names)


def _normalized(name: str) -> str:
    """Return the name of a distribution as all its spellings have it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _required_by(name: str) -> list[str]:
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
    names = (re.match(r"[\w.-]+", line) for line in lines if "extra ==" not in line)
    return [found[0] for found in names if found]
