"""Models in Python: a file that declares some is a plug-in, named in a scenario's `plugins` or by `--plugin`.

A model is a class below one of the bases here, or a function under one of the decorators. Nothing registers itself: when
the file is loaded its models are those that it defines. A fresh object is made for each run, by the class without
arguments, after its fields were set; what it keeps in itself is gone with the run. docs/plugins.md is the guide.

A run is a function of the scenario, the seed and the version. So a model may use what it is given (`rng` for luck,
`now_ns` for time) and nothing else: no clock, no `random`, nothing that outlives the run. The first replication is flown
twice, and a model whose answers differ is an error that names the first one that does.
"""

from __future__ import annotations

import hashlib
import inspect
import re
import sys
import traceback
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast

from windtunnel import _core
from windtunnel.field import Field

KeyValues = _core.KeyValues
Luck = _core.Luck
Operation = _core.Operation
Out = _core.Out
Question = _core.Question
ReplicaView = _core.ReplicaView
Reply = _core.Reply
Sampler = _core.Sampler
Up = _core.Up


class Model:
    """What all models have: a name, a meaning, where it comes from, what it leaves out."""

    kind: ClassVar[str] = ""
    name: ClassVar[str] = ""
    """What `kind` says in a scenario; the class's name in small letters when empty."""
    meaning: ClassVar[str] = ""
    """One sentence; the first line of the class's text when empty."""
    source: ClassVar[str] = ""
    leaves_out: ClassVar[str] = ""


_M = TypeVar("_M", bound=Model)


class Policy(Model):
    """A load-balancing policy: which of the replicas that are up takes a request?

    There is one object for each balancer of a run: for all callers of a tier, or for those of a region or zone, as the
    scenario's `prefer` says.
    """

    kind = "load_balancing"

    def pick(self, up: Up, question: Question, rng: Luck) -> int | None:
        """The index into `up` of the replica that takes the request; None only when nobody is up."""
        raise NotImplementedError

    def sent(self, replica: int, now_ns: int) -> None:
        """A request was sent there. Define it only when it is needed: who does not is not called."""

    def finished(self, replica: int, now_ns: int, latency_ns: int, ok: bool) -> None:
        """A request that was sent there has ended. Define it only when it is needed."""

    def members_changed(self, up: Up) -> None:
        """The run begins, or somebody joined, left, or is believed dead or alive again."""


class Workload(Model):
    """An open source of requests: when does each one come?

    Whom they ask, from where, how long they wait and how often they try again the scenario says, as of any workload.
    """

    kind = "workload"

    def next(self, previous_ns: int, number: int, rng: Luck) -> int | None:
        """When request `number` comes, in nanoseconds from the start of the run, given when the one before did.

        None when no more come. `rng` is the request's own stream: the n-th draw is the same whatever the others were.
        """
        raise NotImplementedError

    def per_second(self) -> float:
        """What comes a second on the average. Define it where it is known: the run's cost is estimated by it."""
        raise NotImplementedError


class Failure(Model):
    """A source of faults: when does each unit fail next, and for how long?

    A unit is what fails together: a replica, or all of a zone, as `together` says, of the scenario's `target`. What the
    fault does stands in the attributes below; each may be a field.
    """

    kind = "failure"
    down: ClassVar[bool] = True
    """Its process is dead; else it goes on working, at `speed`."""
    silent: ClassVar[bool] = False
    """Down without a word: packets vanish; else connections are refused."""
    speed: ClassVar[float] = 1.0
    """Factor of its cores' speed while the fault lasts."""
    together: ClassVar[str] = "replica"
    """What fails as one: "replica", "rack", "zone", "region", or "all" of the target."""

    def next(self, unit: int, now_ns: int, rng: Luck) -> tuple[int, int] | None:
        """The unit's next failure: nanoseconds from now until it strikes, and how long it lasts; None: never again.

        Asked when the run begins and whenever the last failure has healed. `rng` is the unit's own stream.
        """
        raise NotImplementedError


class Protocol(Model):
    """A protocol core: one member of those that keep a store's data together. Messages in, effects out.

    It owns no clock, socket, disk or dice: everything it wants done it writes into `out`, and the driver carries it out in
    one order (persist, send, arm, apply, reply). Beside its fields it has `me` (which member it is, from 0), `members` (how
    many there are), `round_trip_ns` (between the two that are farthest apart) and `sync_ns` (a write to stable storage).
    A crash leaves a fresh object, which is given what was persisted and nothing else.
    """

    kind = "replication"
    operations: ClassVar[tuple[str, ...]] = ("read", "write")
    """What clients may ask of it: names of `Operation.kind`."""
    timers: ClassVar[tuple[str, ...]] = ()
    """The names of its timers."""
    promises: ClassVar[tuple[str, ...]] = ()
    """What `windtunnel conform` holds it to: orders_by_log, applies_once, linearizable, converges."""
    asks_for_reads: ClassVar[str] = "nearest"
    """Whom clients ask first: the "nearest" member, or whoever led last as far as they know: the "leader"."""
    asks_for_writes: ClassVar[str] = "nearest"

    me: int
    members: int
    round_trip_ns: int
    sync_ns: int

    def start(self, out: Out) -> None:
        """The first time."""
        raise NotImplementedError

    def restart(self, stable: dict[Any, Any], out: Out) -> None:
        """After a crash, called on a fresh object with all that was persisted."""
        raise NotImplementedError

    def on_message(self, sender: int, message: Any, out: Out) -> None:
        raise NotImplementedError

    def on_timer(self, timer: str, out: Out) -> None:
        """A timer of `timers` that was armed has fired."""
        raise NotImplementedError

    def on_command(self, operation: Operation, out: Out) -> None:
        """A client asks this member; it answers once, or not at all."""
        raise NotImplementedError

    def contents(self) -> Iterable[tuple[int, int, int | None]]:
        """What it holds: (key, version, value) of every key, for checkers."""
        raise NotImplementedError

    def probe(self) -> tuple[bool, int, int]:
        """Whether it believes to lead, its term, and how many commands it knows to be decided: for checkers, and for faults
        that strike the leader. Define it where there is one."""
        return (False, 0, 0)

    def words(self) -> str:
        """Its state, for people: "candidate, term 3"."""
        return type(self).__name__

    def bytes_of(self, message: Any) -> int:
        """What a message weighs on the wire; what a compact encoding would take where it is not defined."""
        raise NotImplementedError

    @staticmethod
    def words_of(message: Any) -> str:
        """A message, for people."""
        return repr(message)

    @classmethod
    def refuses(cls, members: int) -> str:
        """What is expected instead of so many members, such as "3 members or more"; "" when nothing is wrong."""
        return ""


def workload(
    *, name: str = "", source: str = "", leaves_out: str = "", **fields: Any
) -> Callable[[Callable[..., Iterator[int]]], type[Workload]]:
    """A workload from a generator `arrivals(rng, **fields)` that yields the times of requests, in nanoseconds."""

    def made(function: Callable[..., Iterator[int]]) -> type[Workload]:
        def next_(self: Any, previous_ns: int, number: int, rng: Luck) -> Any:
            if number == 0:
                self._arrivals = function(_Lasting(self), **self._values)
            self._rng = rng
            return next(self._arrivals, None)

        return _class_of(function, Workload, {"next": next_}, fields, name, source, leaves_out)

    return made


def failure(
    *,
    name: str = "",
    source: str = "",
    leaves_out: str = "",
    down: bool = True,
    silent: bool = False,
    speed: float = 1.0,
    together: str = "replica",
    **fields: Any,
) -> Callable[[Callable[..., Iterator[tuple[int, int]]]], type[Failure]]:
    """A failure source from a generator `failures(unit, rng, **fields)` that yields (after_ns, lasts_ns), one for each unit."""

    def made(function: Callable[..., Iterator[tuple[int, int]]]) -> type[Failure]:
        def init(self: Any) -> None:
            self._failures = {}

        def next_(self: Any, unit: int, now_ns: int, rng: Luck) -> Any:
            self._rng = rng
            if unit not in self._failures:
                self._failures[unit] = function(unit, _Lasting(self), **self._values)
            return next(self._failures[unit], None)

        effect = {"down": down, "silent": silent, "speed": speed, "together": together}
        return _class_of(function, Failure, {"__init__": init, "next": next_, **effect}, fields, name, source, leaves_out)

    return made


class _Lasting:
    """The luck of a generator, which lives longer than a call: whatever was lent for the present one."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model._rng, name)


def policy(*, name: str = "", source: str = "", leaves_out: str = "", **fields: Any) -> Callable[[Callable[..., Any]], type[Policy]]:
    """A policy from a function `pick(up, question, rng, **fields)`; its text's first line is the meaning."""

    def made(function: Callable[..., Any]) -> type[Policy]:
        def pick(self: Any, up: Up, question: Question, rng: Luck) -> Any:
            return function(up, question, rng, **self._values)

        return _class_of(function, Policy, {"pick": pick}, fields, name, source, leaves_out)

    return made


# ---- loading


@dataclass(frozen=True)
class _DeclaredField:
    name: str
    type: str
    meaning: str
    default: str
    at_least: str
    at_most: str
    more_than: str
    one_of: list[str]


@dataclass(frozen=True)
class _Declared:
    kind: str
    name: str
    meaning: str
    source: str
    leaves_out: str
    fields: list[_DeclaredField]
    cls: type[Model]
    traits: dict[str, Any]


class PluginError(ValueError):
    """A model that is declared in a way that nobody can use."""

    wrong_declaration = True


# What a class of each kind has to define, and what it may: who does not define it is not called.
_HAS_TO: dict[type[Model], tuple[str, ...]] = {
    Policy: ("pick",),
    Workload: ("next",),
    Failure: ("next",),
    Protocol: ("start", "restart", "on_message", "on_timer", "on_command", "contents"),
}
_MAY: dict[type[Model], tuple[str, ...]] = {
    Policy: ("sent", "finished", "members_changed"),
    Workload: ("per_second",),
    Failure: (),
    Protocol: ("probe", "bytes_of", "refuses"),
}
_PROMISES = ("orders_by_log", "applies_once", "linearizable", "converges")
_ASKS = ("nearest", "leader")


def _load(file: str, source: bytes) -> list[_Declared]:
    """The models that a file declares, in its order. Raises whatever the file raises, and PluginError."""
    digest = hashlib.sha256(file.encode() + b"\0" + source).hexdigest()[:12]
    module = types.ModuleType(f"windtunnel_plugin_{Path(file).stem}_{digest}")
    module.__file__ = file
    code = compile(source, file, "exec", dont_inherit=True)
    # Where pickle and dataclasses look for it.
    sys.modules[module.__name__] = module
    before = set(sys.modules)
    try:
        exec(code, module.__dict__)
    except BaseException:
        del sys.modules[module.__name__]
        raise
    _refuse_neighbours(Path(file), before)
    found: dict[int, type[Model]] = {}
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Model) and value.__module__ == module.__name__:
            found.setdefault(id(value), value)
    return [_declared(each) for each in found.values() if not each.__dict__.get("abstract", False)]


def _refuse_neighbours(file: Path, before: set[str]) -> None:
    """A plug-in is one file: what it imports has to be installed, for no hash covers a neighbour."""
    for name in set(sys.modules) - before:
        origin = getattr(sys.modules[name], "__file__", None)
        if origin and Path(origin).parent == file.parent:
            raise PluginError(
                f"it imports {name} from {Path(origin).name} beside it, which is no part of its hash: put both into one file, "
                "or install the other"
            )


def _declared(cls: type[Model]) -> _Declared:
    base = next((each for each in _HAS_TO if issubclass(cls, each)), None)
    if base is None:
        known = ", ".join(each.__name__ for each in _HAS_TO)
        raise PluginError(f"{cls.__name__} is below Model, expected below one of: {known}")
    for method in _HAS_TO[base]:
        if not _defines(cls, base, method) and not (method == "on_timer" and not cls.__dict__.get("timers")):
            raise PluginError(f"{cls.__name__} has no {method}(), which every {base.__name__} has to have")
    text = inspect.cleandoc(cls.__doc__ or "") if cls.__doc__ is not base.__doc__ else ""
    meaning = cls.meaning or text.partition("\n")[0]
    if not meaning:
        raise PluginError(f"{cls.__name__} says no meaning: expected a sentence, as the first line of its text or in `meaning`")
    fields = [
        _DeclaredField(
            name, each.type, each.meaning, each.default, each.at_least, each.at_most, each.more_than, list(each.one_of)
        )
        for name, each in _fields(cls).items()
    ]
    traits: dict[str, Any] = {name: _defines(cls, base, name) for name in _MAY[base]}
    if issubclass(cls, Protocol):
        traits.update(_protocol_traits(cls))
    return _Declared(
        cls.kind, cls.name or _snake(cls.__name__), meaning, cls.source, cls.leaves_out, fields, cls, traits
    )


def _defines(cls: type[Model], base: type[Model], method: str) -> bool:
    for each in cls.__mro__:
        if method in vars(each):
            return each is not base
    return False


def _protocol_traits(cls: type[Protocol]) -> dict[str, Any]:
    said = {
        "operations": list(cls.operations),
        "timers": list(cls.timers),
        "promises": list(cls.promises),
        "asks_for_reads": cls.asks_for_reads,
        "asks_for_writes": cls.asks_for_writes,
    }
    known = {
        "operations": _core.operation_kinds(),
        "promises": _PROMISES,
        "asks_for_reads": _ASKS,
        "asks_for_writes": _ASKS,
    }
    for name, allowed in known.items():
        for value in said[name] if isinstance(said[name], list) else [said[name]]:
            if value not in allowed:
                near = _core.nearest(str(value), list(allowed))
                hint = f"; did you mean {near}?" if near else ""
                raise PluginError(f"{cls.__name__}: {name} has {value!r}, expected of: {', '.join(allowed)}{hint}")
    if not said["operations"]:
        raise PluginError(f"{cls.__name__}: operations is empty, expected what clients may ask of it")
    return said


def _words_of(cls: type[Protocol], message: Any) -> str:
    return str(cls.words_of(message))


def _fields(cls: type[Model]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for each in reversed(cls.__mro__):
        found.update({name: value for name, value in vars(each).items() if isinstance(value, Field)})
    return found


def _make(cls: type[Any], values: dict[str, Any]) -> Any:
    """A fresh model: its fields are there when its __init__ runs."""
    model: Any = object.__new__(cls)
    for name, value in values.items():
        setattr(model, name, value)
    model._values = values
    model.__init__()
    return model


def _class_of(
    function: Callable[..., Any],
    base: type[_M],
    methods: dict[str, Any],
    fields: dict[str, Any],
    name: str,
    source: str,
    leaves_out: str,
) -> type[_M]:
    for field_name, each in fields.items():
        if not isinstance(each, Field):
            raise PluginError(f"{function.__name__}: {field_name} is {each!r}, expected a field: field.whole(...)")
    body = {
        "__doc__": function.__doc__,
        "__module__": function.__module__,
        "name": name or function.__name__,
        "source": source,
        "leaves_out": leaves_out,
        **fields,
        **methods,
    }
    return cast("type[_M]", type(function.__name__, (base,), body))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _told(error: BaseException) -> str:
    """An error as Python prints it, without the frames of this package that led to the plug-in."""
    frames = traceback.TracebackException.from_exception(error, capture_locals=False)
    own = str(Path(__file__).parent)
    while frames.stack and frames.stack[0].filename.startswith(own):
        del frames.stack[0]
    return "".join(frames.format()).rstrip("\n")
