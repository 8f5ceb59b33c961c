"""The command `doctor`: what model files hold, every obstacle, the cost, and the next step."""

import json
import shlex
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from train.cli.console import note, print_result

if TYPE_CHECKING:
    from train.doctor.anatomy import Described
    from train.doctor.costs import Cost
    from train.doctor.diagnosis import Diagnosis
    from train.doctor.file_facts import FileFacts

OBSTACLES = 1
"""The exit code if the model cannot be exported as it is."""
MOST_NAMES = 5


def doctor(args: Namespace) -> int:
    """Show what model files hold, every obstacle to their export, and the cost of serving them."""
    from train.doctor.file_facts import file_facts

    facts = [fact for path in args.files for fact in file_facts(path, args.trust, args.main, note)]
    if not args.json:
        print_result("\n".join(line for fact in facts for line in _file_lines(fact)))
    diagnosis = _unloaded(facts) if args.no_load else _diagnosis(args, facts)
    step = _warning(facts) or _next_step(args, diagnosis)
    if args.json:
        print_result(json.dumps(_document(facts, diagnosis, step), indent=2))
    else:
        print_result("\n".join([*_diagnosis_lines(diagnosis), f"next: {step}"]))
    return OBSTACLES if diagnosis.obstacles else 0


def _diagnosis(args: Namespace, facts: "Sequence[FileFacts]") -> "Diagnosis":
    from train.doctor.diagnosis import diagnose
    from train.export.files.loading import Loading

    loading = Loading(note, args.trust, args.main, args.per_label, args.features, args.classifier)
    return diagnose(args.files, facts, loading, args.clean, args.row)


def _unloaded(facts: "Sequence[FileFacts]") -> "Diagnosis":
    from train.doctor.diagnosis import Diagnosis

    return Diagnosis([], [each for fact in facts for each in fact.obstacles], None)


def _file_lines(fact: "FileFacts") -> Iterator[str]:
    yield fact.description if fact.needs or not fact.obstacles else f"{fact.path}"
    for module, names in fact.needs.items():
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        shown = (name.rpartition(".")[2] for name in names[:MOST_NAMES])
        yield f"  needs {module}: {', '.join(shown)}{more}"
    for version in dict.fromkeys(fact.versions.values()):
        kinds = [kind for kind, made_by in fact.versions.items() if made_by == version]
        yield f"  made by scikit-learn {version}: {', '.join(kinds)}"


def _diagnosis_lines(diagnosis: "Diagnosis") -> Iterator[str]:
    for estimator in diagnosis.estimators:
        yield from _estimator_lines(estimator, 0)
    yield f"obstacles: {len(diagnosis.obstacles) or 'none found'}"
    for number, obstacle in enumerate(diagnosis.obstacles, 1):
        yield f"  {number}. {obstacle}"
    for warning in diagnosis.warnings:
        yield f"warning: {warning}"
    for module in diagnosis.functions:
        yield f"calls a function of yours, which is deployed as chalicelib/functions/{module}.py"
    if diagnosis.cost is not None:
        yield from _cost_lines(diagnosis.cost)


def _estimator_lines(estimator: "Described", depth: int) -> Iterator[str]:
    name = f"{estimator.name}: " if estimator.name else ""
    given = ", ".join(f"{key}={value}" for key, value in estimator.parameters.items())
    parameters = "" if estimator.within else f"({given})"
    facts = "".join(f"; {fact}" for fact in estimator.facts)
    yield f"{'  ' * depth}{name}{estimator.kind}{parameters}{facts}"
    for inner in estimator.within:
        yield from _estimator_lines(inner, depth + 1)


def _cost_lines(cost: "Cost") -> Iterator[str]:
    yield "cost when served:"
    yield (
        f"  files   vectorizer {cost.vectorizer_bytes:,} bytes, "
        f"classifier {cost.classifier_bytes:,} bytes"
    )
    yield f"  memory  {cost.memory_bytes:,} bytes"
    yield (
        f"  time    {cost.short_us:.0f} \u00b5s for 100 characters, {cost.long_us:.0f} \u00b5s for "
        "8,192, on this machine"
    )


def _warning(facts: "Sequence[FileFacts]") -> str:
    """Return what to do with files that can run commands; nothing if there are none."""
    files = shlex.join(str(fact.path) for fact in facts if fact.dangerous)
    return (
        f"do not load {files}; get the model again from an author whom you trust" if files else ""
    )


def _next_step(args: Namespace, diagnosis: "Diagnosis") -> str:
    files = shlex.join(map(str, args.files))
    options = f" --main {shlex.quote(str(args.main))}" if args.main else ""
    options += f" --trust {shlex.join(args.trust)}" if args.trust else ""
    options += " --per-label" if args.per_label else ""
    options += f" --classifier {shlex.quote(args.classifier)}" if args.classifier else ""
    options += f" --features {shlex.join(args.features)}" if args.features else ""
    options += f" --clean {shlex.join(args.clean)}" if args.clean else ""
    options += f" --row {shlex.quote(args.row)}" if args.row else ""
    if diagnosis.obstacles:
        return f"remove the obstacles, then: python -m train doctor {files}{options}"
    if args.no_load:
        return f"python -m train doctor {files}{options}"
    return f"python -m train export {files}{options} --check raw.csv --test held-out.csv"


def _document(facts: "Sequence[FileFacts]", diagnosis: "Diagnosis", step: str) -> dict[str, object]:
    files = [asdict(fact) | {"path": str(fact.path)} for fact in facts]
    return {"files": files, **asdict(diagnosis), "next": step}
