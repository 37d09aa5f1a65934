"""What is raised where a promise did not hold."""


class BrokenPromise(AssertionError):
    """`promise` is its name, P1 to P14."""

    def __init__(self, promise: str, what: str) -> None:
        super().__init__(f"{promise}: {what}")
        self.promise = promise


def hold(is_so: object, promise: str, what: str) -> None:
    if not is_so:
        raise BrokenPromise(promise, what)
