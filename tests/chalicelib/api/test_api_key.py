"""The POST routes require an API key if the settings say so; only API Gateway checks it."""

from collections.abc import Callable
from types import ModuleType

import pytest

POSTS = {"/spamorham", "/explain", "/report", "/v2/models/{name}/infer"}


@pytest.mark.parametrize(
    ("required", "paths"),
    [pytest.param("1", POSTS, id="required"), pytest.param("0", set(), id="by-default")],
)
def test_only_the_post_routes_require_a_key(
    load_app: Callable[..., ModuleType], required: str, paths: set[str]
) -> None:
    routes = load_app(REQUIRE_API_KEY=required).app.routes
    with_key = {
        (method, path)
        for path, methods in routes.items()
        for method, view in methods.items()
        if view.api_key_required
    }
    assert with_key == {("POST", path) for path in paths}
