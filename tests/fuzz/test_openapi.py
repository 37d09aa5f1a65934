"""Every operation of the OpenAPI document with what Schemathesis makes of it: never a 500."""

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

from backend.core.scope import Role
from backend.services.context import Context
from tests.people import API, COMMUNE, add_and_sign_in

EXAMPLES = 12
ENDS_THE_SESSION = ("/auth/logout", "/revoke")


@pytest.mark.slow
def test_nothing_that_the_document_allows_is_answered_with_a_500(
    app: FastAPI, client: TestClient, context: Context
) -> None:
    admin = add_and_sign_in(context, client, "xa", Role.COMMUNE_ADMIN, [COMMUNE])
    schema = schemathesis.openapi.from_asgi(f"{API}/openapi.json", app)
    looked_at = 0
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        if operation.path.endswith(ENDS_THE_SESSION):
            continue
        looked_at += 1

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case[Any]) -> None:
            response = case.call(headers=admin.headers)
            assert response.status_code < 500, f"{case.method} {case.path}: {response.text}"

        ask()
    assert looked_at > 20
