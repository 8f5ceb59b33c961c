"""Two models' report: the same look as one model's, both side by side."""

from collections.abc import Mapping
from typing import Any

from train.evaluation import curves
from train.evaluation.comparison import Comparison, in_common
from train.evaluation.predictions import Predictions
from train.report import charts as pictures
from train.report.html import Markup, element, markup, page, picture, section, visible
from train.report.model_report import versus
from train.report.tables import facts_table, figures_table
from train.report.wording import count, names, verdict

Facts = Mapping[str, Any]


def comparison_report(
    first_name: str,
    first_facts: Facts,
    first: Predictions,
    second_name: str,
    second_facts: Facts,
    second: Predictions,
    comparison: Comparison,
) -> bytes:
    """Return the comparison of two models as one UTF-8 HTML document.

    Parameters
    ----------
    first_name, second_name
        What the models are called
    first_facts, second_facts
        As in `train.report.model_report.ReportContents`.
    first, second
        What each says of texts that it was not fitted to.
    comparison
        What `train.evaluation.comparison.compare` makes of them.
    """
    facts = {"A": first_facts, "B": second_facts}
    parts = [
        _opening((first_name, second_name), comparison),
        _disagreement(comparison),
        section("The figures", _figures(facts)),
        _curves(*in_common(first, second)),
        section("What was trained on what", facts_table(facts)),
    ]
    return page(f"{first_name} and {second_name}", *(part for part in parts if part))


def _opening(model_names: tuple[str, str], comparison: Comparison) -> Markup:
    if comparison.texts:
        share = 100 / comparison.texts
        ours = (comparison.both_right + comparison.only_first) * share
        theirs = (comparison.both_right + comparison.only_second) * share
        words = f"Of 100 texts A labels {ours:.1f} right, B {theirs:.1f}."
        more = verdict(comparison, "A", "B")
    else:
        words, more = "They were measured on no text in common, so nothing can be said of both.", ""
    models = [
        element("li", element("b", letter), " ", element("code", visible(name)))
        for letter, name in zip("AB", model_names, strict=True)
    ]
    return element(
        "header",
        element("p", "Two models compared", css="kind"),
        element("h1", "Which of the two is better?"),
        element("ul", *models, css="models"),
        element("p", words, css="lead"),
        element("p", more, css="note"),
    )


def _disagreement(comparison: Comparison) -> Markup:
    if not comparison.texts:
        return Markup()
    return section("Where they disagree", versus(comparison, "A", "B"))


def _figures(facts: Mapping[str, Facts]) -> Markup:
    measured = "; ".join(
        f"{name}: {count(each['metrics']['texts'], 'text')} ({each['metrics']['protocol']})"
        for name, each in facts.items()
    )
    classes = dict.fromkeys(label for each in facts.values() for label in each["classes"])
    note = f"{measured}. Where these differ, only the table above compares like with like."
    columns = {name: each["metrics"] for name, each in facts.items()}
    return figures_table(columns, list(classes), note)


def _curves(first: Predictions, second: Predictions) -> Markup:
    if first.classes != second.classes or not (curves.has_both(first) and curves.has_both(second)):
        return Markup()
    start = pictures.precision_recall_start(first, second)
    keys = [Markup('<span class="key"></span>'), Markup('<span class="key second"></span>')]
    legend = f"{keys[0]}A &ensp; {keys[1]}B"
    meaning = (
        f"On the {count(len(first.rows), 'text')} in common: the further right, the more "
        f"{names(first.classes)[1]} are caught; the higher, the fewer others with them. Of two "
        f"lines the upper is the better model. Both axes begin at {start:.0%}."
    )
    svg = pictures.precision_recall_picture("precision", first, second)
    drawn = picture("Precision over recall", Markup(f"{legend}<br>{markup(meaning)}"), svg)
    return section("The curves", element("div", drawn, css="pictures"))
