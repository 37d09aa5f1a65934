"""Virtual phones that speak real HTTP: they sign in, carry their token, and may lose an answer."""

from dataclasses import dataclass

from starlette.testclient import TestClient

from tests.people import API, SignedIn, sign_in
from tests.phone import AnswerLost, Json, Phone


@dataclass
class Wire:
    """The way to the server for one signed-in device; `lost` answers never reach the phone."""

    client: TestClient
    person: SignedIn
    lost: int = 0

    def exchange(self, request: Json) -> Json:
        response = self.client.post(f"{API}/sync", json=request, headers=self.person.headers)
        assert response.status_code == 200, response.text
        assert response.headers["Tungnha-Protocol"] == "1"
        if self.lost:
            self.lost -= 1
            raise AnswerLost
        answer: Json = response.json()
        return answer

    def get(self, path: str, **query: str) -> Json:
        response = self.client.get(f"{API}{path}", params=query, headers=self.person.headers)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    def post(self, path: str, **body: object) -> Json:
        response = self.client.post(f"{API}{path}", json=body, headers=self.person.headers)
        assert response.status_code in (200, 201), response.text
        answer: Json = response.json()
        return answer


def open_phone(client: TestClient, username: str) -> tuple[Phone, Wire]:
    """A new device of the user, signed in; it pulls every stream that the server lists."""
    wire = Wire(client, sign_in(client, username))
    streams = [each["stream"] for each in wire.get("/streams")["items"]]
    return Phone(wire.exchange, wire.person.device_id, streams), wire
