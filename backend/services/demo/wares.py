"""Shops that began to take electronic payment and products that went on sale online."""

from datetime import timedelta

from backend.services.demo.book import create
from backend.services.demo.chance import Chance
from backend.services.demo.houses import House
from backend.services.demo.visits import Knock

SHOPS_ONLY_GUIDED = 36
PRODUCERS = 124
SIGNS = (
    "Tạp hóa",
    "Quán cà phê",
    "Quán ăn",
    "Vật tư nông nghiệp",
    "Tiệm may",
    "Sửa xe",
    "Tiệm hớt tóc",
    "Sạp trái cây",
    "Đại lý nước giải khát",
    "Quầy thuốc tây",
)
ACCEPTS = (["vietqr"], ["vietqr"], ["vietqr", "momo"], ["vietqr", "viettel_money"], ["momo"])
PRODUCTS = (
    "Xoài cát Hòa Lộc",
    "Xoài cát Chu",
    "Xoài sấy dẻo",
    "Khô cá lóc",
    "Khô cá sặc bổi",
    "Mắm cá linh",
    "Bánh tráng xoài",
    "Trà sen",
    "Hạt sen sấy",
    "Sữa sen",
    "Ổi nữ hoàng",
    "Mít ruột đỏ",
    "Chanh không hạt",
    "Gạo ST25",
    "Cá điêu hồng phi lê",
    "Tinh dầu tràm",
    "Chiếu lác",
    "Mứt dừa non",
    "Nấm rơm sạch",
    "Trứng vịt muối",
)
FLOORS = (("buudien.vn", 62), ("Shopee", 20), ("TikTok Shop", 18))


def open_shops(chance: Chance, met: dict[str, list[Knock]], count: int) -> None:
    """`count` houses get a shop that takes payment, once each; some get it recorded twice, which
    does not count again; a few more were only told how."""
    by_house = chance.shuffled(met.values())
    for knocks in by_house[:count]:
        knock = knocks[0]
        shop_id = chance.id_at(knock.at + timedelta(minutes=2))
        knock.house.is_shop = True
        knock.made.append(_shop(chance, knock.house, shop_id, knock))
        for visit in knocks[: 2 if chance.happens(10) else 1]:
            visit.done.append({"topic": "QR-SHOP", "outcome": "done", "shop_id": shop_id})
    for knocks in by_house[count : count + SHOPS_ONLY_GUIDED]:
        knocks[0].house.is_shop = True
        outcome = chance.pick(("guided", "guided", "declined"))
        knocks[0].done.append({"topic": "QR-SHOP", "outcome": outcome})


def list_products(chance: Chance, met: dict[str, list[Knock]], count: int) -> None:
    """`count` products of some producing houses, each listed once."""
    producers = chance.sample(met.values(), PRODUCERS)
    for knocks, share in zip(producers, chance.shares(count, [1] * PRODUCERS), strict=True):
        house = knocks[0].house
        house.is_producing = True
        for name in chance.sample(PRODUCTS, share):
            knock = chance.pick(knocks)
            product_id = chance.id_at(knock.at + timedelta(minutes=3))
            knock.made.append(_product(chance, house, (product_id, name), knock))
            knock.done.append({"topic": "PROD", "outcome": "done", "product_id": product_id})


def _shop(chance: Chance, house: House, shop_id: str, knock: Knock) -> dict[str, object]:
    return create(
        "shop",
        shop_id,
        house.stream,
        name=f"{chance.pick(SIGNS)} {house.head.full_name.split()[-1]}",
        household_id=house.id,
        accepts=chance.pick(ACCEPTS),
        listed_on=knock.at.date().isoformat(),
    )


def _product(
    chance: Chance, house: House, product: tuple[str, str], knock: Knock
) -> dict[str, object]:
    stars = chance.weighted(((None, 88), (3, 9), (4, 3)))
    return create(
        "product",
        product[0],
        house.stream,
        name=product[1],
        household_id=house.id,
        platform=chance.weighted(FLOORS),
        ocop_stars=stars,
        listed_on=knock.at.date().isoformat(),
    )
