"""Many phones and one real server under faults, all of it from one seed.

Most phones follow the contract to the letter (`phone.py`); some are the app itself, its store and
exchange in Node (`reality.py`). `python -m tests.simulation` runs it; `promises.py` says what must
hold when all has healed.
"""
