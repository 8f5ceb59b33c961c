"""Compare a slice with the function that it was cut out of, on texts that provoke differences."""

import json
import math
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

import chalicelib
from train.errors import InputError
from train.export.functions.data_modules import digests_of
from train.export.functions.origins import distributions
from train.export.functions.trials.originals import quiet

TIMEOUT_SECONDS = 20.0
TOLERANCE = 1e-9
DIFFERS = "cut out of its module, it differs"
"""How the message begins if a slice gives another result than the original."""
TEXTS = (
    "",
    " \t\n ",
    "a",
    "Hello, World! It's 3:15pm; isn't it?",
    "RUNNING flies happily: the Studies were cancelled and relational",
    "WIN a FREE prize!!! Call 0800-123-456 or visit https://www.example.com/a?b=c&d=1 NOW",
    "mail me@example.com, @you #winner <b>bold</b> &amp; 50% off $9.99 \u00a35",
    "the quick brown fox is not in the house and he was very happy",
    "snake_case camelCase kebab-case don't won't can't I'm you're",
    "line one\nline two\r\n\ttab  double  space\u00a0nbsp\u2003em",
    "Cr\u00e8me br\u00fbl\u00e9e na\u00efve cafe\u0301 \u0130stanbul stra\u00dfe \u1e9e \ufb01ne",
    "\u4f60\u597d\u4eca\u5929 \u041f\u0440\u0438\u0432\u0435\u0442 \u0645\u0631\u062d\u0628\u0627",
    "\U0001f389\U0001f389 party \u2764\ufe0f \u00bd \u00b2 \u0663",
    "\u201cquotes\u201d \u2018single\u2019 \u2013 dash \u2026 dots... ???",
    "nul \0 lone \ud83d surrogate \x1c separator",
    "http://a.b/c/d.e-f.com www.test.org/x_y 12/31/2024 1,000.50",
    "a/b/c com news.com-au/sport/tennis",
    "Dr. Stone met Mr. J. R. Reed at 5 p.m. Please see the U.S. Navy, e.g. near St. Ives.",
    "It is 1990. International law of Jan. 3. He saw Plan B. Smith or Plan B. Nothing etc. Yes.",
    "Wait... what?! (Really?) \"Yes.\" 'No!' she said, etc. And so... The 2. is No. 7. Of 3, 5.",
    "\u201cStop.\u201d \u00abGo!\u00bb A.B. Then i. e. nothing. . . . More.-- Next?\n\nNew.Old .",
    "cannot gonna wanna go, gimme 'tis d'ye more'n 'odd' they'll 'n ``a'' \"b\" ''c'' $3-4/5",
    ":) :-D <3 @u_1 #tag-a &lt; &#65; sooo!!!!! +1 555-123-4567 \U0001f469\u200d\U0001f467 1\u00ba",
    "women wives men mice geese oxen loaves boxes dishes quizzes cities buses data glasses was has",
    "went ate taught tried stopped hoping hopes hoped studied lying better bigger nicest worse is",
    "wugs wugses glorbmen blickies snorfing snorfed zibber zibbest dogss wugedses Us AS less",
    "aaa bbb " * 200,
)
"""Texts of many scripts and signs; none is from anybody's corpus."""

_MISSING = ("LookupError", "MissingCorpusError")
_PROCESS = Path(__file__).with_name("trial_process.py")
_ROOT = Path(chalicelib.__file__).parent.parent


def compare(
    original: Callable[[str], Any],
    reference: dict[str, Any],
    sources: Mapping[str, str],
    requirements: Sequence[str],
    more: Iterable[str] = (),
) -> list[str]:
    """Compare a slice with the original on each text.

    Parameters
    ----------
    original
        Calls the original with one text.
    reference, sources
        The reference to the slice, and its modules by name: its own and those of its data.
    requirements
        The lines of requirements.txt that it needs.
    more
        Further texts, such as terms of the vocabulary.

    Returns
    -------
    list of str
        The errors that both raise on some texts, one for each type.

    Raises
    ------
    InputError
        If one text has another result, or if all fail.
    """
    texts = [*dict.fromkeys((*TEXTS, *more))]
    outcomes = _outcomes(reference, sources, requirements, texts)
    failures: dict[str, str] = {}
    if all("error" in outcome for outcome in outcomes):
        error = str(outcomes[0]["error"])
        raise InputError(f"it fails on every text: {error}{_hint(error, requirements)}")
    for number, (text, outcome) in enumerate(zip(texts, outcomes, strict=True), 1):
        expected, error = _called(original, text)
        found = outcome.get("error")
        if error and found:
            failures.setdefault(error, f"it raises {error} on texts such as {text[:40]!r}")
        elif error == "UnicodeEncodeError" and not found:
            pass  # a cache that is left out, such as Streamlit's, cannot hash half of a pair
        elif error or found or not _same(expected, outcome["result"]):
            raise InputError(
                f"{DIFFERS} on text {number} of the trial, {text[:40]!r}: "
                f"expected {_shown(error or expected)}, found {_shown(found or outcome['result'])}"
                f"{_hint(found or '', requirements)}"
            )
    return [*failures.values()]


def _hint(error: str, requirements: Sequence[str]) -> str:
    """Return what to add to the message if a package looks for data of NLTK's."""
    if not any(name in error for name in _MISSING) or "nltk" not in _packages(requirements):
        return ""
    return "; NLTK's data is not deployed with a package that reads it: call NLTK itself"


def _outcomes(
    reference: dict[str, Any],
    sources: Mapping[str, str],
    requirements: Sequence[str],
    texts: list[str],
) -> list[dict[str, Any]]:
    packages = _packages(requirements)
    request = {
        "reference": reference,
        "sources": sources,
        "functions": digests_of(sources),
        "packages": packages,
        "paths": [str(_ROOT), *(sys.path if packages else ())],
        "texts": texts,
    }
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
        raise InputError(f"{len(texts)} short texts take it over {TIMEOUT_SECONDS:.0f} s") from exc
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise InputError(f"it ends the process that calls it: {last}")
    outcomes = json.loads(done.stdout)
    if isinstance(outcomes, dict):
        raise InputError(str(outcomes["refused"]))
    return list(outcomes)


def _packages(requirements: Sequence[str]) -> list[str]:
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


def _called(original: Callable[[str], Any], text: str) -> tuple[Any, str]:
    """Return the original's result, or the type of its error."""
    try:
        with quiet():
            return plain(original(text)), ""
    except Exception as exc:  # noqa: BLE001 - the author's code may raise anything
        return None, type(exc).__name__


def plain(value: Any) -> Any:
    """Return a result as the service sees it: a string, or a list of strings and numbers."""
    if hasattr(value, "toarray"):
        value = value.toarray()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, np.ndarray | np.generic):
        value = np.ravel(value).tolist()
    if isinstance(value, int | float):
        return [float(value)]
    if isinstance(value, set | frozenset):
        value = sorted(value)
    return [float(each) if isinstance(each, int | float | np.number) else each for each in value]


def _same(expected: Any, found: Any) -> bool:
    if isinstance(expected, str) or isinstance(found, str):
        return bool(expected == found)
    if len(expected) != len(found):
        return False
    if all(isinstance(each, str) for each in (*expected, *found)):
        return sorted(expected) == sorted(found)  # a set has no order
    pairs = zip(expected, found, strict=True)
    return all(
        math.isclose(one, two, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        if isinstance(one, float) and isinstance(two, float)
        else one == two
        for one, two in pairs
    )


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
