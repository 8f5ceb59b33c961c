"""The examples of the page: the model's own or, for ham and spam, these. Standard library only."""

from collections.abc import Mapping

TASK = {"ham", "spam"}
EXAMPLES = {
    "A prize": "WINNER!! Your number was drawn for a £1000 cash prize. To claim call 01632 960714 "
    "now, code K27. Valid 12 hrs only.",
    "A late bus": "Bus is stuck behind a tractor again, so start without me. Keep me a potato?",
    "A parcel fee": "Your parcel is waiting. Pay the £1.45 customs fee today or it goes back: "
    "http://example.com/parcel",
    "The dentist": "Hi, it's the dentist. See you on Friday at 10? Text yes to confirm, or ring us "
    "on 01632 960221 to change it.",
    "Good news": "omg we got the flat 🎉🎉 keys on saturday!! bring the 🐈 and something to sit on "
    "😂",
}


def with_examples(facts: Mapping[str, object], classes: tuple[str, ...]) -> dict[str, object]:
    """Return the facts about a model with examples: texts to try, each with a title.

    A manifest names them by class. One without the field, of an older or an exported model, has
    none, except for ham and spam.
    """
    if facts["examples"] is not None or {name.casefold() for name in classes} != TASK:
        return dict(facts)
    return {**facts, "examples": [{"label": name, "text": EXAMPLES[name]} for name in EXAMPLES]}
