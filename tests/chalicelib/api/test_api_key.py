"""An API key for the POST routes, where it is required; API Gateway alone checks it."""

from collections.abc import Callable
from types import ModuleType

import pytest

POSTS = {"/spamorham", "/explain", "/v2/models/{name}/infer"}


@pytest.mark.parametrize(
    ("required", "asking"),
    [pytest.param("1", POSTS, id="required"), pytest.param("0", set(), id="by-default")],
)
def test_the_posts_alone_ask_for_a_key(
    load_app: Callable[..., ModuleType], required: str, asking: set[str]
) -> None:
    routes = load_app(REQUIRE_API_KEY=required).app.routes
    asked = {
        (method, path)
        for path, methods in routes.items()
        for method, view in methods.items()
        if view.api_key_required
    }
    assert asked == {("POST", path) for path in asking}
