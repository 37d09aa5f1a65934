"""Lets `python -m backend` stand for the `tungnha` command in a checkout."""

from backend.cli import main

if __name__ == "__main__":
    main()
