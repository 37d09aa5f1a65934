"""The five hamlets of the demo, their ways along canals and roads, and where a house stands.

The commune is real, its hamlets' houses are not. Locations lie within about 4 km of its centre.
"""

from dataclasses import dataclass
from math import cos, radians, sin

from backend.services.demo.chance import Chance

PROVINCE = "82"
COMMUNE = "30076"
COMMUNE_NAME = "Xã Mỹ Thọ"
CENTRE_LAT, CENTRE_LON = 10.4458, 105.718
HOUSES_A_HAMLET = 450
CLUSTERS_A_HAMLET = 6
METRES_A_DEGREE = 111_000
STEP_METRES = 11
BANK_METRES = 22
CROSSING_METRES = 110
ROW_HOUSES = 19
FIELD_METRES = 55
BEND = 0.5
BEND_HOUSES = 16
# Where the ways of a hamlet begin, in metres along its main canal from the middle, and their
# bearing from it in degrees: the canal both ways, and four ditches that leave it.
WAYS = ((0, 180), (0, 0), (-430, 84), (-560, 262), (380, 97), (540, 276))


@dataclass(frozen=True, slots=True)
class HamletPlan:
    """`east` and `north` of the commune's centre in metres, the `bearing` of the main canal in
    degrees from east to north; one way for each cluster (tổ)."""

    name: str
    east: int
    north: int
    bearing: int
    ways: tuple[str, ...]
    marks: tuple[str, ...]


HAMLETS = (
    HamletPlan(
        "Ấp Mỹ Phú",
        -200,
        300,
        14,
        ("lộ Mỹ Thọ", "rạch Cái Bèo", "bờ nam", "kênh Ông Kho", "bờ bắc", "chợ Mỹ Phú"),
        ("qua cầu ván", "sau đình", "gần chợ", "đối diện trạm bơm", "hẻm cạnh quán cà phê"),
    ),
    HamletPlan(
        "Ấp Mỹ Hòa",
        2000,
        800,
        -24,
        ("kênh Cái Xoài", "đường đan số 2", "rạch Bà Tứ", "kênh Ông Kho", "bờ đông", "lộ làng"),
        ("gần trường tiểu học", "cuối đường đan", "qua cầu sắt", "cạnh nhà văn hóa ấp"),
    ),
    HamletPlan(
        "Ấp Mỹ Thới",
        -2100,
        1200,
        58,
        ("kênh Nhà Thờ", "rạch Miễu", "bờ tây", "kênh Xáng", "đường đan số 5", "vàm rạch Miễu"),
        ("qua cầu khỉ", "gần miễu", "trong vườn xoài", "bên bến đò"),
    ),
    HamletPlan(
        "Ấp Mỹ Đông",
        1700,
        -1500,
        -8,
        ("kênh Ba Làng", "kênh Cùng", "lộ 847", "rạch Ông Hổ", "bờ nam", "cụm dân cư"),
        ("nền nhà lô B", "gần trạm y tế", "cuối kênh", "cạnh lò gạch cũ"),
    ),
    HamletPlan(
        "Ấp Mỹ Tây",
        -1500,
        -1500,
        32,
        ("kênh Mười Tải", "rạch Cái Vồn", "kênh Tây", "đường đan số 7", "bờ bắc", "xóm Giồng"),
        ("qua cầu bê tông", "gần sân bóng", "sau chùa", "trong đồng"),
    ),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a house stands; `cluster` is its tổ."""

    cluster: str
    address: str
    lat: float
    lon: float


def spots(chance: Chance, plan: HamletPlan) -> list[Spot]:
    """The houses of a hamlet in the order in which one walks past them: along ways that wind like
    canals, on both banks, with fields between the rows."""
    result = []
    each = HOUSES_A_HAMLET // CLUSTERS_A_HAMLET
    for number, way in enumerate(plan.ways):
        east, north, bearing = _beginning(plan, number)
        phase = chance.between(-12, 12)
        for step in range(each):
            heading = bearing + BEND * sin(step / BEND_HOUSES + phase)
            is_field = step % ROW_HOUSES == ROW_HOUSES - 1
            along = STEP_METRES + chance.between(-6, 6) + (FIELD_METRES if is_field else 0)
            across = (BANK_METRES if step % 2 else -BANK_METRES) + chance.between(-8, 8)
            east += along * cos(heading)
            north += along * sin(heading)
            address = f"Tổ {number + 1}, {way}"
            if chance.happens(35):
                address = f"{address}, {chance.pick(plan.marks)}"
            house = _degrees(east - across * sin(heading), north + across * cos(heading))
            result.append(Spot(f"Tổ {number + 1}", address, *house))
    return result


def _beginning(plan: HamletPlan, number: int) -> tuple[float, float, float]:
    """Where a way begins, in metres east and north of the commune's centre, and its bearing in
    radians: at some distance from where it leaves the main canal."""
    out, turned = WAYS[number]
    canal, bearing = radians(plan.bearing), radians(plan.bearing + turned)
    east = plan.east + out * cos(canal) + CROSSING_METRES * cos(bearing)
    north = plan.north + out * sin(canal) + CROSSING_METRES * sin(bearing)
    return east, north, bearing


def _degrees(east: float, north: float) -> tuple[float, float]:
    lat = CENTRE_LAT + north / METRES_A_DEGREE
    lon = CENTRE_LON + east / (METRES_A_DEGREE * cos(radians(CENTRE_LAT)))
    return round(lat, 5), round(lon, 5)
