"""What a redeployment keeps; moto forgets a stage's tracing, so a fake stands for API Gateway."""

from typing import Any
from unittest.mock import MagicMock

import pytest

from deploy.protection import open_errors


@pytest.mark.parametrize("tracing", [True, False])
def test_a_redeployment_keeps_the_stages_tracing(tracing: bool) -> None:
    gateway: Any = MagicMock()
    gateway.get_stage.return_value = {"deploymentId": "d", "tracingEnabled": tracing}
    gateway.get_deployment.return_value = {}
    assert open_errors(gateway, "a", "api")
    assert gateway.create_deployment.call_args.kwargs["tracingEnabled"] is tracing
