"""Numbers of the corpus become terms; `--mask-numbers` masks them in training and serving."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.explain.attribution import explain
from chalicelib.scoring.sparse_vector import entries
from tests.support.commands import Run
from tests.support.parity import LABELS, TEXTS, TRAINING, any_text, assert_agrees
from train.corpus.reader import Corpus
from train.export.exported import Export
from train.export.exporter import export_model
from train.fit import fit
from train.recipes.catalog import RECIPES, recipe_named
from train.recipes.fitted import Fitted
from train.recipes.number_terms import number_terms

NUMBERS = ["08005550100", "4111111111111111", "GB00TEST12345678", "\u0661\u0662\u0663\u0664" * 2]
NUMBERED = [f"{text} {NUMBERS[at % 4]}" for at, text in enumerate(TRAINING)]


def terms_of(export: Export) -> list[str]:
    return [term for block in export.read_vectorizer.blocks for term in block.columns]


@pytest.fixture(scope="module", params=RECIPES)
def masked(request: pytest.FixtureRequest) -> tuple[Export, Fitted]:
    fitted = recipe_named(f"{request.param}-masked").fit(NUMBERED, LABELS)
    return export_model(fitted.vectorizer, fitted.classifier, NUMBERED), fitted


def test_a_masked_model_agrees_with_scikit_learn(masked: tuple[Export, Fitted]) -> None:
    export, fitted = masked
    for text in (*TEXTS[:-1], *NUMBERED, *NUMBERS):
        # Labels of the default recipe come from a threshold, which scikit-learn does not have.
        expected = fitted.vectorizer.transform([text])
        found = export.read_vectorizer.transform(text)
        values = {export.columns[column]: value for column, value in entries(found)}
        assert {c: pytest.approx(v, rel=1e-6) for c, v in values.items() if v} == dict(
            zip(expected.indices.tolist(), expected.data.tolist(), strict=True)
        )


def test_the_masked_tutorial_scores_like_scikit_learn() -> None:
    fitted = recipe_named("tutorial-masked").fit(NUMBERED, LABELS)
    export = export_model(fitted.vectorizer, fitted.classifier, NUMBERED)
    assert_agrees(export, fitted.vectorizer, fitted.classifier, TEXTS + NUMBERED)


def test_no_digit_of_a_text_becomes_a_term(masked: tuple[Export, Fitted]) -> None:
    digits = {char for term in terms_of(masked[0]) if term[:1] != "<" for char in term}
    assert {char for char in digits if char.isdecimal()} == {"0"}


@pytest.mark.no_cover
@settings(max_examples=50, deadline=None)
@given(text=any_text, digit=st.sampled_from("123456789\u0663"))
def test_texts_that_differ_in_digits_score_alike(
    masked: tuple[Export, Fitted], text: str, digit: str
) -> None:
    numbered = f"{text} 0800 555-0100"
    other = "".join(digit if char.isdecimal() else char for char in numbered)
    assert masked[0].scores(numbered) == masked[0].scores(other)


def test_a_masked_number_is_explained_as_it_was_sent(small: Corpus) -> None:
    model = fit(recipe_named("tutorial-masked"), small).bundle().model()
    evidence = explain(model, "call 80999 now").evidence
    assert [each.text for each in evidence] == ["call", "80999", "now"]
    assert evidence[1].weight == explain(model, "call 80001 now").evidence[1].weight != 0


@pytest.mark.parametrize(
    ("term", "is_found"),
    [
        pytest.param("08005550100", True, id="telephone"),
        pytest.param("5550100", True, id="seven-digits"),
        pytest.param("555010", False, id="six-digits"),
        pytest.param("4111 1111 1111 1111", True, id="groups"),
        pytest.param("gb00test12345678", True, id="letters"),
        pytest.param("12 34", False, id="short-groups"),
        pytest.param("00000000000", False, id="masked"),
        pytest.param("0000000 call 5550100", True, id="masked-and-not"),
        pytest.param("\u0661" * 7, True, id="other-script"),
        pytest.param("", False, id="empty"),
    ],
)
def test_a_number_term_has_seven_digits(term: str, is_found: bool) -> None:
    assert number_terms([term]) == [term] * is_found


@pytest.fixture
def numbered_corpus(tmp_path: Path) -> Path:
    path = tmp_path / "numbered.jsonl"
    rows = zip(LABELS * 2, NUMBERED * 2, strict=True)
    lines = [json.dumps({"label": label, "text": text}) for label, text in rows]
    path.write_text("\n".join(lines))
    return path


def test_fit_warns_of_numbers_and_can_mask_them(run: Run, numbered_corpus: Path) -> None:
    arguments = ("fit", "--folds", 2, "--recipe", "tutorial", "--data", numbered_corpus)
    code, _, errors = run(*arguments)
    assert code == 0
    warning = "warning: 4 terms of the model look like telephone, card or account numbers; "
    assert errors.count(warning) == 1
    assert "--mask-numbers masks them" in errors
    code, _, errors = run(*arguments, "--mask-numbers")
    assert (code, "warning" in errors) == (0, False)
    manifest = json.loads(Path("build/model/manifest.json").read_bytes())
    assert manifest["recipe"] == "tutorial-masked"
    assert run("publish", "--promote", "--to", "store")[0] == 0
    assert run("list", "--to", "store")[1].count("tutorial-masked") == 1


def test_export_warns_of_numbers(run: Run, numbered_corpus: Path) -> None:
    run("fit", "--folds", 0, "--recipe", "tutorial", "--data", numbered_corpus)
    names = ("build/model/tfidf_vectorizer.pkl", "build/model/naive_bayes_clf.pkl")
    assert "warning: 4 terms of the model look like" in run("export", *names)[2]
