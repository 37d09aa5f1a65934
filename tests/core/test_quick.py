"""What is made quickly is otherwise the dataclass that it was."""

from dataclasses import dataclass, field, replace

from backend.core.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Point:
    """With each kind of field."""

    x: int
    tags: list[str] = field(default_factory=list)
    name: str = "here"
    double: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "double", self.x * 2)


def test_defaults_and_what_is_worked_out_afterwards_are_there() -> None:
    assert (Point(2), Point(2).double) == (Point(2, [], "here"), 4)
    assert Point(1).tags is not Point(1).tags


def test_it_can_be_replaced_and_compared() -> None:
    moved = replace(Point(2, ["a"]), x=3)
    assert (moved, moved.double) == (Point(3, ["a"]), 6)
    assert moved != Point(2, ["a"])
