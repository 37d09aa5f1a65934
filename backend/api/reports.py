"""Reports: the indicators of a unit and a period."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from backend.api.http import Acting, Given
from backend.core.problems import not_found
from backend.core.values import is_storable_text
from backend.services.figures.report_indicators import (
    IndicatorReport,
    IndicatorValue,
    report_indicators,
)
from backend.store.completeness import Completeness

UNIT_LENGTH_MAX = 100
DAY_LENGTH_MAX = 30

router = APIRouter(prefix="/reports", tags=["reports"])
Unit = Annotated[str | None, Query(max_length=UNIT_LENGTH_MAX)]
First = Annotated[str | None, Query(alias="from", max_length=DAY_LENGTH_MAX)]
Last = Annotated[str | None, Query(alias="to", max_length=DAY_LENGTH_MAX)]


class ReportUnitOut(BaseModel):
    """The unit that a report is about."""

    id: str
    level: str
    name: str


class IndicatorOut(BaseModel):
    """`value` in units of `unit_vi`; `parts` by the code that the topics name, of sum `value`;
    `target` is null where the period is open or has none."""

    code: str
    label_vi: str
    label_en: str | None
    unit_vi: str | None
    value: int
    target: float | None
    parts: Mapping[str, int]

    @classmethod
    def of(cls, item: IndicatorValue) -> "IndicatorOut":
        return cls(
            code=item.code,
            label_vi=item.label_vi,
            label_en=item.label_en,
            unit_vi=item.unit_vi,
            value=item.value,
            target=item.target,
            parts=item.parts,
        )


class CompletenessOut(BaseModel):
    """Devices in use in the unit, those not heard of for three days, and what they keep."""

    devices: int
    silent: int
    waiting: int
    percent: int

    @classmethod
    def of(cls, told: Completeness) -> "CompletenessOut":
        return cls(
            devices=told.devices, silent=told.silent, waiting=told.waiting, percent=told.percent
        )


class IndicatorReportOut(BaseModel):
    """`from` and `to` are local days, both included, null where the period is open; the figures
    hold all that was committed at `as_of`. Source of the words: the pilot's indicators."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    as_of: str
    unit: ReportUnitOut
    first: str | None = Field(alias="from")
    last: str | None = Field(alias="to")
    items: list[IndicatorOut]
    completeness: CompletenessOut

    @classmethod
    def of(cls, report: IndicatorReport) -> "IndicatorReportOut":
        place = report.place
        return cls(
            as_of=report.as_of,
            unit=ReportUnitOut(id=place.unit_id, level=place.level, name=place.name),
            first=report.first,
            last=report.last,
            items=[IndicatorOut.of(item) for item in report.items],
            completeness=CompletenessOut.of(report.completeness),
        )


@router.get("/indicators", operation_id="report_indicators")
def get_indicators(
    context: Given, caller: Acting, unit: Unit = None, first: First = None, last: Last = None
) -> IndicatorReportOut:
    """Of the caller's own unit where none is named, over all time where no days are.

    Problems: 404 `not_found` for a unit out of scope, 422 `invalid_request` for a wrong day.
    """
    if unit is not None and not is_storable_text(unit):
        raise not_found()
    report = report_indicators(context, caller, unit_id=unit, first=first, last=last)
    return IndicatorReportOut.of(report)
