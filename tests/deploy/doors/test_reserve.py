"""`door --reserve` says why Chalice could not reserve the concurrency of a function."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from deploy.configuration.stages import CHALICE, read_stage
from deploy.doors.switching import reserve
from deploy.errors import DeployError
from tests.support.commands import Run
from tests.support.door_stage import FUNCTION, Client, configure


def test_the_concurrency_is_reserved_again_to_learn_why_it_failed(
    deploy: Run, client: Client
) -> None:
    assert deploy("door", "--stage", "prod", "--reserve") == (0, "", "")
    configure(lambda_functions={"api_handler": {"reserved_concurrency": 7}})
    assert deploy("door", "--stage", "prod", "--reserve") == (0, "", "")
    function = client("lambda").get_function(FunctionName=FUNCTION)
    assert function["Concurrency"] == {"ReservedConcurrentExecutions": 7}


@pytest.mark.parametrize(
    ("code", "message", "raised"),
    [
        pytest.param(
            "InvalidParameterValueException",
            "decreases account's UnreservedConcurrentExecution below its minimum value of [10].",
            DeployError,
            id="quota",
        ),
        pytest.param("AccessDeniedException", "not authorized", ClientError, id="denied"),
    ],
)
def test_a_quota_that_is_too_small_is_explained(
    deploy: Run, code: str, message: str, raised: type[Exception]
) -> None:
    del deploy
    configure(lambda_functions={"api_handler": {"reserved_concurrency": 20}})
    functions = SimpleNamespace(put_function_concurrency=refusal(code, message))
    with pytest.raises(raised, match=r"CONCURRENCY=none: then|not authorized"):
        reserve(CHALICE, read_stage(CHALICE, "prod"), functions)


def test_a_function_that_was_not_created_needs_no_explanation(deploy: Run) -> None:
    del deploy
    configure(lambda_functions={"api_handler": {"reserved_concurrency": 20}})
    functions = SimpleNamespace(
        put_function_concurrency=refusal("ResourceNotFoundException", "Function not found")
    )
    reserve(CHALICE, read_stage(CHALICE, "prod"), functions)


def refusal(code: str, message: str) -> Callable[..., None]:
    """Return a function that raises an error of AWS."""

    def refuse(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": message}}, "PutFunctionConcurrency")

    return refuse
