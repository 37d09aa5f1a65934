"""`python -m tests.planted [--only WORD] [--processes P] [--list]`: plants every known mistake in
turn and tells what caught it. It ends badly where one went unseen.
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
    unseen = 0
    for catch in hunt(bugs, processes=options.processes):
        unseen += catch.by is None
        print(_line(catch), flush=True)
    seconds = time.monotonic() - began
    print(f"{len(bugs) - unseen} of {len(bugs)} planted bugs caught in {seconds:.0f} s")
    return 1 if unseen or not bugs else 0


def _line(catch: Catch) -> str:
    if catch.by is None:
        return f"UNSEEN  {catch.bug.id}: {catch.error or catch.bug.what}"
    return f"caught  {catch.bug.id} in {catch.seconds:.0f} s\n        by {catch.by[:WIDTH]}"


if __name__ == "__main__":
    sys.exit(main())
