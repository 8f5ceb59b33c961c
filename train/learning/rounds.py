"""A round of learning: compose the corpus, fit the recipe to it, and compare the result.

Nothing is written here. The same input gives the same corpus and the same model.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from train.corpus.reader import Corpus
from train.defaults import INNER_FOLDS, RANDOM_STATE
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.evaluation.thresholds import ThresholdGoal
from train.fit import fit
from train.learning.by_time import TimedText, figures_by_time
from train.learning.composition import Composition, SetAside, compose
from train.learning.current_model import CurrentModel
from train.learning.old_set import Base
from train.learning.refit import refitting
from train.learning.reported import Report, by_text
from train.recipe_name import read_recipe_name
from train.recipes.catalog import RECIPES, Recipe, recipe_named
from train.trained import Trained

FIELD = "learned"
"""The field of the manifest that says what a version learned from; `fit` writes none."""

OLD_SET_SAYS = "the old set has another label"
A_PERSON_SAYS = "a person's label contradicts the old set; correct the base"
MISSING_CLASS = "the label is not a class of the model"


@dataclass(frozen=True, slots=True)
class Material:
    """What a round learns from: the base with its old set, reports, and texts that were served."""

    base: Base
    reports: tuple[Report, ...]
    seen: tuple[str, ...]
    recipe: Recipe
    goal: ThresholdGoal

    def digest(self) -> str:
        """Return a digest of everything; the same material leads to the same decision."""
        old, training = self.base.old, self.base.training
        document = {
            "base": [training.sha256, sorted({*map(text_key, training.texts)})],
            "old": [old.sha256, sorted({*map(text_key, old.texts)})],
            "reports": sorted(json.dumps(asdict(report)) for report in self.reports),
            "seen": sorted({*map(text_key, self.seen)}),
            "recipe": self.recipe.name,
            "goal": asdict(self.goal),
        }
        return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def learned_from(document: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the digest of a version's material, and the version that was current then."""
    learned = document.get(FIELD)
    if not isinstance(learned, dict):
        return None, None
    return learned.get("material"), learned.get("after")


def compose_material(material: Material, current: CurrentModel) -> Composition:
    """Return the corpus to fit to, without any text of the old set."""
    old = dict(zip(map(text_key, material.base.old.texts), material.base.old.labels, strict=True))
    classes = current.manifest.classes
    possible = [report for report in material.reports if report.label in classes]
    others = [report for report in material.reports if report.label not in classes]
    aside = [SetAside(report, MISSING_CLASS) for report in others]
    reports = [report for report in possible if text_key(report.text) not in old]
    for key, same in by_text(possible).items():
        aside += _against(old[key], same) if key in old else []
    composition = compose(
        material.base.training,
        reports,
        [text for text in material.seen if text_key(text) not in old],
        current.decide(),
        refitting(material.recipe, material.base.training.positive.label),
        seed=RANDOM_STATE,
    )
    return replace(composition, aside=(*composition.aside, *aside))


def _against(label: str, same: Sequence[Report]) -> Iterator[SetAside]:
    """Yield the report, if there is one, that says otherwise about a text of the old set.

    What a person said on a sheet settles what users report.
    """
    trusted = [report for report in same if report.trusted]
    said = trusted[-1:] or [report for report in same if report.label != label][-1:]
    for report in said:
        if report.label != label:
            yield SetAside(report, A_PERSON_SAYS if report.trusted else OLD_SET_SAYS)


def run_round(
    material: Material,
    current: CurrentModel,
    composition: Composition,
    begin: Callable[[str], None],
) -> Trained:
    """Fit to a composed corpus, and measure on the old set; `begin` is told each step's name.

    The facts of the fitted model say what it learned from.

    Raises
    ------
    InputError
        If the corpus cannot be fitted to.
    """
    trained = fit(
        material.recipe,
        composition.corpus,
        material.base.old,
        folds=INNER_FOLDS,
        goal=material.goal,
        examples=_examples(current),
        begin=begin,
    )
    begin("by time")
    periods = _by_time(material, composition)
    facts = trained.facts | {FIELD: learned_facts(material, current, composition)}
    facts["metrics"] = facts["metrics"] | ({"by_time": periods} if periods else {})
    return replace(trained, facts=facts)


def learned_facts(
    material: Material, current: CurrentModel, composition: Composition
) -> dict[str, Any]:
    """Return what the manifest says of the round; no text."""
    return {
        "material": material.digest(),
        "after": current.manifest.version,
        "counts": dict(composition.counts),
        "set_aside": dict(Counter(each.why for each in composition.aside)),
        "audit": composition.audit._asdict() | {"passed": composition.audit.passed},
    }


def _by_time(material: Material, composition: Composition) -> list[dict[str, Any]]:
    periods = figures_by_time(
        _untimed(composition, material.reports),
        timed_reports(material.reports, composition.corpus),
        refitting(material.recipe, material.base.training.positive.label),
    )
    return [period._asdict() for period in periods]


def timed_reports(reports: Iterable[Report], corpus: Corpus) -> list[TimedText]:
    """Return the reports that are in the corpus, each text once, with its first time."""
    labels = dict(zip(map(text_key, corpus.texts), corpus.labels, strict=True))
    timed: dict[str, TimedText] = {}
    for report in sorted(reports, key=lambda each: each.reported_at):
        key = text_key(report.text)
        if report.reported_at and key in labels:
            timed.setdefault(key, TimedText(report.reported_at, report.text, labels[key]))
    return [*timed.values()]


def _untimed(composition: Composition, reports: Sequence[Report]) -> Corpus:
    corpus = composition.corpus
    timed = {text_key(report.text) for report in reports if report.reported_at}
    kept = [at for at, text in enumerate(corpus.texts) if text_key(text) not in timed]
    texts = [corpus.texts[at] for at in kept]
    return replace(corpus, texts=texts, labels=[corpus.labels[at] for at in kept])


def _examples(current: CurrentModel) -> Any:
    """Keep the page's examples of the current version; None lets `fit` choose some.

    An example with text was given by the publisher; words of reported texts are not made public.
    """
    return current.manifest.document.get("examples")


def recipe_of(current: CurrentModel, wanted: str | None) -> Recipe:
    """Return the recipe to fit again: the wanted one, or the current version's.

    Raises
    ------
    InputError
        If the current version was not fitted by a recipe.
    """
    name = wanted or str(current.manifest.document.get("recipe"))
    if read_recipe_name(name) is not None:
        return recipe_named(name)
    raise InputError(
        f"{current.manifest.version}: recipe is {name!r}, a model of its author's own; expected "
        f"{' or '.join(RECIPES)}, because only a recipe can be fitted again. Name one with "
        "--recipe; or fit your own code to the base and to what 'python -m train reports export' "
        "writes, then export and publish it"
    )


def goal_of(current: CurrentModel, wanted: ThresholdGoal) -> ThresholdGoal:
    """Return the goal of the threshold: the wanted one, or that of the current version."""
    stored = current.manifest.document.get("goal")
    if wanted.is_set or not isinstance(stored, dict):
        return wanted
    return ThresholdGoal(stored.get("max_blocked_ham"), stored.get("blocked_ham_cost"))
