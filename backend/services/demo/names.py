"""Made-up names as people of the lower Mekong bear them: family names by their real frequency,
middle and given names by generation. Phone numbers pass the soft check but lie in a block of
zeros, so that none is likely to be anybody's.
"""

from dataclasses import dataclass

from backend.core.text import fold
from backend.services.demo.chance import Chance

GROWN_UP = 16
MODERN_SINCE = 1988


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FAMILY = (
    ("Nguyễn", 384),
    ("Trần", 110),
    ("Lê", 95),
    ("Phạm", 71),
    ("Huỳnh", 56),
    ("Phan", 45),
    ("Võ", 42),
    ("Đặng", 21),
    ("Bùi", 20),
    ("Đỗ", 14),
    ("Hồ", 13),
    ("Ngô", 13),
    ("Dương", 11),
    ("Trương", 11),
    ("Đoàn", 8),
    ("Cao", 7),
    ("Lâm", 7),
    ("Mai", 6),
    ("Lý", 5),
    ("Đinh", 5),
    ("Châu", 4),
    ("Tô", 4),
    ("Thái", 3),
    ("Lương", 3),
    ("Kiều", 2),
)

MIDDLE_MEN_OLD = (
    ("Văn", 62),
    ("Hữu", 9),
    ("Thành", 7),
    ("Minh", 6),
    ("Hoàng", 5),
    ("Công", 4),
    ("Ngọc", 4),
    ("Phước", 3),
)
MIDDLE_MEN_NEW = (
    ("Văn", 18),
    ("Minh", 15),
    ("Quốc", 12),
    ("Hoàng", 12),
    ("Thanh", 11),
    ("Hữu", 9),
    ("Tấn", 8),
    ("Gia", 6),
    ("Đức", 5),
    ("Nhật", 4),
)
MIDDLE_WOMEN_OLD = (
    ("Thị", 68),
    ("Thị Ngọc", 7),
    ("Thị Kim", 7),
    ("Thị Mỹ", 6),
    ("Kim", 5),
    ("Ngọc", 4),
    ("Thị Bé", 3),
)
MIDDLE_WOMEN_NEW = (
    ("Thị Thu", 10),
    ("Thị Kim", 10),
    ("Thị Mỹ", 12),
    ("Ngọc", 16),
    ("Thị", 10),
    ("Thanh", 9),
    ("Thúy", 8),
    ("Bích", 6),
    ("Cẩm", 6),
    ("Như", 5),
    ("Khánh", 5),
)

GIVEN_MEN_OLD = _words(
    "Ba Tư Năm Sáu Bảy Tám Chín Mười Hai Út Hùng Dũng Phước Thành Hòa Đạt Nghĩa Lộc Tài Tâm "
    "Sơn Hải Long Hiền Thắng Bình Đức Lợi Quang Trung Đẫm Đực Lành Thuận Hồng Nhàn Xuân "
    "Sang"
)
GIVEN_MEN_NEW = _words(
    "Khang Huy Phát Duy Nhân Khoa Phúc Thịnh Đăng Bảo Kiệt Tuấn Tú Vinh Hậu Toàn Tín Thuận "
    "Nam Khánh An Trí Thiện Hiếu Luân Linh Cường Nghĩa Trọng Đạt"
)
GIVEN_WOMEN_OLD = _words(
    "Lan Hoa Hồng Mai Cúc Út Sáu Tuyết Nga Loan Liên Điệp Lụa Gấm Hạnh Phượng Thủy Hiền "
    "Dung Lệ Vân Sương Nhung Lành Hương Tươi Bảy Mười Năm Thắm Đẹp Bông"
)
GIVEN_WOMEN_NEW = _words(
    "Ngân Trâm Thư Vy My Trân Hân Yến Tiên Thảo Quỳnh Anh Duyên Diễm Giang Linh Nhi Oanh "
    "Phương Thy Trúc Tuyền Uyên Xuân Hạnh Huyền Nguyên Trinh"
)

PHONE_PREFIXES = _words(
    "090 091 093 094 096 097 098 032 033 034 035 036 037 038 039 070 076 077 078 079 081 "
    "082 083 084 085 088 089 086"
)


@dataclass(frozen=True, slots=True)
class Person:
    """`gender` is `male` or `female`."""

    full_name: str
    birth_year: int
    gender: str


def full_name(chance: Chance, *, family: str, gender: str, birth_year: int) -> str:
    is_new = birth_year >= MODERN_SINCE
    if gender == "male":
        middle = chance.weighted(MIDDLE_MEN_NEW if is_new else MIDDLE_MEN_OLD)
        given = chance.pick(GIVEN_MEN_NEW if is_new else GIVEN_MEN_OLD)
    else:
        middle = chance.weighted(MIDDLE_WOMEN_NEW if is_new else MIDDLE_WOMEN_OLD)
        given = chance.pick(GIVEN_WOMEN_NEW if is_new else GIVEN_WOMEN_OLD)
    if fold(middle.split()[-1]) == fold(given):
        return full_name(chance, family=family, gender=gender, birth_year=birth_year)
    return f"{family} {middle} {given}"


def person(chance: Chance, *, year: int, family: str | None = None, gender: str = "") -> Person:
    """Somebody born in `year`."""
    sex = gender or chance.pick(("male", "female"))
    name = full_name(chance, family=family or chance.weighted(FAMILY), gender=sex, birth_year=year)
    return Person(name, year, sex)


def family(chance: Chance, this_year: int) -> list[Person]:
    """The people of a house, its head first; no two of the same name and year."""
    head = person(
        chance,
        year=this_year - chance.between(30, 76),
        gender=chance.weighted((("male", 72), ("female", 28))),
    )
    people = [head]
    if chance.happens(82):
        other = "female" if head.gender == "male" else "male"
        year = head.birth_year + chance.between(-4, 6)
        people.append(person(chance, year=year, gender=other))
    surname = people[0 if head.gender == "male" else -1].full_name.split()[0]
    for _ in range(chance.weighted(((0, 12), (1, 27), (2, 36), (3, 18), (4, 7)))):
        year = min(head.birth_year + chance.between(22, 36), this_year)
        people.append(person(chance, year=year, family=surname))
    return list({(fold(each.full_name), each.birth_year): each for each in people}.values())


def phone(chance: Chance) -> str:
    return f"{chance.pick(PHONE_PREFIXES)}{chance.below(10)}000{chance.below(1000):03d}"
