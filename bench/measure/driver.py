"""Call a function in its own process, without HTTP: `driver.py TASK RUNTIME PLAN RESULT`.

It runs inside each contender's package, so it uses only the standard library and imports nothing
of this project. The plan names the handler, the texts that warm it up, the texts to time, their
content type, and the sizes of arrays. Its event names the route. The times are of the handler
alone, from the event to the response.
"""

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

TEXTS_PER_ARRAY_SIZE = 1_000


class Call(NamedTuple):
    """The nanoseconds of one request, and the body of its response."""

    ns: int
    body: str


def main(task: str, runtime: str, plan_path: str, result_path: str) -> None:
    """Write the measurements as JSON."""
    sys.path[:0] = [task, runtime]
    plan = json.loads(Path(plan_path).read_text("utf-8"))
    module, name = plan["handler"].split(".")
    started = time.perf_counter()
    handler = getattr(importlib.import_module(module), name)
    result: dict[str, Any] = {"load_s": time.perf_counter() - started}
    texts, event = plan["texts"], plan["event"]
    kind = plan["content_type"]
    for text in plan["warm_up"]:
        call(handler, event, kind, text)
    result["rest_kb"] = memory_kb("VmRSS")
    calls = [call(handler, event, kind, text) for text in texts]
    result["ns"] = [each.ns for each in calls]
    result["labels"] = [label(each.body) for each in calls]
    result["per_second"] = {
        size: texts_per_second(handler, event, texts, size) for size in plan["array_sizes"]
    }
    result["peak_kb"] = memory_kb("VmHWM")
    Path(result_path).write_text(json.dumps(result), "utf-8")


def call(handler: Any, event: dict[str, Any], content_type: str, body: str) -> Call:
    """Send one request; raises RuntimeError unless its status is 200."""
    headers = {"content-type": content_type}
    lists = {"content-type": [content_type]}
    request = event | {"headers": headers, "multiValueHeaders": lists, "body": body}
    started = time.perf_counter_ns()
    response = handler(request, None)
    ns = time.perf_counter_ns() - started
    if response["statusCode"] != 200:
        raise RuntimeError(f"{response['statusCode']}: {response['body']}")
    return Call(ns, response["body"])


def label(body: str) -> str:
    """Return the label in a response: the only one of an array, or that of an explanation.

    >>> label('["ham"]'), label('{"label": "spam"}')
    ('ham', 'spam')
    """
    parsed = json.loads(body)
    found: str = parsed["label"] if isinstance(parsed, dict) else parsed[0]
    return found


def texts_per_second(handler: Any, event: dict[str, Any], texts: list[str], size: int) -> float:
    """Return the texts per second of requests with arrays of a size."""
    repeated = (texts * (TEXTS_PER_ARRAY_SIZE // len(texts) + 1))[:TEXTS_PER_ARRAY_SIZE]
    total_ns = 0
    for start in range(0, TEXTS_PER_ARRAY_SIZE, size):
        array = json.dumps(repeated[start : start + size])
        total_ns += call(handler, event, "application/json", array).ns
    return TEXTS_PER_ARRAY_SIZE / total_ns * 1e9


def memory_kb(field: str) -> int:
    """Return a field of this process's memory, such as VmRSS, in KB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field + ":")).split()[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
