"""The server as a real phone finds it: paths, tokens and statuses, over the world's bad network.

What the endpoints do is done by the same services; answers have the endpoints' shapes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.api.account_types import DeviceIn, SessionOut, StreamOut
from backend.core.people import DeviceClaim
from backend.core.problems import Problem, malformed_json, server_busy
from backend.core.scope import Caller
from backend.services.outbox.outbox_seal import thumbprint
from backend.services.people.authenticate import authenticate
from backend.services.people.list_streams import list_streams
from backend.services.people.refresh_session import refresh_session
from tests.phone import Json
from tests.simulation.network import PORTALS, Deliver, NoAnswer
from tests.simulation.server import CrashPoint
from tests.simulation.village import COMMUNE

if TYPE_CHECKING:
    from tests.simulation.real_phone import RealPhone
    from tests.simulation.world import World

BASE = "/api/v1"
MARK = {"Tungnha-Protocol": "1", "Content-Type": "application/json"}
BUSY_SHARE = 0.03
SLOW_SHARE = 0.3
"""Of the answers; on such a line the app asks for smaller pages."""
SLOW_MS = 15_000
QUICK_MS = 300


@dataclass(frozen=True, slots=True)
class _Asked:
    """`body` has at least one byte, so that a network has something to cut."""

    phone: RealPhone
    authorization: str | None
    body: bytes


class Doorway:
    """`too_large` are changesets that the server refuses for their size."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.too_large: set[str] = set()

    def answer(self, phone: RealPhone, asked: Json) -> Json | None:
        """As the network brings it; None where nothing comes."""
        path = asked["path"].removeprefix(BASE)
        phone.asked += 1
        phone.silent_since, phone.is_told_to_wait = None, False
        request = _Asked(phone, asked["authorization"], asked["body"].encode() or b"{}")
        if path == "/sync":
            self._note_request(phone, asked["body"])
        try:
            raw = self._exchange(path, request)
        except NoAnswer:
            return None
        except Problem as problem:
            return self._refusal(phone, problem)
        if raw in PORTALS:
            kind = "text/html" if raw.startswith(b"<") else "application/json"
            return self._told(200, {"Content-Type": kind}, raw)
        if path == "/sync":
            self._note_answer(phone, raw)
        return self._told(200, MARK, raw)

    def _told(self, status: int, headers: dict[str, str], raw: bytes) -> Json:
        is_slow = self.world.chance.happens(SLOW_SHARE)
        return {
            "status": status,
            "headers": headers,
            "body": raw.decode("utf-8", "replace"),
            "took_ms": SLOW_MS if is_slow else QUICK_MS,
        }

    def _refusal(self, phone: RealPhone, problem: Problem) -> Json | None:
        if problem.code == "malformed_json":
            return None  # a request that was cut: nobody waits for the rest of it
        headers = dict(MARK)
        if problem.retry_after_seconds is not None:
            headers["Retry-After"] = str(problem.retry_after_seconds)
            phone.is_told_to_wait = True
        content = {"code": problem.code, "title": problem.title, **problem.extra}
        return self._told(problem.status, headers, json.dumps(content).encode())

    def _exchange(self, path: str, request: _Asked) -> bytes:
        network = self.world.network
        busy_share = BUSY_SHARE * self.world.plan.trouble if network.share else 0.0
        if self.world.chance.happens(busy_share):
            self.world.ledger.faults["server busy"] += 1
            raise server_busy(60)
        delivery = {
            "/sync": self._sync,
            "/auth/login": self._sign_in,
            "/auth/refresh": self._refresh,
            "/streams": self._streams,
            "/server-key": self._server_key,
        }[path](request)
        return network.exchange(request.body, delivery)

    # -- what is noted of an exchange, as for every phone

    def _note_request(self, phone: RealPhone, body: str) -> None:
        self.world.ledger.declare_first(phone.device, json.loads(body)["first"])

    def _note_answer(self, phone: RealPhone, raw: bytes) -> None:
        try:
            answer = json.loads(raw)
        except ValueError:
            return
        for part in answer["streams"]:
            self.world.note_seen(phone, part["records"])
            if part["reset"]:
                phone.pulled_anew.add(part["stream"])
        if answer["wipe"]:
            self.world.note_lost(phone)

    # -- what is behind the paths

    def _sync(self, request: _Asked) -> Deliver:
        def deliver(body: bytes, point: CrashPoint | None) -> bytes:
            self._refuse_large(body)
            caller = self._caller(request)
            return self.world.deliver(caller.user_id, caller.device_id, body, point)

        return deliver

    def _refuse_large(self, body: bytes) -> None:
        sent = _read(body)["changesets"] if self.too_large else []
        if any(each["id"] in self.too_large and "void" not in each for each in sent):
            self.world.ledger.faults["too large"] += 1
            raise too_large()

    def _caller(self, request: _Asked) -> Caller:
        return authenticate(self.world.server.context, request.authorization)

    def _sign_in(self, request: _Asked) -> Deliver:
        """Whoever may still send may sign in here; without the cost of a password."""

        def deliver(body: bytes, point: CrashPoint | None) -> bytes:
            claim = _claim(_read(body)["device"])
            self.world.real.note_device(request.phone, claim.id, claim.replaces)
            user_id = request.phone.user_id
            session = self.world.server.act(
                lambda server: server.sign_in_as(user_id, COMMUNE, claim),
                crash_point=point,
                is_routine=True,
            )
            return SessionOut.of(session, by_cookie=False).model_dump_json().encode()

        return deliver

    def _refresh(self, request: _Asked) -> Deliver:
        def deliver(body: bytes, point: CrashPoint | None) -> bytes:
            told = _read(body)
            claim = _claim(told["device"]) if "device" in told else None
            if claim is not None:
                self.world.real.note_device(request.phone, claim.id, claim.replaces)
            session = self.world.server.act(
                lambda server: refresh_session(server.context, told["refresh_token"], device=claim),
                crash_point=point,
                is_routine=True,
            )
            return SessionOut.of(session, by_cookie=False).model_dump_json().encode()

        return deliver

    def _streams(self, request: _Asked) -> Deliver:
        def deliver(_body: bytes, _point: CrashPoint | None) -> bytes:
            self.world.server.requests += 1
            listed = list_streams(self.world.server.context, self._caller(request))
            items = [StreamOut.of(each).model_dump() for each in listed]
            return json.dumps({"items": items, "cursor": None}).encode()

        return deliver

    def _server_key(self, _request: _Asked) -> Deliver:
        def deliver(_body: bytes, _point: CrashPoint | None) -> bytes:
            key = self.world.village.server_key
            return json.dumps({"id": thumbprint(key), "key": key}).encode()

        return deliver


def too_large() -> Problem:
    """In a file as in an exchange: the limit is the same."""
    return Problem(413, "too_large", "A changeset is larger than the server takes.")


def _read(body: bytes) -> Json:
    try:
        told: Json = json.loads(body)
    except ValueError:
        raise malformed_json("it ends too soon") from None
    return told


def _claim(told: Json) -> DeviceClaim:
    return DeviceIn.model_validate(told).as_claim()
