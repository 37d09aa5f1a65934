"""Changes bytes as accidents and attackers do, by a seed."""

from random import Random

TOKENS = (
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e400",
    b"9223372036854775808",
    b"NaN",
    b'""',
    b'"\\ud800"',
    b'"\\u0000"',
    b"\xff",
    b"\x00",
    b"\xef\xbb\xbf",
    b'"0198aaaa-0000-7000-8000-000000000000"',
    b"[[[[[[[[[[[[[[[[[[[[",
    '"Nguyễn"'.encode(),
)


class Mutator:
    """`mutate` gives the bytes with one to four changes in them."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self._ways = (self._flip, self._cut, self._double, self._insert, self._replace, self._swap)

    def mutate(self, body: bytes) -> bytes:
        for _ in range(1 + self._chance.randrange(4)):
            body = self._chance.choice(self._ways)(body)
        return body

    def _span(self, body: bytes) -> tuple[int, int]:
        start = self._chance.randrange(len(body) + 1)
        return start, min(len(body), start + 1 + self._chance.randrange(12))

    def _flip(self, body: bytes) -> bytes:
        if not body:
            return body
        at = self._chance.randrange(len(body))
        return body[:at] + bytes([body[at] ^ 1 << self._chance.randrange(8)]) + body[at + 1 :]

    def _cut(self, body: bytes) -> bytes:
        start, end = self._span(body)
        return body[:start] + body[end:]

    def _double(self, body: bytes) -> bytes:
        start, end = self._span(body)
        return body[:end] + body[start:end] + body[end:]

    def _insert(self, body: bytes) -> bytes:
        start, _ = self._span(body)
        return body[:start] + self._chance.choice(TOKENS) + body[start:]

    def _replace(self, body: bytes) -> bytes:
        """A whole value between two marks of JSON becomes another."""
        marks = [at for at, each in enumerate(body) if each in b":,[]{}"]
        if len(marks) < 2:
            return body
        index = self._chance.randrange(len(marks) - 1)
        return body[: marks[index] + 1] + self._chance.choice(TOKENS) + body[marks[index + 1] :]

    def _swap(self, body: bytes) -> bytes:
        start, end = self._span(body)
        other, last = self._span(body)
        if end > other:
            return body
        return body[:start] + body[other:last] + body[end:other] + body[start:end] + body[last:]
