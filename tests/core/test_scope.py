"""Who may read, write, change, decide and grant, by role and place."""

from dataclasses import replace

import pytest

from backend.core.scope import Place, Role, listed_streams, may_grant
from tests.core.builders import COMMUNE, FAR_HAMLET, HAMLET, OTHER_HAMLET, PROVINCE, make_caller

FAR_PROVINCE = Place("province", "Cà Mau", "96")


def test_a_volunteer_writes_the_own_hamlets_and_reads_above() -> None:
    caller = make_caller()
    assert [caller.access_to(each) for each in (HAMLET, COMMUNE, PROVINCE, FAR_HAMLET)] == [
        "write",
        "read",
        "read",
        None,
    ]
    assert not caller.may_read(FAR_HAMLET)
    assert not caller.may_write(COMMUNE, "plan")


def test_a_leader_writes_plans_in_the_commune_and_nothing_else_there() -> None:
    leader = make_caller(Role.LEADER)
    assert leader.may_write(COMMUNE, "plan")
    assert not leader.may_write(COMMUNE, "filing")
    assert not leader.may_write(PROVINCE, "plan")


def test_a_desk_writes_households_and_guidance_in_the_hamlets_of_its_commune() -> None:
    desk = make_caller(Role.DESK, writes=(COMMUNE, HAMLET))
    assert desk.may_write(HAMLET, "household")
    assert desk.may_write(COMMUNE, "filing")
    assert not desk.may_write(HAMLET, "visit")


def test_a_province_admin_reaches_every_place_of_the_province_only() -> None:
    admin = make_caller(Role.PROVINCE_ADMIN, writes=(PROVINCE,), reads=())
    assert admin.access_to(FAR_HAMLET) == "write"
    assert admin.access_to(FAR_PROVINCE) is None


def test_teams_are_written_by_admins_and_conflicts_by_the_server() -> None:
    admin = make_caller(Role.COMMUNE_ADMIN, writes=(COMMUNE,), reads=(PROVINCE,))
    assert admin.may_write(COMMUNE, "team")
    assert not admin.may_write(PROVINCE, "team")
    assert not make_caller(Role.DESK, writes=(COMMUNE,)).may_write(COMMUNE, "team")
    assert not admin.may_write(COMMUNE, "conflict")


def test_a_visit_is_changed_by_its_author_or_a_decider() -> None:
    assert make_caller().may_change(HAMLET, "visit", "user-a")
    assert not make_caller().may_change(HAMLET, "visit", "user-z")
    assert make_caller().may_change(HAMLET, "household", "user-z")
    assert make_caller(Role.LEADER).may_change(HAMLET, "visit", "user-z")
    assert not make_caller().may_change(FAR_HAMLET, "visit", "user-a")


def test_conflicts_are_decided_by_leaders_and_admins_where_they_write() -> None:
    assert make_caller(Role.LEADER).may_decide(HAMLET)
    assert not make_caller(Role.LEADER).may_decide(COMMUNE)
    assert not make_caller().may_decide(HAMLET)


@pytest.mark.parametrize("silence", [{"is_active": False}, {"is_revoked": True}])
def test_who_is_silenced_reads_and_writes_nothing(silence: dict[str, bool]) -> None:
    caller = replace(make_caller(Role.COMMUNE_ADMIN), **silence)  # type: ignore[arg-type]
    assert caller.is_admin
    assert caller.access_to(HAMLET) is None
    assert not caller.may_write(HAMLET, "household")


def test_streams_are_listed_from_the_province_down_with_the_roles_access() -> None:
    below, above = (HAMLET, OTHER_HAMLET), (COMMUNE, PROVINCE)
    volunteer = listed_streams(Role.VOLUNTEER, (HAMLET,), (), above)
    assert volunteer == ((PROVINCE, "read"), (COMMUNE, "read"), (HAMLET, "write"))
    desk = listed_streams(Role.DESK, (COMMUNE,), below, (PROVINCE,))
    assert desk == (
        (PROVINCE, "read"),
        (COMMUNE, "write"),
        (HAMLET, "write"),
        (OTHER_HAMLET, "write"),
    )


@pytest.mark.parametrize(
    ("granter", "role", "may"),
    [
        (Role.COMMUNE_ADMIN, Role.COMMUNE_ADMIN, True),
        (Role.COMMUNE_ADMIN, Role.PROVINCE_ADMIN, False),
        (Role.LEADER, Role.VOLUNTEER, False),
    ],
)
def test_nobody_grants_a_role_above_their_own(granter: Role, role: Role, *, may: bool) -> None:
    assert may_grant(granter, role) is may


def test_a_place_knows_its_stream_and_the_partition_of_its_keys() -> None:
    assert [each.stream for each in (PROVINCE, COMMUNE)] == ["province:82", "commune:30076"]
    assert [each.partition for each in (PROVINCE, HAMLET)] == ["82", "30076"]
