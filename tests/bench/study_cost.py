"""What a study costs beside its flights: CPU and memory a point, extrapolated, and two threads against two processes.

Every point is the same scenario under another seed, of about a millisecond of flight; how long exactly is measured by the
same scenario flown with more and with fewer replications. What a study of N points takes beyond N such flights is reading
its scenarios, and keeping books: claims, the store, folding, tables. Reading is part of a point wherever it is flown, and is
shown apart, by `--list`, which reads every point and flies none.

    .venv/bin/python tests/bench/study_cost.py [--points 50000] [--rounds 5] [--build build]

Only ratios within one run count: the machine may be busy, so what is compared is flown in turns.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCENARIO: dict[str, Any] = {
    "run": {"lasts": "45 s", "warm_up": "5 s", "replications": 1},
    "workload": {"users": {"kind": "open", "rate": "40 /s", "path": ["web"]}},
    "network": {"kind": "constant", "latency": "0.5 ms"},
    "tiers": {"web": {"replicas": 2, "service": {"kind": "exponential", "mean": "15 ms"}}},
}


def study(first: int, points: int) -> dict[str, Any]:
    return {
        "windtunnel": 1,
        "base": SCENARIO,
        "axes": {"seed": {"path": "run.seed", "from": first, "to": first + points - 1, "count": points}},
        "keep": [{"metric": "availability"}, {"metric": "latency_p99"}, {"metric": "utilisation", "tier": "web"}],
    }


class Spent:
    """What a child took."""

    def __init__(self, command: list[str | Path], folder: Path) -> None:
        began = time.monotonic()
        child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert child.stderr is not None
        told = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"{command}: exit code {child.returncode}\n{told.decode()}")
        self.cpu = usage.ru_utime + usage.ru_stime
        self.wall = time.monotonic() - began
        self.memory = usage.ru_maxrss * 1024


def flight_seconds(command: Path, folder: Path) -> float:
    """CPU of one flight, with two in the air as in the study: more replications less fewer, over their number."""
    (folder / "one.json").write_text(json.dumps({"windtunnel": 1, **SCENARIO}))
    words = [command, "run", "one.json", "--no-record", "--quiet", "--jobs", "2", "--replications"]
    few, many = 1000, 9000
    return (Spent([*words, str(many)], folder).cpu - Spent([*words, str(few)], folder).cpu) / (many - few)


def sweep(command: Path, file: str, *more: str) -> list[str | Path]:
    return [command, "sweep", file, "--quiet", "--fresh", "--out", "out", *more]


def threads_over_processes(command: Path, folder: Path, points: int, rounds: int) -> list[float]:
    """How much of two processes' pace two threads have, in turns."""
    for name, first, count in (("both", 1, points), ("left", 1, points // 2), ("right", 1 + points // 2, points // 2)):
        (folder / f"{name}.json").write_text(json.dumps(study(first, count)))
    shares = []
    for _ in range(rounds):
        began = time.monotonic()
        halves = [
            subprocess.Popen(sweep(command, f"{name}.json", "--jobs", "1"), cwd=folder, stdout=subprocess.DEVNULL)
            for name in ("left", "right")
        ]
        if any(half.wait() != 0 for half in halves):
            sys.exit("a half of the study failed")
        apart = time.monotonic() - began
        shares.append(apart / Spent(sweep(command, "both.json", "--jobs", "2"), folder).wall)
    return shares


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    options = parser.parse_args()
    command = options.build.resolve() / "windtunnel"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        few, many = options.points // 5, options.points
        for count in (few, many):
            (folder / f"of_{count}.json").write_text(json.dumps(study(1, count)))
        flights, readings, eaches, books = [], [], [], []
        for _ in range(options.rounds):
            flights.append(flight_seconds(command, folder))
            readings.append(Spent([command, "sweep", f"of_{few}.json", "--list"], folder).cpu / few)
            small = Spent(sweep(command, f"of_{few}.json", "--jobs", "2"), folder)
            large = Spent(sweep(command, f"of_{many}.json", "--jobs", "2"), folder)
            eaches.append((large.cpu - small.cpu) / (many - few))
            books.append(eaches[-1] - flights[-1] - readings[-1])
        flight, reading, each, book = map(statistics.median, (flights, readings, eaches, books))
        store = (folder / "out" / f"of_{many}" / "study.sqlite").stat().st_size
        memory = (large.memory - small.memory) / (many - few)
        million = small.memory + memory * (1e6 - few)
        print(f"flight            {flight * 1e6:8.1f} us a point")
        print(f"reading           {reading * 1e6:8.1f} us")
        told = ", ".join(f"{each * 1e6:.0f}" for each in books)
        print(f"bookkeeping       {book * 1e6:8.1f} us: {book / each:.1%} of {each * 1e6:.1f} us ({told})")
        print(f"of a point of 1 ms of flight and reading: {book / (book + 1e-3):.1%}")
        print(f"memory            {memory:8.0f} bytes a point; at {many:,} points {large.memory / 1e6:.0f} MB")
        print(f"a million points  {million / 1e9:8.2f} GB, {each * 1e6 / 3600:.2f} h of CPU, a store of {store / many * 1e6 / 1e9:.2f} GB")
        shares = threads_over_processes(command, folder, max(2000, options.points // 10), options.rounds)
        print(f"two threads       {statistics.median(shares):8.3f} of two processes ({', '.join(f'{share:.3f}' for share in shares)})")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
