"""Tells the whole demo from a seed and a day: who there is and everything that they recorded.

Pure but for the seed data it reads: the same seed and day give the same story on every machine.
"""

from dataclasses import dataclass
from datetime import date

from backend.services.demo.book import Book
from backend.services.demo.calendar import Calendar
from backend.services.demo.chance import Chance
from backend.services.demo.desk import keep_the_log
from backend.services.demo.disputes import disagree
from backend.services.demo.doors import record_visits
from backend.services.demo.figures import DESK, GATHERINGS, at_the_doors, demo_figures
from backend.services.demo.gatherings import hold_gatherings
from backend.services.demo.guidance import spread_guidance
from backend.services.demo.houses import House, list_households, settle
from backend.services.demo.office import found_teams, hand_out_tasks, plan_months, post_notices
from backend.services.demo.staff import Crew, hire_crew
from backend.services.demo.visits import knock_on_doors


@dataclass(frozen=True, slots=True)
class Story:
    """`book` holds the acts of everybody in `crew`; `chance` gives what is drawn on sending."""

    crew: Crew
    calendar: Calendar
    houses: list[House]
    book: Book
    chance: Chance


def cast(seed: int, today: date) -> Crew:
    """Only who there is."""
    return hire_crew(_chance(seed).child("crew"), Calendar(today).start)


def _chance(seed: int) -> Chance:
    return Chance(f"tungnha-demo/{seed}")


def tell_story(seed: int, today: date) -> Story:
    chance = _chance(seed)
    calendar = Calendar(today)
    start = calendar.start
    crew = cast(seed, today)
    houses = settle(chance.child("houses"), crew, start)
    knocks = knock_on_doors(chance.child("visits"), calendar, crew.volunteers, houses)
    visited = {knock.house.id for knock in knocks}
    for house in houses:
        house.is_late = house.is_late and house.id in visited
    figures = demo_figures()
    quota = at_the_doors(figures)
    installed = spread_guidance(chance.child("guidance"), knocks, figures, quota)
    book = Book()
    found_teams(book, chance.child("teams"), crew, start)
    list_households(book, crew, houses, start)
    record_visits(book, chance.child("doors"), knocks)
    log_chance = chance.child("desk")
    keep_the_log(book, log_chance, calendar, crew.clerk, houses, DESK, installed=installed)
    hold_gatherings(book, chance.child("gatherings"), calendar, crew, GATHERINGS)
    plan_months(book, chance.child("plans"), calendar, crew, knocks=knocks, houses=houses)
    post_notices(book, chance.child("notices"), calendar, crew)
    hand_out_tasks(book, chance.child("tasks"), calendar, crew, houses)
    disagree(book, chance.child("disputes"), calendar, crew, houses=houses, knocks=knocks)
    return Story(crew, calendar, houses, book, chance.child("sending"))
