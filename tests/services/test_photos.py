"""A photo's bytes follow its record: they arrive in parts, are shown to who reads the record, and
go where it goes, also into a backup, into nothing after an erasure.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from backend.core.jpeg import read_shape
from backend.core.problems import Problem
from backend.core.scope import Caller
from backend.services.context import Context
from backend.services.photos import receive_photo as receiving
from backend.services.photos.find_photo import get_photo
from backend.services.photos.receive_photo import Received, get_received, receive_photo
from backend.services.subjects.erase_record import erase_record
from backend.services.upkeep.back_up import back_up
from backend.services.upkeep.check_database import check_database
from backend.services.upkeep.restore_backup import restore_backup
from backend.settings import Limits
from backend.store import photos
from backend.store.sql import execute, select
from tests.commune import COMMUNE, OTHER_COMMUNE, Commune, build_commune
from tests.conftest import Clock
from tests.jpegs import announce, picture, with_place, with_segment
from tests.phone import Json, Phone, new_id

PLAIN = picture()
PART = 200


@dataclass
class Album:
    """A commune in which an takes photos of a shop."""

    commune: Commune
    an: Phone
    devices: dict[str, str]

    @property
    def context(self) -> Context:
        return self.commune.context

    def take(self, jpeg: bytes = PLAIN, **fields: object) -> str:
        """The id of a photo whose record is on the server, its bytes not yet."""
        shop = self.an.create("shop", self.commune.hamlets[0], name="Tiệm Cô Ba")
        told = {"shop_id": shop["id"], **announce(jpeg), **fields}
        photo = self.an.create("photo", self.commune.hamlets[0], **told)
        self.an.record(shop)
        self.an.record(photo)
        self.an.sync()
        assert self.an.results[len(self.an.log)]["status"] == "applied"
        return str(photo["id"])

    def caller(self, username: str) -> Caller:
        if username not in self.devices:
            self.devices[username] = self.commune.phone(username).device
        with self.context.database.read() as connection:
            return self.commune.caller(connection, username, self.devices[username])

    def send(
        self, photo_id: str, jpeg: bytes = PLAIN, *, by: str = "an", context: Context | None = None
    ) -> Received:
        """All of it, in parts, from where the server says."""
        given, caller = context or self.context, self.caller(by)
        now = get_received(given, caller, photo_id)
        while not now.has_arrived:
            part = jpeg[now.offset : now.offset + PART]
            now = receive_photo(given, caller, photo_id, offset=now.offset, part=part)
        return now

    def see(self, photo_id: str, username: str = "binh") -> bytes:
        return get_photo(self.context, self.caller(username), photo_id)

    def count(self, table: str) -> int:
        with self.context.database.read() as connection:
            return int(select(connection, f"SELECT COUNT(*) FROM {table}")[0][0])


@pytest.fixture
def album(context: Context) -> Album:
    commune = build_commune(context)
    an = commune.phone("an")
    return Album(commune, an, {"an": an.device})


def refusal(ask: Callable[[], object]) -> tuple[int, str, Json]:
    with pytest.raises(Problem) as refused:
        ask()
    return refused.value.status, refused.value.code, refused.value.extra


def test_a_photo_arrives_in_parts_and_until_then_is_on_its_way(album: Album) -> None:
    photo = album.take()
    first = receive_photo(album.context, album.caller("an"), photo, offset=0, part=PLAIN[:PART])
    assert first == Received(PART, len(PLAIN), has_arrived=False)
    assert refusal(lambda: album.see(photo)) == (404, "photo_on_its_way", {})
    assert album.send(photo) == Received(len(PLAIN), len(PLAIN), has_arrived=True)
    with Image.open(BytesIO(album.see(photo))) as seen:
        assert seen.size == (64, 48)
    assert album.count("photo_part") == 0
    assert check_database(album.context) == []


def test_after_a_cut_it_goes_on_where_the_server_says(album: Album) -> None:
    photo, an = album.take(), album.caller("an")
    receive_photo(album.context, an, photo, offset=0, part=PLAIN[:PART])
    wrong = refusal(lambda: receive_photo(album.context, an, photo, offset=0, part=PLAIN[:PART]))
    assert wrong == (409, "wrong_offset", {"offset": PART})
    assert get_received(album.context, an, photo).offset == PART
    assert album.send(photo).has_arrived


def test_of_two_that_send_the_same_part_at_once_one_goes_on(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, an = album.take(), album.caller("an")
    look = receiving._look
    monkeypatch.setattr(receiving, "_look", lambda *_: Received(0, len(PLAIN), has_arrived=False))
    receive_photo(album.context, an, photo, offset=0, part=PLAIN[:PART])
    late = refusal(lambda: receive_photo(album.context, an, photo, offset=0, part=PLAIN[:PART]))
    assert late == (409, "wrong_offset", {"offset": PART})
    monkeypatch.setattr(receiving, "_look", look)
    assert album.send(photo).has_arrived


def test_a_server_that_ended_before_the_last_step_takes_it_up_again(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, an = album.take(), album.caller("an")

    def die(_received: bytes, _told: Json) -> bytes:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "fit_photo", die)
        with pytest.raises(MemoryError):
            album.send(photo)
    now = get_received(album.context, an, photo)
    assert (now.offset, now.has_arrived) == (len(PLAIN), False)
    assert receive_photo(album.context, an, photo, offset=now.offset, part=b"").has_arrived


def test_sent_again_it_changes_nothing(album: Album) -> None:
    photo = album.take()
    album.send(photo)
    before = album.see(photo)
    again = receive_photo(album.context, album.caller("an"), photo, offset=0, part=b"other")
    assert again.has_arrived
    assert album.see(photo) == before


UNFIT = {
    "metadata": with_place(),
    "trailing": PLAIN + b"PK\x03\x04",
    "not_jpeg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
}


@pytest.mark.parametrize("why", UNFIT)
def test_what_is_no_plain_picture_is_thrown_away(album: Album, why: str) -> None:
    photo = album.take(UNFIT[why])
    refused = refusal(lambda: album.send(photo, UNFIT[why]))
    assert refused == (422, "unfit_photo", {"why": why})
    assert (album.count("photo"), album.count("photo_part")) == (0, 0)


def test_other_bytes_than_announced_are_thrown_away_and_may_come_again(album: Album) -> None:
    photo = album.take()
    spoilt = PLAIN[:100] + b"\x00" + PLAIN[101:]
    assert refusal(lambda: album.send(photo, spoilt))[2] == {"why": "hash"}
    an = album.caller("an")
    too_long = refusal(
        lambda: receive_photo(album.context, an, photo, offset=0, part=PLAIN + b"\x00")
    )
    assert too_long[2] == {"why": "bytes"}
    assert get_received(album.context, an, photo).offset == 0
    assert album.send(photo).has_arrived


def test_a_picture_that_unfolds_to_more_than_it_announced_is_never_decoded(album: Album) -> None:
    frame = PLAIN.index(b"\xff\xc0") + 5
    bomb = PLAIN[:frame] + b"\xff\xff\xff\xff" + PLAIN[frame + 4 :]
    assert (read_shape(bomb).width, read_shape(bomb).height) == (65_535, 65_535)
    photo = album.take(bomb)
    assert refusal(lambda: album.send(photo, bomb))[2] == {"why": "shape"}
    told = {**announce(bomb), "width": 65_535, "height": 65_535, "shop_id": new_id()}
    change = album.an.create("photo", album.commune.hamlets[0], **told)
    album.an.record(change)
    album.an.sync()
    reasons = album.an.results[len(album.an.log)]["reasons"]
    assert {each["field"] for each in reasons} >= {"width", "height"}


def test_what_walks_like_a_picture_but_cannot_be_decoded_is_refused(album: Album) -> None:
    tables, frame = PLAIN.index(b"\xff\xdb"), PLAIN.index(b"\xff\xc0")
    hollow = PLAIN[:tables] + PLAIN[frame:]
    assert read_shape(hollow) == read_shape(PLAIN)
    photo = album.take(hollow)
    assert refusal(lambda: album.send(photo, hollow))[2] == {"why": "not_jpeg"}


def test_what_others_get_is_written_anew(album: Album) -> None:
    """A table that no pixel needs may hold anything; it does not travel on."""
    script = b"<script>alert('a photo of it is no photo of it, it is a page')</script>"[:64]
    hidden = with_segment(PLAIN, 0xDB, b"\x03" + script, at=PLAIN.index(b"\xff\xda"))
    photo = album.take(hidden)
    album.send(photo, hidden)
    assert b"<script>" in hidden
    assert b"<script>" not in album.see(photo)
    assert read_shape(album.see(photo)) == read_shape(PLAIN)


def test_a_photo_of_nothing_is_refused(album: Album) -> None:
    photo = album.take(shop_id=None)
    assert refusal(lambda: album.send(photo))[2] == {"why": "owner"}


SENDS, SEES, KNOWS_NOTHING = "sends", "sees", "knows nothing"


@pytest.mark.parametrize(
    ("username", "may"),
    [
        ("an", SENDS),
        ("binh", SENDS),
        ("totruong", SENDS),
        ("quay", SEES),
        ("xa", SENDS),
        ("tinh", SENDS),
        ("cuc", KNOWS_NOTHING),
        ("xakhac", KNOWS_NOTHING),
    ],
)
def test_who_reads_the_stream_sees_it_and_who_writes_it_sends_it(
    album: Album, username: str, may: str
) -> None:
    photo, other = album.take(), album.take()
    album.send(photo)
    if may == KNOWS_NOTHING:
        caller = album.caller(username)
        missing = refusal(lambda: get_photo(album.context, caller, new_id()))
        assert refusal(lambda: album.see(photo, username)) == missing
        assert refusal(lambda: album.send(other, by=username)) == missing
        return
    assert album.see(photo, username)
    if may == SEES:
        assert refusal(lambda: album.send(other, by=username))[1] == "not_allowed"
    else:
        assert album.send(other, by=username).has_arrived


def test_its_author_sends_it_also_after_moving_to_another_hamlet(album: Album) -> None:
    photo = album.take()
    second = album.commune.hamlets[1].removeprefix("hamlet:")
    with album.context.database.write() as connection:
        album.commune.place_user(connection, album.commune.users["an"], second)
    assert album.send(photo).has_arrived
    assert refusal(lambda: album.see(photo, "an"))[1] == "not_found"


def test_a_record_of_another_type_is_no_photo(album: Album) -> None:
    album.take()
    [shop] = album.an.all_of("shop")
    assert refusal(lambda: album.see(shop["id"]))[1] == "not_found"
    assert refusal(lambda: album.send(shop["id"]))[1] == "not_found"


def test_a_deleted_photo_is_gone_at_once_and_back_after_an_undo(album: Album) -> None:
    photo = album.take()
    album.send(photo)
    album.an.record(delete := album.an.act("delete", photo))
    album.an.sync()
    assert refusal(lambda: album.see(photo))[1] == "not_found"
    album.an.record({**delete, "op": "restore", "base": 2})
    album.an.sync()
    assert album.see(photo)


def test_its_bytes_go_when_the_deletion_can_no_longer_be_undone(album: Album, clock: Clock) -> None:
    photo, other = album.take(), album.take()
    album.send(photo)
    album.an.record(album.an.act("delete", photo))
    album.an.sync()
    clock.advance(days=album.context.settings.retention.undo_days - 1)
    album.send(other)
    assert album.count("photo") == 2
    clock.advance(days=2)
    album.send(album.take())
    assert album.count("photo") == 2
    assert album.see(other)


def test_what_nobody_goes_on_sending_is_forgotten(album: Album, clock: Clock) -> None:
    photo, an = album.take(), album.caller("an")
    receive_photo(album.context, an, photo, offset=0, part=PLAIN[:PART])
    clock.advance(days=album.context.settings.photo_part_days + 1)
    album.send(album.take())
    assert album.count("photo_part") == 0
    assert get_received(album.context, an, photo).offset == 0


def test_a_person_s_photos_of_one_day_are_bounded(album: Album, clock: Clock) -> None:
    settings = replace(album.context.settings, limits=Limits(photos_a_day_max=2))
    given = replace(album.context, settings=settings)
    one, two, three = album.take(), album.take(), album.take()
    album.send(one, context=given)
    an = album.caller("an")
    receive_photo(given, an, two, offset=0, part=PLAIN[:PART])
    assert refusal(lambda: album.send(three, context=given))[:2] == (429, "too_many_photos")
    assert album.send(two, context=given).has_arrived
    assert album.send(three, by="binh", context=given).has_arrived
    clock.advance(hours=25)
    assert album.send(album.take(), context=given).has_arrived


def test_a_changed_hash_asks_for_other_bytes(album: Album) -> None:
    photo = album.take()
    album.send(photo)
    other = picture(48, 64)
    update = {**album.an.update(photo), "fields": announce(other, (48, 64))}
    album.an.record(update)
    album.an.sync()
    assert refusal(lambda: album.see(photo))[1] == "photo_on_its_way"
    album.send(photo, other)
    with Image.open(BytesIO(album.see(photo))) as seen:
        assert seen.size == (48, 64)


def test_it_moves_with_its_record_into_another_commune(album: Album) -> None:
    photo = album.take()
    album.send(photo)
    far = new_id()
    with album.context.database.write() as connection:
        execute(
            connection,
            "INSERT INTO unit (id, level, type, name, parent_id, province, commune) "
            "VALUES (?, 'hamlet', 'ap', 'Khóm Ba', ?, '82', ?)",
            far,
            OTHER_COMMUNE,
            OTHER_COMMUNE,
        )
    admin = album.commune.phone("tinh")
    admin.streams = [album.commune.hamlets[0]]
    admin.sync()
    admin.record(admin.act("move", photo, to=f"hamlet:{far}"))
    admin.sync()
    assert admin.results[1]["status"] == "applied"
    assert album.see(photo, "xakhac")
    assert refusal(lambda: album.see(photo, "binh"))[1] == "not_found"
    assert check_database(album.context) == []


def test_an_erased_shop_takes_its_photos_along(album: Album) -> None:
    photo, begun = album.take(), album.take()
    album.send(photo)
    receive_photo(album.context, album.caller("an"), begun, offset=0, part=PLAIN[:PART])
    for shop in album.an.all_of("shop"):
        erase_record(album.context, "shop", shop["id"])
    assert (album.count("photo"), album.count("photo_part")) == (0, 0)
    assert refusal(lambda: album.see(photo))[1] == "not_found"
    assert check_database(album.context) == []


def test_a_backup_brings_photos_back_but_not_those_erased_since(
    album: Album, tmp_path: Path
) -> None:
    photo, erased = album.take(), album.take()
    album.send(photo)
    album.send(erased)
    before = album.see(photo)
    back_up(album.context, tmp_path / "backup")
    erase_record(album.context, "photo", erased)
    with album.context.database.write() as connection:
        photos.drop_photos(connection, [COMMUNE], [photo])
    restore_backup(album.context, tmp_path / "backup")
    assert album.see(photo) == before
    assert album.count("photo") == 1
    assert refusal(lambda: album.see(erased))[1] == "not_found"


def test_bytes_that_the_disk_changed_are_found(album: Album) -> None:
    photo = album.take()
    album.send(photo)
    with album.context.database.write() as connection:
        execute(connection, "UPDATE photo SET body = ?", PLAIN + b"\x00")
    assert check_database(album.context) == ["photos: 1 are not the bytes that were stored"]


def test_bytes_of_no_record_are_found(album: Album) -> None:
    photo = album.take()
    album.send(photo)
    stray = new_id()
    with album.context.database.write() as connection:
        execute(connection, "UPDATE photo SET id = ?", stray)
    assert check_database(album.context) == [f"1 photos without their record: {stray}"]
