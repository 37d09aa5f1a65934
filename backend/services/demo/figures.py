"""The pilot's figures and how the demo reaches them: so much at the doors, so much at the desk, the
rest at gatherings. The figures come from the seed data; only the ways to them are decided here.
"""

import csv
from dataclasses import dataclass
from importlib.resources import files

ACCOUNTS_OPENED = 2_146
FILINGS_HELPED = 1_685


@dataclass(frozen=True, slots=True)
class Figures:
    """The pilot's five, I5 in its parts: accounts created, guidance given, filings helped."""

    installs: int
    wallets: int
    shops: int
    products: int
    accounts: int
    guided: int
    filed: int


@dataclass(frozen=True, slots=True)
class Quota:
    """What one channel contributes."""

    installs: int
    wallets: int
    accounts: int
    guided: int
    filed: int


def pilot_figures() -> dict[str, int]:
    """Indicator → the figure that the pilot reported."""
    text = (files("backend.data") / "indicators.csv").read_text(encoding="utf-8")
    return {row["code"]: int(row["pilot_figure"]) for row in csv.DictReader(text.splitlines())}


def demo_figures() -> Figures:
    pilot = pilot_figures()
    return Figures(
        installs=pilot["I1"],
        wallets=pilot["I2"],
        shops=pilot["I3"],
        products=pilot["I4"],
        accounts=ACCOUNTS_OPENED,
        guided=pilot["I5"] - ACCOUNTS_OPENED - FILINGS_HELPED,
        filed=FILINGS_HELPED,
    )


DESK = Quota(installs=203, wallets=96, accounts=420, guided=460, filed=1_120)
GATHERINGS = Quota(installs=150, wallets=130, accounts=476, guided=2_300, filed=0)


def at_the_doors(figures: Figures) -> Quota:
    """What is left for the visits."""
    return Quota(
        installs=figures.installs - DESK.installs - GATHERINGS.installs,
        wallets=figures.wallets - DESK.wallets - GATHERINGS.wallets,
        accounts=figures.accounts - DESK.accounts - GATHERINGS.accounts,
        guided=figures.guided - DESK.guided - GATHERINGS.guided,
        filed=figures.filed - DESK.filed - GATHERINGS.filed,
    )
