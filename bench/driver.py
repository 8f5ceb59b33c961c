"""Drive a function in its own process, without HTTP: `driver.py TASK RUNTIME PLAN RESULT`.

Standard library alone, and no import of this project: it runs inside each contender's package.
The plan names the handler, texts to warm it with, those to time, and how many texts an array holds.
The times are of the handler alone, from the event to the answer.
"""

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

TEXTS_PER_ARRAY_SIZE = 1_000


def main(task: str, runtime: str, plan_path: str, result_path: str) -> None:
    """Write what was measured as JSON."""
    sys.path[:0] = [task, runtime]
    plan = json.loads(Path(plan_path).read_text("utf-8"))
    module, name = plan["handler"].split(".")
    started = time.perf_counter()
    handler = getattr(importlib.import_module(module), name)
    result: dict[str, Any] = {"load_s": time.perf_counter() - started}
    texts, event = plan["texts"], plan["event"]
    for text in plan["warming"]:
        ask(handler, event, "text/plain", text)
    result["rest_kb"] = memory("VmRSS")
    result["ns"], result["answers"] = singles(handler, event, texts)
    result["per_second"] = {
        size: per_second(handler, event, texts, size) for size in plan["arrays"]
    }
    result["peak_kb"] = memory("VmHWM")
    Path(result_path).write_text(json.dumps(result), "utf-8")


def ask(handler: Any, event: dict[str, Any], kind: str, body: str) -> tuple[int, str]:
    """Return the nanoseconds of one request, and its answer's body."""
    headers = {"content-type": kind}
    lists = {"content-type": [kind]}
    asked = event | {"headers": headers, "multiValueHeaders": lists, "body": body}
    started = time.perf_counter_ns()
    answer = handler(asked, None)
    took = time.perf_counter_ns() - started
    if answer["statusCode"] != 200:
        raise RuntimeError(f"{answer['statusCode']}: {answer['body']}")
    return took, answer["body"]


def singles(handler: Any, event: dict[str, Any], texts: list[str]) -> tuple[list[int], list[str]]:
    """Ask for one text at a time."""
    times, answers = [], []
    for text in texts:
        took, body = ask(handler, event, "text/plain", text)
        times.append(took)
        answers.append(json.loads(body)[0])
    return times, answers


def per_second(handler: Any, event: dict[str, Any], texts: list[str], size: int) -> float:
    """Return the texts per second of requests with arrays of a size."""
    repeated = (texts * (TEXTS_PER_ARRAY_SIZE // len(texts) + 1))[:TEXTS_PER_ARRAY_SIZE]
    total = 0
    for at in range(0, TEXTS_PER_ARRAY_SIZE, size):
        took, _ = ask(handler, event, "application/json", json.dumps(repeated[at : at + size]))
        total += took
    return TEXTS_PER_ARRAY_SIZE / total * 1e9


def memory(name: str) -> int:
    """Return a figure of this process's memory in KB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name + ":")).split()[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
