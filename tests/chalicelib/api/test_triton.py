"""The Open Inference Protocol with a real client: tritonclient against `chalice local`.

The client runs in its own process, because it imports gevent.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from emulation.servers import free_port, running
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter

NAME = "spam-or-ham"
TEXTS = ["win a free phone, txt WIN to 80001", "ok lor, going home now", "naïve 🎁 \x00 prize"]

CLIENT = """
import json, sys
import numpy as np
import tritonclient.http as triton

port, name, texts = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
client = triton.InferenceServerClient(f"127.0.0.1:{port}")

def infer(model, texts, shape, requested=("label", "probabilities"), binary=False, id=""):
    array = np.array([text.encode() for text in texts], dtype=object).reshape(shape)
    tensor = triton.InferInput("text", list(array.shape), "BYTES")
    tensor.set_data_from_numpy(array, binary_data=binary)
    outputs = [triton.InferRequestedOutput(each, binary_data=False) for each in requested]
    try:
        result = client.infer(model, [tensor], outputs=outputs or None, request_id=id)
    except triton.InferenceServerException as error:
        return [error.status(), error.message()]
    response = result.get_response()
    for output in response["outputs"]:
        output["data"] = result.as_numpy(output["name"]).tolist()
    return response

print(json.dumps({
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "model ready": client.is_model_ready(name),
    "other ready": client.is_model_ready("other"),
    "metadata": client.get_model_metadata(name),
    "flat": infer(name, texts, [-1], id="42"),
    "column": infer(name, texts, [-1, 1], ["label"]),
    "no outputs named": infer(name, texts, [-1], []),
    "unknown model": infer("other", texts, [-1]),
    "empty text": infer(name, [texts[0], ""], [-1]),
    "binary": infer(name, texts, [-1], binary=True),
}))
"""


@pytest.fixture(scope="module")
def responses(published: DirectoryWriter) -> Any:
    """Serve the published model, run the client once, and return the responses."""
    port = free_port()
    chalice = str(Path(sys.executable).with_name("chalice"))
    command = [chalice, "local", "--no-autoreload", f"--port={port}"]
    with running(command, f"http://127.0.0.1:{port}/health", MODEL_URI=published.uri):
        arguments = [sys.executable, "-c", CLIENT, str(port), NAME, json.dumps(TEXTS)]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=60)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def outputs(response: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {output["name"]: output for output in response["outputs"]}


def test_the_server_and_its_model_are_live_and_ready(responses: dict[str, Any]) -> None:
    names = ("live", "ready", "model ready", "other ready")
    assert [responses[name] for name in names] == [True, True, True, False]


def test_metadata_names_the_tensors(responses: dict[str, Any], default_bundle: Bundle) -> None:
    assert responses["metadata"] == {
        "name": NAME,
        "versions": [default_bundle.manifest.version],
        "platform": "text-classifier",
        "inputs": [{"name": "text", "datatype": "BYTES", "shape": [-1]}],
        "outputs": [
            {"name": "label", "datatype": "BYTES", "shape": [-1]},
            {"name": "probabilities", "datatype": "FP64", "shape": [-1, 2]},
            {"name": "known", "datatype": "FP64", "shape": [-1]},
        ],
    }


def test_labels_and_probabilities_are_the_models_own(
    responses: dict[str, Any], default_bundle: Bundle
) -> None:
    model, response = default_bundle.model(), responses["flat"]
    head = (response["model_name"], response["model_version"], response["id"])
    assert head == (NAME, model.manifest.version, "42")
    data = {name: output["data"] for name, output in outputs(response).items()}
    assert data["label"] == [model.predict(text) for text in TEXTS]
    assert data["label"][:2] == ["spam", "ham"]
    rows = [model.classifier.probabilities(model.scores(text)) for text in TEXTS]
    assert data["probabilities"] == [list(row or ()) for row in rows]


def test_a_column_of_texts_with_only_the_label(responses: dict[str, Any]) -> None:
    named = outputs(responses["column"])
    assert set(named) == {"label"}
    assert named["label"] == outputs(responses["flat"])["label"]
    assert "id" not in responses["column"]


def test_without_named_outputs_the_client_reads_both_from_json(responses: dict[str, Any]) -> None:
    assert responses["no outputs named"]["outputs"] == responses["flat"]["outputs"]


@pytest.mark.parametrize(
    ("case", "status", "message"),
    [
        ("unknown model", "404", 'found no model "other"; expected spam-or-ham'),
        ("empty text", "400", "found an empty text as data[1]; expected a text to classify"),
    ],
)
def test_an_error_reaches_the_client_with_its_message(
    responses: dict[str, Any], case: str, status: str, message: str
) -> None:
    assert responses[case] == [status, message]


def test_the_binary_extension_is_refused_with_its_switch(responses: dict[str, Any]) -> None:
    status, message = responses["binary"]
    assert status == "400"
    assert "binary_data=False" in message
