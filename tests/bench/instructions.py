"""Guards the kernel's speed by counting instructions: what must not grow is counted, not timed.

Each row of bench_windtunnel runs twice under callgrind, at two lengths; the difference over the extra items is the
number of instructions per item, free of start-up. It is compared with the band in instructions.json (+-5%), which
holds for one compiler; with another compiler or without valgrind the check says that it was skipped. A row that got
cheaper leaves the band too: write the new counts down with --accept and say why in the commit.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BAND_FILE = Path(__file__).with_name("instructions.json")
BAND = 0.05

# The items of each row at full length, as in rows.hpp.
ROWS = {
    "hold/100": 10_000_000,
    "hold/10000": 10_000_000,
    "timeouts/100": 5_000_000,
    "timeouts/10000": 5_000_000,
    "coroutines/100": 10_000_000,
    "mm16": 5_000_000,
    "rpc": 2_000_000,
    "sharing/1000": 2_000_000,
}
# Long enough for the larger queues to leave their first, unusual, lap behind.
SHORT, LONG = 0.04, 0.08


def compiler(build: Path) -> str:
    """Name and major version, such as GNU 12: counts are compared under the same one only."""
    for path in sorted((build / "CMakeFiles").glob("*/CMakeCXXCompiler.cmake")):
        text = path.read_text()
        name = re.search(r'CMAKE_CXX_COMPILER_ID "(\w+)"', text)
        version = re.search(r'CMAKE_CXX_COMPILER_VERSION "(\d+)', text)
        if name and version:
            return f"{name[1]} {version[1]}"
    return "unknown"


def count(program: Path, row: str, scale: float) -> int:
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    command += [str(program), f"--benchmark_filter=^{re.escape(row)}/iterations"]
    environment = dict(os.environ, WINDTUNNEL_BENCH_SCALE=str(scale), LC_ALL="C")
    found = subprocess.run(command, check=True, text=True, capture_output=True, env=environment)
    collected = re.search(r"Collected : (\d+)", found.stderr)
    if collected is None:
        sys.exit(f"callgrind said nothing about {row}:\n{found.stderr[-1000:]}")
    return int(collected[1])


def per_item(program: Path, row: str) -> float:
    items = round(ROWS[row] * LONG) - round(ROWS[row] * SHORT)
    return (count(program, row, LONG) - count(program, row, SHORT)) / items


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build-bench", help="a release build folder with -DWINDTUNNEL_BENCH=ON")
    parser.add_argument("--accept", action="store_true", help="write the counts down as the new band")
    options = parser.parse_args()
    build = (ROOT / options.build).resolve()
    if shutil.which("valgrind") is None:
        print("instructions: skipped, there is no valgrind here (apt-get install valgrind)")
        return 0
    configure = ["cmake", "-S", str(ROOT), "-B", str(build), "-G", "Ninja", "-DWINDTUNNEL_BENCH=ON"]
    configure += ["-DWINDTUNNEL_TESTS=OFF", "-DWINDTUNNEL_PYTHON=OFF", "-DCMAKE_BUILD_TYPE=Release"]
    if not (build / "build.ninja").exists():
        subprocess.run(configure, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", str(build), "--target", "bench_windtunnel"], check=True, stdout=subprocess.DEVNULL)
    band = json.loads(BAND_FILE.read_text())
    middles: dict[str, float] = band["instructions"]
    here = compiler(build)
    if here != band["compiler"] and not options.accept:
        print(f"instructions: skipped, the band is for {band['compiler']} and this build is by {here}")
        return 0
    program = build / "tests" / "bench" / "bench_windtunnel"
    counts, fine = {}, True
    print(f"{'row':18} {'per item':>9} {'band':>17}")
    for row in ROWS:
        counts[row] = round(per_item(program, row), 1)
        middle = middles.get(row)
        within = middle is not None and abs(counts[row] / middle - 1.0) <= BAND
        fine &= within
        limits = f"{middle * (1 - BAND):.0f} to {middle * (1 + BAND):.0f}" if middle else "none yet"
        print(f"{row:18} {counts[row]:9.1f} {limits:>17}{'' if within else '  OUTSIDE'}", flush=True)
    if options.accept:
        BAND_FILE.write_text(json.dumps({"compiler": here, "instructions": counts}, indent=2) + "\n")
        return 0
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
