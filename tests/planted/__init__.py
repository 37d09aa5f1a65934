"""Known mistakes, planted one after the other: the harness must catch each of them.

A simulator that was never shown to catch a bug proves nothing. `python -m tests.planted` runs it.
"""
