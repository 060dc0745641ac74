"""Replications of a study as orders that anything can carry: another process, a machine without a shared disk.

    orders = study.orders(store="study.sqlite")
    with ProcessPoolExecutor() as pool:
        ...                                # submit fly_order(order.task) for each of orders.take(8), and
        orders.report(order, future.result())   # hand back what came, until orders.finished
    result = orders.finish()               # byte for byte what study.run() says

An order's `task` and the report that `fly_order` answers are bytes: the resolved scenario with its tables and seed, and
what the replications saw. `take` hands out what nobody has flown and the store has not kept; it gives nothing while all
there is, is in the air. Whatever was reported is in the store before the process that drives is asked again, so that may
be killed at any moment, and so may those that fly: `lose` hands an order out again.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from windtunnel import _core
from windtunnel.problems import StoreError
from windtunnel.runs import _count

if TYPE_CHECKING:
    from windtunnel.studies import Study, StudyProgress, StudyResult

_mine = threading.local()


def fly_order(task: bytes) -> bytes:
    """Carries an order out and answers the report on it: what an executor calls, wherever it is.

    It never raises for what is wrong with an order (one of another version of windtunnel): the report says so, and
    `StudyOrders.report` raises where the study is driven. Ctrl-C raises KeyboardInterrupt.
    """
    if not hasattr(_mine, "pilot"):
        _mine.pilot = _core.OrderPilot(_core.Catalog(""))
    report: bytes = _mine.pilot.carry_out(task)
    return report


@dataclass(frozen=True)
class Order:
    """Some replications of one point, to be flown by whoever gets them; can be pickled."""

    id: str  # "<point>.<first>+<count>.<key>": the same in every process that drives the study
    task: bytes


class StudyOrders:
    """A study whose replications others fly. Made by `Study.orders`; used by one thread at a time."""

    def __init__(self, study: Study, raw: _core.StudyOrders, store: _core.Store | None, asked: tuple[str, int | None]) -> None:
        self.study = study
        self._raw = raw
        self._store = store
        self._asked = asked

    def take(self, most: int, replications: int = 1) -> list[Order]:
        """Up to `most` new orders of at most so many replications each.

        Fewer, or none, when all there is to fly is in the air, here or at another process that shares the store.
        """
        self._look_at_the_store()
        taken = self._raw.take(_count("most", most, 1), _count("replications", replications, 1))
        return [Order(name, task) for name, task in taken]

    def report(self, order: Order | str, report: bytes) -> None:
        """Takes what `fly_order` answered. Raises RuntimeError when it can not be used; the order is then open again."""
        why = self._raw.report(_id(order), report)
        if why:
            raise RuntimeError(f"order {_id(order)}: {why}")

    def lose(self, order: Order | str) -> None:
        """Whoever had the order is gone: it is handed out again."""
        self._raw.lose(_id(order))

    @property
    def finished(self) -> bool:
        """Whether every point is done."""
        return self._raw.finished

    @property
    def in_the_air(self) -> int:
        """How many orders were taken, and neither reported nor lost."""
        return self._raw.in_the_air

    @property
    def progress(self) -> StudyProgress:
        return self._raw.progress

    def finish(self) -> StudyResult:
        """What came of it, at the end or so far: what was reported is in the store. Nothing is taken after that.

        Raises BrokenPromise, with the result as its attribute `result`, when a replication broke a promise.
        """
        from windtunnel.study_results import finished_result

        raw = self._raw.finish()
        if self._store is not None:
            self._store.close()
            self._store = None
        return finished_result(self.study, raw, *self._asked)

    def _look_at_the_store(self) -> None:
        if self._store is not None and self._store.trouble:
            raise StoreError(self._store.trouble)


def open_store(file: str | os.PathLike[str], fresh: bool = False) -> _core.Store:
    """The store in a file, which is made when it is not there. Raises StoreError with what is wrong with it."""
    store, problem = _core.open_store(os.fspath(file), fresh)
    if store is None:
        raise StoreError(problem)
    return store


def _id(order: Order | str) -> str:
    return order if isinstance(order, str) else order.id

