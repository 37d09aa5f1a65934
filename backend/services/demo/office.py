"""What the office and the leaders put into the book: teams and their members, the month's targets
and plans, notices, and small tasks for members.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from backend.core.facts import LOCAL_TIME
from backend.services.demo.book import Book, Change, create, local_text
from backend.services.demo.calendar import Calendar
from backend.services.demo.chance import Chance
from backend.services.demo.houses import House
from backend.services.demo.places import COMMUNE
from backend.services.demo.staff import Crew, Staff, Team
from backend.services.demo.visits import Knock

STREAM = f"commune:{COMMUNE}"
TARGETS = (("I1", 58), ("I2", 44), ("I3", 9), ("I4", 8), ("I5", 390))
PLANNED_HOUSES = 40
TASKS_A_HAMLET = 3
MONDAY_WORK = time(7, 40)
EVENING_BEFORE = time(19, 30)

NOTICES = (
    (
        3,
        "Ứng dụng e-Đồng Tháp có bản mới",
        "Bà con đã cài từ trước chỉ cần cập nhật trên CH Play hoặc App Store, không phải đăng ký "
        "lại. Thành viên Tổ nhắc bà con không cài từ đường dẫn lạ gửi qua Zalo.",
    ),
    (
        12,
        "Cảnh báo giả danh cán bộ",
        "Có người gọi điện tự xưng cán bộ xã, đòi đọc mã OTP để “nâng cấp VNeID”. Không ai của xã "
        "hỏi mã OTP. Nhờ các Tổ nhắc từng nhà.",
    ),
)
LEADER_NOTICE = (
    "Lịch đi từng nhà tuần này",
    "Tối thứ Ba và thứ Năm, gặp nhau 17 giờ 30 tại nhà văn hóa ấp rồi chia đường. Ai kẹt báo "
    "trước một buổi.",
)
TASKS = (
    "Giúp bổ sung giấy tờ hồ sơ còn thiếu",
    "Đưa phiếu hẹn trả kết quả",
    "Kiểm tra mã QR của cửa hàng",
    "Hướng dẫn lại cách đăng nhập VNeID",
)
PARTNERS = ("Đoàn Thanh niên xã", "Công an xã", "Trạm y tế xã", "Doanh nghiệp viễn thông")


def found_teams(book: Book, chance: Chance, crew: Crew, start: datetime) -> None:
    """Teams and memberships, entered by the commune before the history begins."""
    at = start - timedelta(days=1)
    changes = [_team(team, at.date()) for team in crew.teams]
    staff = [each for each in crew.everybody if each is not crew.province_admin]
    changes += [_membership(each, at.date()) for each in staff]
    changes += [_in_squad(chance, crew, each, at) for each in crew.volunteers[::2]]
    book.add(crew.commune_admin, at, *changes)


def _team(team: Team, founded: date) -> Change:
    return create(
        "team",
        team.id,
        STREAM,
        name=team.name,
        kind=team.kind,
        level="commune" if team.unit_id == COMMUNE else "hamlet",
        unit_id=team.unit_id,
        founding_no=team.founding_no,
        founded_on=founded.isoformat(),
    )


def _membership(staff: Staff, since: date, *, record_id: str = "", team_id: str = "") -> Change:
    return create(
        "membership",
        record_id or staff.member_id,
        STREAM,
        team_id=team_id or staff.team_id,
        user_id=staff.user_id,
        full_name=staff.who.full_name,
        role="leader" if staff.role == "leader" and not team_id else "member",
        organisation=staff.organisation,
        from_on=since.isoformat(),
    )


def _in_squad(chance: Chance, crew: Crew, staff: Staff, at: datetime) -> Change:
    squad = crew.teams[-1]
    return _membership(staff, at.date(), record_id=chance.id_at(at), team_id=squad.id)


def plan_months(
    book: Book,
    chance: Chance,
    calendar: Calendar,
    crew: Crew,
    *,
    knocks: Sequence[Knock],
    houses: Sequence[House],
) -> None:
    """Targets and plans of this month and the last, by each leader."""
    visited = {knock.house.id for knock in knocks}
    for leader in crew.leaders:
        unvisited = [
            house.id
            for house in houses
            if house.hamlet == leader.hamlet and house.id not in visited
        ]
        for first, last in _months(calendar.today):
            at = _first_morning(calendar, first)
            changes = [_target(chance, leader, at, (first, last), each) for each in TARGETS]
            plan = _plan(chance, crew, leader, at, (first, last), unvisited[:PLANNED_HOUSES])
            book.add(leader, at, *changes)
            book.add(leader, at + timedelta(minutes=6), plan)


def _months(today: date) -> list[tuple[date, date]]:
    """First and last day of last month and of this one."""
    first = today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return [(before, first - timedelta(days=1)), (first, after - timedelta(days=1))]


def _first_morning(calendar: Calendar, first: date) -> datetime:
    morning = datetime.combine(first, MONDAY_WORK, LOCAL_TIME)
    return min(morning, calendar.at(1, EVENING_BEFORE))


def _target(
    chance: Chance, leader: Staff, at: datetime, month: tuple[date, date], goal: tuple[str, int]
) -> Change:
    return create(
        "target",
        chance.id_at(at),
        STREAM,
        indicator=goal[0],
        unit_id=leader.unit_id,
        team_id=leader.team_id,
        period_start=month[0].isoformat(),
        period_end=month[1].isoformat(),
        value=goal[1] + chance.below(goal[1] // 6 + 1),
    )


def _plan(
    chance: Chance,
    crew: Crew,
    leader: Staff,
    at: datetime,
    month: tuple[date, date],
    household_ids: list[str],
) -> Change:
    assert leader.hamlet is not None
    members = [leader, *crew.volunteers_of(leader.hamlet)]
    return create(
        "plan",
        chance.id_at(at),
        leader.hamlet.stream,
        title=f"Kế hoạch tháng {month[0].month}: những nhà chưa đến, {leader.hamlet.name_within}",
        starts_on=month[0].isoformat(),
        ends_on=month[1].isoformat(),
        aims="Đến hết các nhà chưa đến; mỗi nhà có một người cài được e-Đồng Tháp; "
        "mỗi tuần một buổi sinh hoạt.",
        team_id=leader.team_id,
        household_ids=household_ids,
        member_ids=[member.member_id for member in members],
        partners=sorted(chance.sample(PARTNERS, 2)),
    )


def post_notices(book: Book, chance: Chance, calendar: Calendar, crew: Crew) -> None:
    for days_ago, title, body in NOTICES:
        at = calendar.at(days_ago, MONDAY_WORK)
        book.add(
            crew.commune_admin,
            at,
            create("notice", chance.id_at(at), STREAM, title=title, body=body),
        )
    for leader in crew.leaders:
        at = calendar.at(2, EVENING_BEFORE, minutes=chance.below(30))
        title, body = LEADER_NOTICE
        notice = create("notice", chance.id_at(at), leader_stream(leader), title=title, body=body)
        book.add(leader, at, notice)


def leader_stream(leader: Staff) -> str:
    assert leader.hamlet is not None
    return leader.hamlet.stream


def hand_out_tasks(
    book: Book, chance: Chance, calendar: Calendar, crew: Crew, houses: Sequence[House]
) -> None:
    for leader in crew.leaders:
        own = [house for house in houses if house.hamlet == leader.hamlet and not house.is_late]
        for number, house in enumerate(chance.sample(own, TASKS_A_HAMLET)):
            at = calendar.at(number + 2, EVENING_BEFORE, minutes=chance.below(60))
            due = calendar.today + timedelta(days=number)
            done = calendar.at(1, EVENING_BEFORE) if number == TASKS_A_HAMLET - 1 else None
            task = create(
                "task",
                chance.id_at(at),
                house.stream,
                title=chance.pick(TASKS),
                household_id=house.id,
                member_id=house.walker.member_id,
                due_on=due.isoformat(),
                done_at=local_text(done) if done else None,
            )
            book.add(leader, at, task)
