"""A sign of life, with what a client must know before it sends anything."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from backend.api.http import Given
from backend.services.upkeep.read_health import read_epoch

PROTOCOL = 1

router = APIRouter(tags=["health"])


class HealthOut(BaseModel):
    """`limits` by name; sizes in bytes, times in days, the rest in counts."""

    status: Literal["ok"]
    protocol: int
    epoch: str
    limits: dict[str, int]


@router.get("/health")
def get_health(context: Given) -> HealthOut:
    """503 `server_busy` where the database does not answer."""
    return HealthOut(
        status="ok",
        protocol=PROTOCOL,
        epoch=read_epoch(context),
        limits=context.settings.limits.as_dict() | context.settings.retention.as_dict(),
    )
