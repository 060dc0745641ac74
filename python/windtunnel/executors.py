"""Flying a study elsewhere: its replications as orders of bytes, carried out by whatever `concurrent.futures` reaches.

An executor needs no study file, no shared disk and no state: an order holds all there is to know, and its report comes
back as bytes (sim/study/study_orders.hpp). What comes back is taken in the order of its index, so the answer has the same
bytes as that of one process, whoever flew what and however often a worker died. Threads in this process remain the default
and the quickest; an executor is for what they can not do: other machines, and engines that want a process of their own.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from windtunnel import _core
from windtunnel.extras import needed
from windtunnel.orders import fly_order
from windtunnel.problems import unknown

SCHEMES = ("threads", "processes", "dask", "mpi", "slurm", "ray")
SECONDS_PER_ORDER = 1.0  # long enough that sending costs nothing, short enough that little is lost with a worker
_SLICE_S = 0.25
_TRIES = 4  # of one order, before the study is given up


def carry_out(order: bytes) -> tuple[bytes, float]:
    """Flies an order on whatever machine this runs: the report, and the seconds it took. What an executor is given."""
    began = time.perf_counter()
    report = fly_order(order)
    return report, time.perf_counter() - began


class WorkerError(RuntimeError):
    """A worker could not carry an order out, however often it was asked; `__cause__` has its own traceback."""


@dataclass
class Elsewhere:
    """An executor, how many orders it works on at once, and what to close when all is done."""

    executor: Executor
    width: Callable[[], int]
    close: Callable[[], None] = lambda: None
    again: Callable[[], Executor] | None = None  # makes another one when this one broke


def elsewhere(asked: Executor | str) -> Elsewhere:
    """An executor that somebody brings along, or one by its URL (docs/studies.md); ValueError for no URL of ours."""
    if not isinstance(asked, str):
        if not hasattr(asked, "submit"):
            raise TypeError(f"executor: found {type(asked).__name__}, expected a concurrent.futures.Executor or a URL")
        workers = int(getattr(asked, "_max_workers", 0) or os.cpu_count() or 1)
        return Elsewhere(asked, lambda: workers)
    url = urlsplit(asked if "://" in asked else f"{asked}://")
    if url.scheme not in SCHEMES:
        raise ValueError(unknown("kind of executor", url.scheme or asked, list(SCHEMES)).args[0])
    return {"threads": _threads, "processes": _processes, "dask": _dask, "mpi": _mpi, "slurm": _slurm, "ray": _ray}[url.scheme](url)


def _workers(url: Any, otherwise: int) -> int:
    if not url.netloc:
        return otherwise
    if not url.netloc.isdigit() or int(url.netloc) < 1:
        raise ValueError(f"executor {url.geturl()}: found {url.netloc}, expected a number of workers, such as {url.scheme}://4")
    return int(url.netloc)


def _threads(url: Any) -> Elsewhere:
    workers = _workers(url, os.cpu_count() or 1)
    pool = ThreadPoolExecutor(workers)
    return Elsewhere(pool, lambda: workers, lambda: pool.shutdown(cancel_futures=True))


def _processes(url: Any) -> Elsewhere:
    import multiprocessing

    workers = _workers(url, os.cpu_count() or 1)
    pools: list[ProcessPoolExecutor] = []

    def make() -> Executor:
        # Spawned: a fork of a process with threads of ours would wait for locks that nobody holds.
        pools.append(ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_ignore_interrupts))
        return pools[-1]

    def close() -> None:
        for pool in pools:
            pool.shutdown(cancel_futures=True)

    return Elsewhere(make(), lambda: workers, close, make)


def _ignore_interrupts() -> None:
    # Ctrl-C reaches every process of a terminal; the one that asked decides what is kept.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _dask(url: Any) -> Elsewhere:
    if not url.netloc:
        raise ValueError("executor dask://: expected the scheduler's address, such as dask://localhost:8786")
    client = needed("distributed").Client(f"tcp://{url.netloc}", timeout="15s", set_as_default=False)
    return _of_client(client, client.close)


def _of_client(client: Any, close: Callable[[], None]) -> Elsewhere:
    # A task whose worker died goes to another by itself; one that took several with it comes back as KilledWorker.
    executor = client.get_executor(pure=False)

    def width() -> int:
        return max(1, int(sum(client.nthreads().values())))

    return Elsewhere(executor, width, close)


def _mpi(url: Any) -> Elsewhere:
    futures = needed("mpi4py.futures")
    workers = _workers(url, 0)
    pool = futures.MPIPoolExecutor(max_workers=workers or None)
    pool.bootup(wait=True)
    return Elsewhere(pool, lambda: int(pool.num_workers) or 1, pool.shutdown)


def _slurm(url: Any) -> Elsewhere:
    asked = dict(parse_qsl(url.query, keep_blank_values=True))
    known = {"jobs": "1", "cores": "1", "memory": "2 GB", "walltime": "01:00:00", "account": "", "processes": ""}
    for name in asked:
        if name not in known:
            raise ValueError(f"executor {url.geturl()}: {unknown('option', name, list(known)).args[0]}")
    known.update(asked)
    options = {"cores": int(known["cores"]), "memory": known["memory"], "walltime": known["walltime"]}
    # One process a core: a flight takes a core, and what an engine breaks is its own process.
    options["processes"] = int(known["processes"] or known["cores"])
    for name, value in (("queue", url.netloc), ("account", known["account"])):
        if value:
            options[name] = value
    cluster = needed("dask_jobqueue").SLURMCluster(**options)
    cluster.scale(jobs=int(known["jobs"]))
    client = needed("distributed").Client(cluster, set_as_default=False)

    def close() -> None:
        client.close()
        cluster.close()

    return _of_client(client, close)


class _Ray(Executor):
    """Ray's tasks as futures."""

    def __init__(self, address: str) -> None:
        self._ray = needed("ray")
        self._ray.init(address=address or None, ignore_reinit_error=True, log_to_driver=False)
        self._remote: dict[Any, Any] = {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if fn not in self._remote:
            self._remote[fn] = self._ray.remote(fn)
        future: Future[Any] = self._remote[fn].remote(*args, **kwargs).future()
        return future

    def width(self) -> int:
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._ray.shutdown()


def _ray(url: Any) -> Elsewhere:
    executor = _Ray(f"ray://{url.netloc}" if url.netloc else "")
    return Elsewhere(executor, executor.width, executor.shutdown)


# ---- the flight


class _Flight:
    """Orders in the air: handed out while workers are free, taken in as they land, handed out again where they are lost."""

    def __init__(self, orders: _core.StudyOrders, place: Elsewhere) -> None:
        self._orders = orders
        self._place = place
        self._air: dict[Future[tuple[bytes, float]], str] = {}  # the order's id
        self._tries: dict[str, int] = {}
        self._size = 1  # replications in an order
        self._broken = 0

    def hand_out(self) -> None:
        # One more than there are workers for each, so that none waits for the way here and back.
        free = 2 * self._place.width() - len(self._air)
        if free <= 0:
            return
        orders = self._orders.take(free, self._size)
        for place, (name, order) in enumerate(orders):
            try:
                self._air[self._place.executor.submit(carry_out, order)] = name
            except BrokenProcessPool as error:  # a process died between two looks at what has landed
                for other, _ in orders[place + 1 :]:
                    self._orders.lose(other)
                self._lost(name, error)
                return

    def take_in(self) -> None:
        """What has landed within a moment."""
        if not self._air:
            time.sleep(_SLICE_S / 5)  # all that is left is in the air at another process that shares the store
            return
        done, _ = wait(self._air, timeout=_SLICE_S, return_when=FIRST_COMPLETED)
        for future in done:
            if future not in self._air:
                continue  # it was in a pool that broke, and is lost with it
            name = self._air.pop(future)
            try:
                report, seconds = future.result()
            except Exception as error:
                self._lost(name, error)
                continue
            why = self._orders.report(name, report)
            if why:
                # Another version, another scenario: it would be the same however often it is asked.
                raise WorkerError(why)
            self._adapt(name, seconds)

    def end(self) -> None:
        for future in self._air:
            future.cancel()
        self._air.clear()

    def _adapt(self, name: str, seconds: float) -> None:
        count = int(name.split("+")[1].split(".")[0])
        fits = SECONDS_PER_ORDER * count / max(seconds, 1e-6)
        # At most twice as many as before: one quick point says little of the next.
        self._size = max(1, min(2 * self._size, int(fits), 1000))

    def _lost(self, name: str, error: BaseException) -> None:
        self._orders.lose(name)
        self._tries[name] = self._tries.get(name, 0) + 1
        if self._tries[name] >= _TRIES:
            raise WorkerError(f"order {name} was lost {_TRIES} times, at last by {type(error).__name__}: {error}") from error
        if isinstance(error, BrokenProcessPool) and self._place.again is not None:
            self._rebuild(error)
        elif not isinstance(error, (CancelledError, ConnectionError, OSError, BrokenProcessPool)) and not _died(error):
            raise WorkerError(f"a worker could not carry out order {name}: {type(error).__name__}: {error}") from error

    def _rebuild(self, error: BaseException) -> None:
        """A pool whose process died is broken for good: everything in it is lost, and another is made."""
        assert self._place.again is not None
        self._broken += 1
        if self._broken > 20:
            raise WorkerError(f"processes died {self._broken} times; the last: {error}") from error
        for name in self._air.values():
            self._orders.lose(name)
        self._air.clear()
        self._place.executor = self._place.again()


def _died(error: BaseException) -> bool:
    """Whether it says that a worker is gone, in the words of an executor that we need not have."""
    return type(error).__name__ in ("KilledWorker", "WorkerCrashedError", "NodeDiedError", "CommClosedError", "FutureCancelledError")


def fly_elsewhere(
    study: _core.Study,
    points: Iterable[int],
    replications: int | None,
    asked: Executor | str,
    *,
    store: _core.Store | None = None,
    retry_failed: bool = False,
    budget: float | None = None,
    report: Callable[[_core.StudyProgress], object] | None = None,
) -> _core.StudyFlown:
    """Flies the points of a study by an executor. Whatever is raised meanwhile has what was done as its attribute `result`."""
    orders = _core.StudyOrders(study, list(points), replications, store, retry_failed)
    place = elsewhere(asked)
    flight = _Flight(orders, place)
    began, told, late = time.monotonic(), 0.0, False
    try:
        while not orders.finished:
            now = time.monotonic()
            late = budget is not None and now - began > budget
            if late:
                break
            flight.hand_out()
            flight.take_in()
            if report is not None and now - told >= _SLICE_S:
                told = now
                report(orders.progress)
    except BaseException as error:
        flight.end()
        error.result = orders.finish()  # type: ignore[attr-defined]
        raise
    finally:
        flight.end()
        place.close()
    return orders.finish(late)
