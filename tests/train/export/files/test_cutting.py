"""Of a function that labels a text, what it does before it calls a model cleans the text."""

import ast
from pathlib import Path

import pytest

from chalicelib.strict_json import Record
from tests.train.export.functions.slices.test_slice import results_of
from train.export.files.cutting import cut_function, left_out
from train.export.files.named_function import load_function
from train.export.functions.exporter import FunctionExporter
from train.export.functions.slices.slice import slice_function

BEFORE = """import pickle
import re
from pathlib import Path

model, vectorizer = (pickle.loads(Path(name).read_bytes()) for name in ("no.pkl", "none.pkl"))
NAMES = {0: "ham", 1: "spam"}


def tidy(text):
    return re.sub("[^a-z]+", " ", text.lower())


"""
AFTER = "\n\nLAST = 1\n"
LABELS = '''@app.post("/predict")
async def label(
    text: str, model=model, least: int = 2
):
    """Label a text."""
    text = " ".join(word for word in tidy(text).split() if len(word) > least)
    found = model.predict([text])
    return NAMES[found[0]]'''
LIST = """def label(classifier, scaler, vectorizer, message):
    corpus = []
    message = tidy(message)
    corpus.append(message)
    columns = scaler.transform(vectorizer.transform(corpus).toarray())
    return classifier.predict(columns)[0]"""
ONE_LIST = """def label(text):
    texts = [tidy(text)]
    return model.predict(vectorizer.transform(texts))[0]"""
MANY = """def label(texts):
    done = [tidy(text) for text in texts]
    return model.predict(vectorizer.transform(done))"""
ARRAY = """def label(text):
    rows = vectorizer.transform(np.array([tidy(text)]))
    return model.predict(rows), model.predict_proba(rows)"""
NESTED = """def label(text):
    def short(word):
        return word[:4]
    text = short(tidy(text))
    sure = model.predict_proba([text]).max() > 0.5
    return model.predict([text])[0] if sure else None"""
COMPREHENSION = """def label(texts):
    return model.predict(vectorizer.transform([tidy(text) for text in texts]))"""


@pytest.mark.parametrize(
    ("function", "of_text", "before"),
    [
        pytest.param(LABELS, "see the prize", "model.predict() in line 19", id="predict"),
        pytest.param(LIST, "see a prize ", "vectorizer.transform() in line 17", id="list"),
        pytest.param(ONE_LIST, "see a prize ", "vectorizer.transform() in line 15", id="one"),
        pytest.param(ARRAY, "see a prize ", "vectorizer.transform() in line 14", id="array"),
        pytest.param(NESTED, "see ", "model.predict_proba() in line 17", id="nested"),
    ],
)
def test_a_function_is_taken_up_to_the_model(
    tmp_path: Path, function: str, of_text: str, before: str
) -> None:
    path = tmp_path / "labels_texts.py"
    path.write_text(BEFORE + function + AFTER)
    cut = load_function(f"{path}:label")
    given = "See THE prize!" if "least" in function else "See A prize!"
    assert cut(given) == of_text
    assert before in left_out(cut)[0]
    functions = FunctionExporter()
    reference = functions.reference(cut)
    assert functions.resolve(Record(reference, "block 0"))(given) == of_text
    assert functions.notes == [
        f"function label: it is taken up to before {before}; what it does with the label is left "
        "out"
    ]


@pytest.mark.parametrize("function", [MANY, COMPREHENSION])
def test_a_function_of_many_texts_stays_one(tmp_path: Path, function: str) -> None:
    path = tmp_path / "labels_many.py"
    path.write_text(BEFORE + function + AFTER)
    assert load_function(f"{path}:label")(["A b!", ""]) == ["a b ", ""]


@pytest.mark.parametrize("function", [LABELS, LIST, ONE_LIST, MANY, ARRAY, NESTED, COMPREHENSION])
def test_all_lines_keep_their_numbers(function: str) -> None:
    source = BEFORE + function + AFTER
    cut = cut_function(source, "label")
    assert cut is not None
    last = [ast.parse(each).body[-1].lineno for each in (source, cut.source)]
    assert last[0] == last[1]


@pytest.mark.parametrize(
    "function",
    [
        pytest.param("def label(text):\n    return tidy(text)", id="no model"),
        pytest.param("def label(text): return model.predict([text])", id="one line"),
        pytest.param("def other(text):\n    return model.predict([text])", id="another"),
        pytest.param("def label(", id="no Python"),
        pytest.param(
            "def label(text):\n    text = unicode.transform(text)\n    return text", id="a text"
        ),
        pytest.param(
            "def label(text):\n    words = text.split()\n    return model.predict(words)",
            id="an unknown list",
        ),
        pytest.param(
            "def label(text):\n    rows = np.array(text)\n    return model.predict(make(rows))",
            id="an unknown call",
        ),
        pytest.param(
            'def label(text):\n    if not text:\n        return "none"\n'
            "    return model.predict([text])",
            id="a label before",
        ),
        pytest.param(
            "from mine import Tidy\n\ntidier = Tidy()\n\n\n"
            "def label(text):\n    return tidier.transform([text])[0].lower()",
            id="an object of ones own",
        ),
        pytest.param(
            "class Tidy:\n    pass\n\n\n"
            "def label(text):\n    tidier = Tidy()\n    return tidier.transform([text])[0]",
            id="an object of a class of the script",
        ),
        pytest.param(
            "def label(text):\n    if text:\n        return model.predict([text])",
            id="within an if",
        ),
        pytest.param(
            "def label(text):\n    return join(a.transform([text]), b.transform([tidy(text)]))",
            id="two texts",
        ),
    ],
)
def test_what_cannot_be_cut_stays_as_it_is(function: str) -> None:
    assert cut_function(BEFORE + function, "label") is None


def test_other_functions_of_a_script_that_was_cut_are_found(tmp_path: Path) -> None:
    path = tmp_path / "cut_and_whole.py"
    path.write_text(BEFORE + LABELS + "\n\n\ndef last(text):\n    return tidy(text).strip()\n")
    load_function(f"{path}:label")
    assert results_of(slice_function(load_function(f"{path}:last")), ["A b!"]) == ["a b"]


def test_a_model_of_a_package_is_one() -> None:
    script = "from sklearn.svm import LinearSVC\n\nmodel = LinearSVC()\n\n\n"
    cut = cut_function(script + "def label(text):\n    return model.predict([text])[0]\n", "label")
    assert cut is not None
    assert cut.source.endswith("def label(text):\n    return text\n")


def test_a_table_of_a_text_is_returned_for_a_row() -> None:
    cut = cut_function(
        "def label(text):\n    row = pd.DataFrame([{'t': text}])\n    return model.predict(row)\n",
        "label",
    )
    assert cut is not None
    assert cut.source.splitlines()[-1] == "    return row"
