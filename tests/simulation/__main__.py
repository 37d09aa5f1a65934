"""`python -m tests.simulation [--changes N] [--postgres N] [--seed S] [--processes P]
[--real-phones N] [--quick] [--campaign [--first N]] [--world SEED]`.

A world that breaks a promise is named with the command that repeats it. A campaign goes on after
one, and tells each as it falls; docs/promises.md says how to run one.
"""

import argparse
import sys
import time
from collections import Counter

from tests.simulation.campaign import POSTGRES_SEED, Campaign, Report, run_alone, run_campaign
from tests.simulation.world import Plan

DEFAULT_CHANGES = 100_000
DEFAULT_ON_POSTGRES = 12_000
QUICK_CHANGES = 4_000
REAL_PHONES = 1
"""Of the fifteen phones of a world; they cost ten times what the others do."""


def main() -> int:
    options = _read_options()
    plan = Plan(changes=options.world_changes, real_phones=options.real_phones)
    if options.world:
        return _tell([run_alone(options.world, plan)], plan)
    campaign = Campaign(
        options.seed,
        QUICK_CHANGES if options.quick else options.changes,
        on_postgres=0 if options.quick else options.postgres,
        processes=options.processes,
        first=options.first,
        plan=plan,
    )
    reports: list[Report] = []
    began = time.monotonic()
    for report in run_campaign(campaign):
        reports.append(report)
        _show_progress(reports, campaign.changes, time.monotonic() - began)
        if report.broken and not options.campaign:
            break
        if report.broken:
            print(f"\n{report.seed}: {report.broken.splitlines()[0]}", flush=True)
    print(file=sys.stderr)
    return _tell(reports, plan)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--changes", type=int, default=DEFAULT_CHANGES)
    parser.add_argument("--postgres", type=int, default=DEFAULT_ON_POSTGRES, help="of the changes")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_CHANGES} changes")
    parser.add_argument("--campaign", action="store_true", help="go on after a world that fell")
    parser.add_argument("--first", type=int, default=0, help="the number of the first world")
    parser.add_argument("--world", help="the seed of one world")
    parser.add_argument("--real-phones", type=int, default=REAL_PHONES, help="of a world's phones")
    parser.add_argument("--world-changes", type=int, default=Plan().changes)
    return parser.parse_args()


def _show_progress(reports: list[Report], changes: int, seconds: float) -> None:
    done = sum(report.changes for report in reports)
    rate = done / max(seconds, 0.001)
    print(f"\r{done:,} of {changes:,} changes, {rate:,.0f} a second", end="", file=sys.stderr)


def _tell(reports: list[Report], plan: Plan) -> int:
    faults: Counter[str] = Counter()
    acts: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    for report in reports:
        faults += report.faults
        acts += report.acts
        statuses += report.statuses
    changes = sum(report.changes for report in reports)
    requests = sum(report.requests for report in reports)
    on_postgres = [report for report in reports if report.seed.startswith(POSTGRES_SEED)]
    print(f"{len(reports)} worlds, {changes:,} changes, {requests:,} requests")
    print(f"{sum(each.changes for each in on_postgres):,} of the changes on PostgreSQL")
    print(f"{faults.total():,} faults: {_listed(faults)}")
    print(f"recorded: {_listed(acts)}")
    print(f"answered: {_listed(statuses)}")
    broken = [report for report in reports if report.broken]
    for report in broken:
        print(f"\nworld {report.seed} broke {report.broken}")
        again = f"--world {report.seed} --world-changes {plan.changes}"
        again += f" --real-phones {plan.real_phones}"
        print(f"repeat it: python -m tests.simulation {again}")
    print("every promise held" if not broken else f"{len(broken)} world(s) broke a promise")
    return 1 if broken else 0


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.most_common())


if __name__ == "__main__":
    sys.exit(main())
