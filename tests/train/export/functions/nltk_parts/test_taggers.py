"""NLTK's tagger of parts of speech becomes the project's, with what the author's has learned."""

from collections import defaultdict
from typing import Any

import nltk.tag
import pytest
from nltk.tag import mapping
from nltk.tag.perceptron import PerceptronTagger

from chalicelib.scoring.nltk_parts.tagger import pos_tag_by
from chalicelib.scoring.packed_data import PackedData, pack
from chalicelib.strict_json import Record
from tests.support.parity import TRAINING
from train.errors import InputError
from train.export.functions.exporter import FunctionExporter

SENTENCES = [
    [("The", "DT"), ("dog", "NN"), ("runs", "VBZ"), ("home", "RB"), (".", ".")],
    [("A", "DT"), ("well-known", "JJ"), ("cat", "NN"), ("ran", "VBD"), ("1999", "CD")],
    [("Run", "VB"), ("home", "RB"), ("with", "IN"), ("12th", "JJ"), ("dogs", "NNS"), ("!", ".")],
    [("the", "DT"), ("old", "JJ"), ("home", "NN"), ("is", "VBZ"), ("-", ":"), ("cold", "JJ")],
] * 8
COARSE = defaultdict(lambda: "X", {"NN": "NOUN", "VBZ": "VERB", "DT": "DET"})
"""As NLTK's data has it, but not for all tags."""
OFTEN = SENTENCES[:1] * 20
"""Words that NLTK's tagger learns to look up."""
TEXTS = [
    *TRAINING,
    "The dog runs . The well-known dogs ran home in 2026 - 3rd run !",
    "a b- -c 12 1234 is",
    "",
]


@pytest.fixture(scope="module")
def tagger() -> Any:
    trained = PerceptronTagger(load=False)
    trained.train(SENTENCES + OFTEN)
    return trained


def exported(function: Any) -> tuple[Any, str]:
    functions = FunctionExporter()
    reference = functions.reference(function)
    call = functions.resolve(Record(reference, "block 0"))
    return call, functions.modules[reference["module"]]


def tags(text: str) -> list[str]:
    return [f"{word}_{tag}" for word, tag in nltk.pos_tag(text.split())]


def starts_with_verb(text: str) -> list[str]:
    tagged = nltk.tag.pos_tag(text.split())
    return ["verb"] if tagged and tagged[0][1] in ("VB", "VBP") else []


def universal(text: str) -> list[str]:
    return [tag for _, tag in nltk.pos_tag(text.split(), tagset="universal")]


def of_sentences(text: str) -> list[str]:
    tagged = nltk.pos_tag_sents([text.split(), ["a", "dog"]], tagset="universal")
    return [tag for sentence in tagged for _, tag in sentence]


@pytest.mark.parametrize("function", [tags, starts_with_verb, universal, of_sentences])
def test_tags_are_those_of_nltk(
    function: Any, tagger: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nltk.tag, "_get_tagger", lambda lang=None: tagger)
    monkeypatch.setitem(mapping._MAPPINGS["en-ptb"], "universal", COARSE)
    call, source = exported(function)
    assert [call(text) for text in TEXTS] == [function(text) for text in TEXTS]
    assert "import nltk" not in source


def test_a_tagger_of_ones_own_is_deployed_as_it_has_learned(tagger: Any) -> None:
    def words(text: str) -> list[str]:
        return [word for word, tag in tagger.tag(text.split()) if tag.startswith("N")]

    call, _ = exported(words)
    assert [call(text) for text in TEXTS] == [words(text) for text in TEXTS]
    assert any(map(words, TEXTS))


def test_what_is_no_english_is_refused() -> None:
    data = PackedData(pack({"tags": ["NN"], "known": {}, "weights": {}}))
    tag = pos_tag_by(data)
    assert tag(["see", "you"]) == [("see", "NN"), ("you", "NN")]
    with pytest.raises(TypeError):
        tag("see you")
    with pytest.raises(ValueError, match=r"found 'universal' and 'eng'; expected one of \[\]"):
        tag(["see"], tagset="universal")
    with pytest.raises(ValueError, match="found None and 'rus'"):
        tag(["see"], lang="rus")


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(lang: str | None = None) -> Any:
        del lang
        raise LookupError(">>> nltk.download('averaged_perceptron_tagger_eng')")

    monkeypatch.setattr(nltk.tag, "_get_tagger", missing)
    with pytest.raises(InputError, match=r"downloader averaged_perceptron_tagger_eng$"):
        exported(tags)
    untrained = PerceptronTagger(load=False)
    with pytest.raises(InputError, match="has learned nothing; expected one that is trained"):
        exported(lambda text: untrained.tag(text.split()))
