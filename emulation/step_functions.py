"""Step Functions on loopback: moto interprets the state machines, with their roles' credentials.

moto 5.2.5 interprets Distributed Map, but only if it is told to, and calls other services with
invented credentials, which fail where permissions are checked. Its map goes on to the end however
many parts fail. After an update of moto, try to remove these patches.
"""

import time
from functools import cache
from threading import Event, Lock
from typing import Any

import boto3
from botocore.config import Config
from moto.core.config import default_user_config
from moto.stepfunctions import responses

from emulation.functions import role_credentials

TASK_SECONDS = 1000
"""Longer than the longest time-out of a function."""


def patch_step_functions(endpoint: str, account: str) -> None:
    """Make moto interpret state machines as Step Functions does, as this project needs it.

    The interpreter takes a second to import, so the first call to Step Functions patches it.
    """
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
    get_backend, lock, patched = responses.get_backend, Lock(), Event()

    def get_patched(*place: str) -> Any:
        with lock:
            if not patched.is_set():
                patch_interpreter(endpoint, account)
                patched.set()
        return get_backend(*place)

    responses.get_backend = get_patched


def patch_interpreter(endpoint: str, account: str) -> None:
    """Make the interpreter act with the credentials of roles, and correct what it leaves out."""

    @cache  # creating one takes longer than most calls
    def client(service: str, region: str, role: str) -> Any:
        credentials = role_credentials(account, role)
        options: dict[str, Any] = {f"aws_{name}": value for name, value in credentials.items()}
        config = Config(
            parameter_validation=False,
            retries={"total_max_attempts": 1},
            read_timeout=TASK_SECONDS,
            max_pool_connections=100,
        )
        return boto3.client(
            service, region_name=region, endpoint_url=endpoint, config=config, **options
        )

    def boto_client_for(region: str, service: str, state_credentials: Any) -> Any:
        return client(service, region, state_credentials.role_arn)

    # The interpreter's modules take the function from here when they are imported.
    from moto.stepfunctions.parser.asl.utils import boto_client

    boto_client.boto_client_for = boto_client_for
    patch_children()
    patch_start()
    patch_tolerance()


def patch_children() -> None:
    """Make the parser accept a map of express workflows; it runs both kinds alike."""
    from moto.stepfunctions.parser.asl.parse import asl_parser

    parser: Any = asl_parser.AmazonStateLanguageParser
    parse = parser.parse

    @cache  # it takes a second, and what it returns has no state
    def parse_any(definition: str) -> Any:
        return parse(definition.replace('"EXPRESS"', '"STANDARD"'))

    parser.parse = staticmethod(parse_any)


def patch_start() -> None:
    """Make a start wait until the execution has begun: moto fails on questions about it before."""
    from moto.stepfunctions.parser.models import StepFunctionsParserBackend

    backend: Any = StepFunctionsParserBackend
    start = backend.start_execution

    def start_execution(self: Any, *args: Any, **options: Any) -> Any:
        execution = start(self, *args, **options)
        while execution.exec_worker.env is None:
            time.sleep(0.01)
        return execution

    backend.start_execution = start_execution


def patch_tolerance() -> None:
    """Make a map fail if more parts fail than it tolerates."""
    from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
        FailureEventException,
    )
    from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import (
        distributed_iteration_component,
    )

    component: Any = distributed_iteration_component.DistributedIterationComponent
    run_map = component._map_run

    def run(self: Any, env: Any, eval_input: Any) -> None:
        run_map(self, env=env, eval_input=eval_input)
        counts = eval_input.map_run_record.item_counter
        failed, total = counts.failed.get(), counts.total.get()
        if 100 * failed <= eval_input.tolerated_failure_percentage * total:
            return
        env.stack.pop()
        raise FailureEventException(failure_event=_too_many_failed(env))

    component._map_run = run


def _too_many_failed(env: Any) -> Any:
    """Return the event of a map whose parts failed more often than it tolerates."""
    from moto.stepfunctions.parser.api import ExecutionFailedEventDetails, HistoryEventType
    from moto.stepfunctions.parser.asl.component.common.error_name import (
        failure_event,
        states_error_name,
        states_error_name_type,
    )
    from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

    too_many = states_error_name_type.StatesErrorNameType.StatesExceedToleratedFailureThreshold
    details = ExecutionFailedEventDetails(
        error=too_many.to_name(), cause="The specified tolerated failure threshold was exceeded"
    )
    return failure_event.FailureEvent(
        env=env,
        error_name=states_error_name.StatesErrorName(typ=too_many),
        event_type=HistoryEventType.MapRunFailed,
        event_details=EventDetails(executionFailedEventDetails=details),
    )
