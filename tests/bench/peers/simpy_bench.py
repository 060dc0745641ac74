"""The same rows on SimPy, as its own documentation writes such models: one line of JSON for the row asked for.

python simpy_bench.py ROW DRAWS [SCALE], where DRAWS is the program bench_draws of the same build. Drawing is done
before the clock starts, so SimPy is not charged for it. Rows are shorter than in C++: rates and statistics are per item.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from array import array
from collections.abc import Callable, Generator, Iterator

import simpy

ROW, DRAWS = sys.argv[1], sys.argv[2]
SCALE = float(sys.argv[3]) if len(sys.argv) > 3 else 1.0


def draws(kind: str, seed: int, count: int) -> Iterator[float]:
    raw = subprocess.run([DRAWS, kind, str(seed), str(count)], check=True, capture_output=True).stdout
    return iter(array("d", raw))


def report(items: int, run: Callable[[], float]) -> None:
    began = time.process_time()
    statistic = run()
    print(json.dumps({"items_per_second": items / (time.process_time() - began), "statistic": statistic}))


def hold(pending: int) -> None:
    events = int(300_000 * SCALE)
    env = simpy.Environment()
    delays = draws("exponential", 1, events + pending)
    left = [events]
    done = env.event()

    def entity() -> Generator[simpy.Event, None, None]:
        while True:
            yield env.timeout(next(delays))
            left[0] -= 1
            if left[0] == 0:
                done.succeed()
                return

    for _ in range(pending):
        env.process(entity())

    def run() -> float:
        env.run(until=done)
        return env.now / events

    report(events, run)


def mm16() -> None:
    customers = int(200_000 * SCALE)
    env = simpy.Environment()
    times = draws("exponential", 1, 3 * customers)
    servers = simpy.Resource(env, capacity=16)
    waited = [0.0]

    def customer() -> Generator[simpy.Event, None, None]:
        came = env.now
        with servers.request() as turn:
            yield turn
            waited[0] += env.now - came
            yield env.timeout(next(times))

    def source() -> Generator[simpy.Event, None, None]:
        for _ in range(customers):
            yield env.timeout(next(times) * 0.069444444)
            env.process(customer())

    env.process(source())

    def run() -> float:
        env.run()
        return waited[0] / customers

    report(customers, run)


def rpc() -> None:
    requests = int(100_000 * SCALE)
    env = simpy.Environment()
    services = draws("exponential", 1, requests + 1_000)
    choices = draws("below16", 2, requests + 1_000)
    servers = [simpy.Resource(env, capacity=1) for _ in range(16)]
    latency = [0.0]
    replies = [0]
    done = env.event()

    def client() -> Generator[simpy.Event, None, None]:
        while True:
            began = env.now
            server = servers[int(next(choices))]
            yield env.timeout(0.250819)
            with server.request() as turn:
                yield turn
                yield env.timeout(next(services))
            yield env.timeout(0.253277)
            latency[0] += env.now - began
            replies[0] += 1
            if replies[0] == requests:
                done.succeed()
                return

    for _ in range(64):
        env.process(client())

    def run() -> float:
        env.run(until=done)
        return latency[0] / requests

    report(requests, run)


ROWS = {"hold/100": lambda: hold(100), "hold/10000": lambda: hold(10_000), "mm16": mm16, "rpc": rpc}
ROWS[ROW]()
