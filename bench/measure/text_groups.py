"""How long requests take whose texts come in groups, such as those of one length."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bench.contenders.catalog import Contender
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel
from bench.measure.turns import in_turns
from bench.measure.warm import drive

Groups = Mapping[str, Sequence[str]]


class Bodies(NamedTuple):
    """The bodies of the requests to a contender by their group, their content type and route."""

    groups: Groups
    content_type: str = "text/plain"
    path: str = "/spamorham"


def measure_groups(
    contenders: Sequence[tuple[Contender, Bodies]],
    folders: Folders,
    published: Mapping[str, PublishedModel],
    rounds: int,
    description: str,
) -> dict[str, dict[str, list[float]]]:
    """Return the microseconds of each contender's requests, of all rounds, by their group."""
    results: dict[str, dict[str, list[float]]] = {
        each.name: {group: [] for group in bodies.groups} for each, bodies in contenders
    }
    for each, bodies in in_turns(contenders, rounds, description):
        groups = {group: texts[:: each.every] for group, texts in bodies.groups.items()}
        result: dict[str, Any] = drive(
            each, folders, published[each.model],
            [text for texts in groups.values() for text in texts],
            content_type=bodies.content_type, path=bodies.path,
        )  # fmt: skip
        times = iter(result["ns"])
        for group, texts in groups.items():
            results[each.name][group] += [next(times) / 1000 for _ in texts]
    return results
