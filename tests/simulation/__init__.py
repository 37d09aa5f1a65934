"""Many phones and one real server under faults, all of it from one seed.

`python -m tests.simulation` runs it; `promises.py` says what must hold when all has healed.
"""
