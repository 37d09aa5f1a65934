"""Plants a bug in a function: its source is changed, compiled again and put in the old one's place.

The function object stays, so that every module that imported it by name runs the bug too. A patch
whose text no longer stands in the source exactly once is an error: the bug must be planted anew.
"""

import importlib
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType

from tests.simulation.node import PWA


class DoesNotFit(Exception):
    """The code has changed under the patch."""


@dataclass(frozen=True, slots=True)
class Patch:
    """In `function` (module:qualified.name) `old` becomes `new`."""

    function: str
    old: str
    new: str

    def check(self) -> tuple[object, FunctionType, str]:
        """The module, the function and its source as changed. Raises DoesNotFit."""
        module_name, _, path = self.function.partition(":")
        module = importlib.import_module(module_name)
        function = _find(module, path)
        source = textwrap.dedent(inspect.getsource(function))
        if source.count(self.old) != 1:
            raise DoesNotFit(f"{self.function}: {self.old!r} stands there not once")
        return module, function, source.replace(self.old, self.new)

    def apply(self) -> None:
        module, function, source = self.check()
        scope: dict[str, object] = {}
        code = compile(source, self.function, "exec")
        exec(code, vars(module), scope)
        changed = inspect.unwrap(_as_function(scope[function.__name__]))
        assert isinstance(changed, FunctionType)
        function.__code__ = changed.__code__
        function.__defaults__ = changed.__defaults__
        function.__kwdefaults__ = changed.__kwdefaults__


@dataclass(frozen=True, slots=True)
class Constant:
    """A module's name gets another value, in that module alone."""

    name: str
    value: object

    def check(self) -> tuple[object, str]:
        module_name, _, name = self.name.partition(":")
        module = importlib.import_module(module_name)
        if not hasattr(module, name):
            raise DoesNotFit(f"{self.name} is not there")
        return module, name

    def apply(self) -> None:
        setattr(*self.check(), self.value)


@dataclass(frozen=True, slots=True)
class SourcePatch:
    """In a file of the app (a path within pwa) `old` becomes `new` where worlds run it."""

    file: str
    old: str
    new: str

    def check(self) -> None:
        source = (PWA / self.file).read_text(encoding="utf-8")
        if source.count(self.old) != 1:
            raise DoesNotFit(f"{self.file}: {self.old!r} stands there not once")

    def apply(self) -> None:
        """Only looks: it is planted where the app is bundled."""
        self.check()


def _find(module: object, path: str) -> FunctionType:
    found: object = module
    for part in path.split("."):
        if not hasattr(found, part):
            raise DoesNotFit(f"{path} is not in {module}")
        found = getattr(found, part)
    function = inspect.unwrap(_as_function(found))
    assert isinstance(function, FunctionType)
    return function


def _as_function(value: object) -> Callable[..., object]:
    assert callable(value)
    return value


@dataclass(frozen=True, slots=True)
class Bug:
    """`tests` are pytest's names of what must fail; without any, simulated worlds must. Without
    patches it is the code as it is, which must pass. `is_in_app`: in worlds of real phones."""

    id: str
    what: str
    patches: tuple[Patch | Constant | SourcePatch, ...]
    tests: tuple[str, ...] = ()
    is_in_app: bool = False

    def plant(self) -> None:
        for patch in self.patches:
            patch.apply()


def bug(name: str, what: str, *patches: Patch | Constant, tests: str | tuple[str, ...] = ()) -> Bug:
    return Bug(name, what, patches, (tests,) if isinstance(tests, str) else tests)


def app_bug(name: str, what: str, *patches: SourcePatch, test: str | None = None) -> Bug:
    return Bug(name, what, patches, () if test is None else (test,), is_in_app=True)
