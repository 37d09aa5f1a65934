"""The `tungnha` command."""


def main() -> None:
    raise SystemExit("Not written yet.")
