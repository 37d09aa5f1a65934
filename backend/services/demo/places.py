"""The five hamlets of the demo, their ways along canals and roads, and where a house stands.

The commune is real, its hamlets' houses are not. Locations lie within about 3 km of its centre.
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
STEP_METRES = 26
BANK_METRES = 22
GATHERED_METRES = 150


@dataclass(frozen=True, slots=True)
class HamletPlan:
    """`east` and `north` of the commune's centre in metres; one way for each cluster (tổ)."""

    name: str
    east: int
    north: int
    ways: tuple[str, ...]
    marks: tuple[str, ...]


HAMLETS = (
    HamletPlan(
        "Ấp Mỹ Phú",
        -200,
        300,
        ("lộ Mỹ Thọ", "rạch Cái Bèo", "bờ nam", "kênh Ông Kho", "bờ bắc", "chợ Mỹ Phú"),
        ("qua cầu ván", "sau đình", "gần chợ", "đối diện trạm bơm", "hẻm cạnh quán cà phê"),
    ),
    HamletPlan(
        "Ấp Mỹ Hòa",
        1500,
        600,
        ("kênh Cái Xoài", "đường đan số 2", "rạch Bà Tứ", "kênh Ông Kho", "bờ đông", "lộ làng"),
        ("gần trường tiểu học", "cuối đường đan", "qua cầu sắt", "cạnh nhà văn hóa ấp"),
    ),
    HamletPlan(
        "Ấp Mỹ Thới",
        -1600,
        900,
        ("kênh Nhà Thờ", "rạch Miễu", "bờ tây", "kênh Xáng", "đường đan số 5", "vàm rạch Miễu"),
        ("qua cầu khỉ", "gần miễu", "trong vườn xoài", "bên bến đò"),
    ),
    HamletPlan(
        "Ấp Mỹ Đông",
        1400,
        -1300,
        ("kênh Ba Làng", "kênh Cùng", "lộ 847", "rạch Ông Hổ", "bờ nam", "cụm dân cư"),
        ("nền nhà lô B", "gần trạm y tế", "cuối kênh", "cạnh lò gạch cũ"),
    ),
    HamletPlan(
        "Ấp Mỹ Tây",
        -1300,
        -1200,
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
    """The houses of a hamlet in the order in which one walks past them."""
    result = []
    each = HOUSES_A_HAMLET // CLUSTERS_A_HAMLET
    for number, way in enumerate(plan.ways):
        bearing = radians(60 * number + chance.between(-12, 12))
        for step in range(each):
            along = GATHERED_METRES + step * STEP_METRES // 2 + chance.between(-6, 6)
            across = (BANK_METRES if step % 2 else -BANK_METRES) + chance.between(-8, 8)
            east = plan.east + along * cos(bearing) - across * sin(bearing)
            north = plan.north + along * sin(bearing) + across * cos(bearing)
            address = f"Tổ {number + 1}, {way}"
            if chance.happens(35):
                address = f"{address}, {chance.pick(plan.marks)}"
            result.append(Spot(f"Tổ {number + 1}", address, *_degrees(east, north)))
    return result


def _degrees(east: float, north: float) -> tuple[float, float]:
    lat = CENTRE_LAT + north / METRES_A_DEGREE
    lon = CENTRE_LON + east / (METRES_A_DEGREE * cos(radians(CENTRE_LAT)))
    return round(lat, 5), round(lon, 5)
