"""Complete the CloudFormation template that Chalice writes: publish each change, and call it.

CloudFormation publishes a version of a function when it creates the resource, and never again. So
the names of LiveVersion and LiveSnapshot end with a digest of the package and of the configuration
that a version keeps. Chalice lets the API call the function's latest state; it must call LiveAlias.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chalice.package import YAMLTemplateSerializer

from deploy.chalice_file import expecting

Template = dict[str, Any]
NOTHING: Mapping[str, object] = MappingProxyType({})

VERSIONS = ("LiveVersion", "LiveSnapshot")
UNVERSIONED = ("ReservedConcurrentExecutions", "Role", "Tags")
"""Properties that no version keeps: Lambda refuses to publish one if nothing else has changed."""
LATEST, LIVE = "${APIHandler.Arn}/invocations", "${LiveAlias}/invocations"
FIRST_PYTHON_WITH_SNAPSTART = 12
DIGEST_CHARACTERS = 10


def complete_template(path: Path, defaults: Mapping[str, object] = NOTHING) -> list[str]:
    """Complete a template in place; return what to tell about it.

    `defaults` are those of some parameters, as the stage has them.

    Raises
    ------
    DeployError
        If it is not one that Chalice merged with `.chalice/extras.yaml`, or is completed already.
    """
    serializer = YAMLTemplateSerializer()
    with expecting(path, "Chalice's template with .chalice/extras.yaml, not yet completed"):
        template = serializer.load_template(path.read_text("utf-8"))
        function = template["Resources"]["APIHandler"]["Properties"]
        package = path.parent / function["CodeUri"]
        completed = complete(template, package.read_bytes())
        for name, value in defaults.items():
            completed["Parameters"][name]["Default"] = value
        notes = refuse_snapshots(completed["Rules"], function["Runtime"])
    path.write_text(serializer.serialize_template(completed), "utf-8")
    return notes


def complete(template: Template, package: bytes) -> Template:
    """Return a template that publishes what changes and lets the API call it.

    Raises `LookupError` if it has no versions to publish, as one that is completed.
    """
    resources = template["Resources"]
    digest = _digest(resources["APIHandler"]["Properties"], package)
    names = {name: f"{name}{digest}" for name in VERSIONS if resources[name]}
    completed: Template = _mapped(
        template, lambda each: names.get(each, each).replace(LATEST, LIVE)
    )
    return completed


def _digest(function: dict[str, Any], package: bytes) -> str:
    """Return a digest of what a version keeps: the package and the function's configuration."""
    kept = {name: value for name, value in function.items() if name not in UNVERSIONED}
    content = hashlib.sha256(package).hexdigest() + json.dumps(kept, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:DIGEST_CHARACTERS]


def refuse_snapshots(rules: dict[str, Any], runtime: str) -> list[str]:
    """Add a rule to a template for an older Python that refuses SnapStart; return what to tell."""
    if int(runtime.removeprefix("python3.")) >= FIRST_PYTHON_WITH_SNAPSTART:
        return []
    reason = (
        f"SnapStart needs Python 3.{FIRST_PYTHON_WITH_SNAPSTART} or later, and this package is for "
        f"{runtime}"
    )
    again = "package it again with PYTHON=python3.13 VENV=.venv-3.13"
    is_off = {"Fn::Equals": [{"Ref": "SnapStart"}, "None"]}
    assertion = {"Assert": is_off, "AssertDescription": f"{reason}: {again}"}
    rules["NewerPython"] = {"Assertions": [assertion]}
    return [f"{reason}; the template refuses SnapStart=PublishedVersions"]


def _mapped(node: Any, change: Callable[[str], str]) -> Any:
    """Return a document with each string and each key changed."""
    if isinstance(node, dict):
        return {change(key): _mapped(value, change) for key, value in node.items()}
    if isinstance(node, list):
        return [_mapped(each, change) for each in node]
    return change(node) if isinstance(node, str) else node
