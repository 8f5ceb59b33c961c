"""Complete the Terraform file that Chalice writes, for providers that know Python's runtimes.

Chalice 1.34 asks for a provider below 5, which refuses `python3.11` and later, and for a Terraform
below 1.4 without need. It lets the deployment make the stage, which provider 6 no longer does. The
rest is what `make deploy` adds: the log group, the throttle, readable errors and the API key.
"""

import copy
import json
from pathlib import Path
from typing import Any

from deploy.chalice_file import expecting
from deploy.log_group import RETENTION_DAYS, log_group_name
from deploy.protection import BURST, ERRORS, REQUESTS_PER_SECOND

Document = dict[str, Any]

FIRST_PROVIDERS = {
    "python3.11": "5.11",
    "python3.12": "5.32",
    "python3.13": "5.76",
    "python3.14": "6.21",
}
"""The first version of the provider whose release notes name a runtime."""
NEXT_MAJOR = "7"
API = "${aws_api_gateway_rest_api.rest_api.id}"
STAGE = "${aws_api_gateway_stage.rest_api.stage_name}"
SWAGGER = "chalice_api_swagger"


def complete_file(path: Path) -> None:
    """Complete a file in place; raises `DeployError` if it is not one that Chalice wrote."""
    with expecting(path, "Chalice's Terraform file, not yet completed"):
        written = complete(json.loads(path.read_text("utf-8")))
    path.write_text(f"{json.dumps(written, indent=2)}\n")


def complete(chalice: Document) -> Document:
    """Return the file's content, completed; `chalice` stays as it is."""
    document = copy.deepcopy(chalice)
    resources = document["resource"]
    functions = resources["aws_lambda_function"]
    function = functions["api_handler"]
    swagger = json.loads(document["locals"][SWAGGER])
    _require(document["terraform"], function["runtime"])
    for name, each in functions.items():
        _add_log(resources, name, each)
    _add_stage(resources, traced=function["tracing_config"]["mode"] == "Active")
    if "securityDefinitions" in swagger:
        _add_key(resources, function["function_name"])
    swagger["x-amazon-apigateway-gateway-responses"] = {
        kind: {"responseParameters": parameters} for kind, parameters in ERRORS.items()
    }
    document["locals"][SWAGGER] = json.dumps(swagger)
    document["output"]["EndpointURL"]["value"] = "${aws_api_gateway_stage.rest_api.invoke_url}/"
    return document


def _require(terraform: Document, runtime: str) -> None:
    terraform["required_version"] = terraform["required_version"].partition(",")[0]
    terraform["required_providers"]["aws"] = {
        "source": "hashicorp/aws",
        "version": f">= {FIRST_PROVIDERS[runtime]}, < {NEXT_MAJOR}",
    }


def _add_log(resources: Document, name: str, function: Document) -> None:
    """Create the log group first: the function's role may not create it."""
    group = log_group_name(function["function_name"])
    groups = resources.setdefault("aws_cloudwatch_log_group", {})
    groups[name] = {"name": group, "retention_in_days": RETENTION_DAYS}
    function["depends_on"] = [f"aws_cloudwatch_log_group.{name}"]


def _add_stage(resources: Document, *, traced: bool) -> None:
    deployment = resources["aws_api_gateway_deployment"]["rest_api"]
    name = deployment.pop("stage_name")
    del deployment["stage_description"]  # it made each change of the document a deployment
    deployment["triggers"] = {"redeployment": f"${{sha1(local.{SWAGGER})}}"}
    resources["aws_api_gateway_stage"] = {
        "rest_api": {
            "rest_api_id": API,
            "deployment_id": "${aws_api_gateway_deployment.rest_api.id}",
            "stage_name": name,
            "xray_tracing_enabled": traced,
        }
    }
    limits = {
        "throttling_rate_limit": REQUESTS_PER_SECOND,
        "throttling_burst_limit": BURST,
    }
    resources["aws_api_gateway_method_settings"] = {
        "rest_api": {
            "rest_api_id": API,
            "stage_name": STAGE,
            "method_path": "*/*",
            "settings": limits,
        }
    }


def _add_key(resources: Document, name: str) -> None:
    resources["aws_api_gateway_api_key"] = {"rest_api": {"name": name}}
    resources["aws_api_gateway_usage_plan"] = {
        "rest_api": {"name": name, "api_stages": {"api_id": API, "stage": STAGE}}
    }
    resources["aws_api_gateway_usage_plan_key"] = {
        "rest_api": {
            "key_id": "${aws_api_gateway_api_key.rest_api.id}",
            "key_type": "API_KEY",
            "usage_plan_id": "${aws_api_gateway_usage_plan.rest_api.id}",
        }
    }
