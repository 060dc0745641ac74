"""Where the CPU of a study goes, by samples of one run: flights, reading scenarios, and the books.

The share of the books in one process is steadier on a busy machine than the difference of two processes (study_cost.py). Each
sample is counted by the functions on its stack; it needs `perf` (Debian: linux-perf) and the right to use it.

    .venv/bin/python tests/bench/study_samples.py [--points 50000] [--build build]
"""

from __future__ import annotations

import argparse
import collections
import json
import subprocess
import tempfile
from pathlib import Path

from study_cost import ROOT, study, sweep

# The first that stands on a sample's stack is what it is of; all others are of the books.
KINDS = (
    ("flight", ("fly_replication", "RunFacts::~RunFacts")),
    ("look at the first points", ("sketch_points",)),
    ("reading", ("open_point", "Loaded::~Loaded", "Plan::~Plan")),
)


def kind_of(stack: str) -> str:
    return next((kind for kind, names in KINDS if any(name in stack for name in names)), "books")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=50_000)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "study.json").write_text(json.dumps(study(1, options.points)))
        record = ["perf", "record", "-e", "cpu-clock", "-F", "49", "--call-graph", "dwarf,16384", "-o", "samples"]
        command = sweep(options.build.resolve() / "windtunnel", "study.json", "--jobs", "2")
        subprocess.run([*record, *command], cwd=folder, check=True, capture_output=True)
        script = ["perf", "script", "-i", "samples", "-F", "comm,ip,sym"]
        told = subprocess.run(script, cwd=folder, check=True, capture_output=True, text=True).stdout
    kinds = collections.Counter(kind_of(stack) for stack in told.split("\n\n") if stack.strip())
    for kind, count in kinds.most_common():
        print(f"{kind:26} {count / kinds.total():6.1%}")


if __name__ == "__main__":
    main()
