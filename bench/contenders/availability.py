"""Which contenders an environment can run."""

from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path

from bench.contenders.catalog import Contender
from bench.contenders.folders import canonical


def skipped(contenders: Sequence[Contender], site_packages: Path) -> dict[str, str]:
    """Return why contenders cannot run, by their names: which distributions are missing."""
    found = distributions(path=[str(site_packages)])
    installed = {canonical(each.name) for each in found}
    missing = {
        each.name: [name for name in each.requirements if canonical(name) not in installed]
        for each in contenders
    }
    return {name: f"{', '.join(names)} not installed" for name, names in missing.items() if names}
