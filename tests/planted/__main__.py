"""`python -m tests.planted [--only WORD] [--processes P] [--list]`: plants every known mistake in
turn and tells what caught it. It ends badly where one went unseen, or where the checks fall for the
code as it is.
"""

import argparse
import sys
import time

from tests.planted.bugs import BUGS
from tests.planted.hunt import Catch, hunt, stop_inheriting

WIDTH = 100


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.planted")
    parser.add_argument("--only", default="", help="plant the bugs whose name has this word")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    bugs = [each for each in BUGS if options.only in each.id]
    if options.list:
        for each in bugs:
            print(f"{each.id}: {each.what}")
        return 0
    stop_inheriting()
    began = time.monotonic()
    planted = caught = false_alarms = 0
    for catch in hunt(bugs, processes=options.processes):
        print(_line(catch), flush=True)
        if catch.bug.patches:
            planted, caught = planted + 1, caught + catch.is_right
        else:
            false_alarms += not catch.is_right
    seconds = time.monotonic() - began
    print(f"{caught} of {planted} planted bugs caught in {seconds:.0f} s")
    return 1 if caught < planted or false_alarms or not bugs else 0


def _line(catch: Catch) -> str:
    took = f"{catch.bug.id} in {catch.seconds:.0f} s"
    if not catch.bug.patches and catch.is_right:
        return f"passed  {took}"
    if catch.by is None:
        return f"UNSEEN  {took}: {catch.error or catch.bug.what}"
    return f"{'caught' if catch.is_right else 'FELL  '}  {took}\n        by {catch.by[:WIDTH]}"


if __name__ == "__main__":
    sys.exit(main())
