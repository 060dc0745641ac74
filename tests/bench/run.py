"""Measures ours against ns-3, SimGrid and SimPy: the same work, the same draws, in turn, on one core (`make bench`).

A rate alone says little on a shared machine, so what counts are ratios within one run. Each round runs every program
of a row once, one after the other, each in a process of its own, pinned to one core; the table shows medians over the
rounds. Floors and goals are the ratios in docs/performance.md. A row within 10% of its floor counts as met when its
instruction count is in its band (instructions.py).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Row:
    """One line of the table: what to run and how it is judged.

    `floor` and `goal` are ratios over `judge` (a peer), or, where that is None, absolute figures of ours. `statistic`
    is how far the programs' statistics may lie apart, as a share: lengths differ where a peer is very slow.
    """

    name: str
    unit: str
    peers: tuple[str, ...]
    judge: str | None = None
    floor: float | None = None
    goal: float | None = None
    statistic: float = 0.01
    counter: str = "items_per_second"
    scenario: str | None = None
    peer_row: str | None = None


# The floors are those of the project's performance page; the goals are its goals over the same peer on its machine.
ROWS = (
    Row("hold/100", "M events/s", ("ns3", "simgrid", "simpy"), "ns3", 2.3, 3.0, 0.02),
    Row("hold/10000", "M events/s", ("ns3", "simgrid", "simpy"), "ns3", 2.0, 3.3, 0.02),
    Row("hold/1000000", "M events/s", ("ns3",), "ns3", 2.0, 3.6),
    Row("timeouts/100", "M events/s", ("ns3", "simgrid"), "ns3", 4.2, 5.0),
    Row("timeouts/10000", "M events/s", ("ns3", "simgrid"), "ns3", 4.9, 7.3),
    Row("hold/constant", "M events/s", ("ns3",), "ns3", 2.0),
    Row("hold/uniform", "M events/s", ("ns3",), "ns3", 2.0),
    Row("hold/bimodal", "M events/s", ("ns3",), "ns3", 2.0),
    Row("hold/pareto", "M events/s", ("ns3",), "ns3", 2.0),
    Row("hold/ties", "M events/s", ("ns3",), "ns3", 2.0),
    Row("coroutines/100", "M events/s", ()),
    Row("coroutines/10000", "M events/s", ()),
    Row("mm16", "M customers/s", ("ns3", "simgrid", "simpy"), "ns3", 2.3, 3.1, 0.15),
    Row("rpc", "M requests/s", ("ns3", "simgrid", "simpy"), None, 6.0, 7.5, 0.02),
    # The floor of shared links is that of the scenario file; the goals are what a hand-written solver reached.
    Row("flows/light", "M requests/s", ("simgrid",), "simgrid", 5.0, 15.0, 0.02),
    Row("flows/heavy", "M requests/s", ("simgrid",), "simgrid", 5.0, 8.0, 0.02),
    Row("sharing/1", "M executions/s", ("simgrid",), statistic=0.03),
    Row("sharing/100", "M executions/s", ("simgrid",), "simgrid", 10.0, None, 0.03),
    Row("sharing/1000", "M executions/s", ("simgrid",), "simgrid", 100.0, 300.0, 0.03),
    # A fat tree with k = 32, 8,192 hosts: wired with its routing tables, and routes between random hosts.
    Row("topology_wire", "milliseconds", (), None, 2000.0, 500.0, counter="milliseconds"),
    Row("topology_routes", "M routes/s", ()),
    # Five replicas in one region, 64 closed-loop clients, with batches and without.
    Row("raft/batched", "M commits/s", (), None, 0.2, 0.5),
    Row("raft/unbatched", "M commits/s", (), None, 0.06, 0.2),
    # A million operations judged linearizable: with the simulator's versions as witness, and by search alone.
    Row("check_history/versions", "M operations/s", (), None, 0.3, 1.0),
    Row("check_history/search", "M operations/s", ()),
    Row("memory", "bytes/node", ("ns3", "simgrid"), None, 512.0, 250.0, counter="bytes_per_node"),
    # As scenario files, with observations, histograms and audits on: the whole command is timed, start to answer.
    Row("mm16 as a scenario", "M customers/s", ("ns3",), "ns3", 0.6, 1.6, 0.15, scenario="mm16.json", peer_row="mm16"),
    Row("rpc on simgrid", "M requests/s", ("simgrid",), "simgrid", 2.0, None, 0.15, scenario="rpc_simgrid.json", peer_row="rpc_actors"),
    Row("rpc as a scenario", "M requests/s", ("simgrid",), "simgrid", 7.0, 14.7, 0.15, scenario="rpc.json", peer_row="rpc"),
    Row("flows as a scenario", "M requests/s", ("simgrid",), "simgrid", 5.0, 12.0, 0.15, scenario="rpc_flow.json", peer_row="flows/light"),
    Row("sharing as a scenario", "M executions/s", ("simgrid",), "simgrid", 100.0, None, 0.03, scenario="sharing.json", peer_row="sharing/1000"),
)


@dataclass
class Samples:
    rates: list[float] = field(default_factory=list)
    statistics: list[float] = field(default_factory=list)


class Programs:
    """Runs one row of one program once: (rate or bytes, statistic), or None where the program is not there."""

    def __init__(self, build: Path, scale: float) -> None:
        self.build = build
        self.folder = build / "tests" / "bench"
        self.scale = scale
        self.cpu = max(os.sched_getaffinity(0))
        self.environment = dict(os.environ, WINDTUNNEL_BENCH_SCALE=str(scale), LC_ALL="C")

    def pinned(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        pin = lambda: os.sched_setaffinity(0, {self.cpu})  # noqa: E731
        return subprocess.run(
            command, text=True, capture_output=True, preexec_fn=pin, env=self.environment, timeout=600
        )

    def native(self, program: str, row: Row, name: str) -> tuple[float, float] | None:
        path = self.folder / f"bench_{program}"
        if not path.exists():
            return None
        found = self.pinned(
            [str(path), f"--benchmark_filter=^{re.escape(name)}/iterations", "--benchmark_format=json"]
        )
        if found.returncode != 0 or not found.stdout.strip():
            sys.exit(f"bench_{program} {name} failed:\n{found.stderr[-2000:]}")
        benchmarks = json.loads(found.stdout)["benchmarks"]
        return benchmarks[0][row.counter], benchmarks[0].get("statistic", float("nan"))

    def simpy(self, row: Row, name: str) -> tuple[float, float] | None:
        script = ROOT / "tests" / "bench" / "peers" / "simpy_bench.py"
        python = ROOT / ".venv" / "bin" / "python"
        command = [str(python if python.exists() else sys.executable), str(script), name]
        found = self.pinned([*command, str(self.folder / "bench_draws"), str(self.scale)])
        if found.returncode != 0:
            return None if "No module named 'simpy'" in found.stderr else sys.exit(found.stderr[-2000:])
        answer = json.loads(found.stdout)
        return answer["items_per_second"], answer["statistic"]

    def scenario(self, row: Row) -> tuple[float, float] | None:
        """A scenario file through the command: requests over processor time, start-up and answer included."""
        command, path = self.build / "windtunnel", ROOT / "scenarios" / "bench" / str(row.scenario)
        if not command.exists() or not path.exists():
            return None
        results = self.build / "bench_results"
        before = os.times()
        found = self.pinned([str(command), "run", str(path), "--json", "--jobs", "1", "--out", str(results)])
        after = os.times()
        shutil.rmtree(results, ignore_errors=True)
        spent = after.children_user - before.children_user + after.children_system - before.children_system
        if found.returncode not in (0, 1, 3):
            print(f"{row.name}: the command ended with {found.returncode}: {found.stderr[-300:]}", file=sys.stderr)
            return None
        return json.loads(found.stdout)["requests"] / spent, float("nan")

    def run(self, program: str, row: Row) -> tuple[float, float] | None:
        name = row.peer_row or row.name
        if program == "ours":
            return self.scenario(row) if row.scenario else self.native("windtunnel", row, row.name)
        return self.simpy(row, name) if program == "simpy" else self.native(program, row, name)


def build_everything(build: Path) -> None:
    """Installs what is missing, configures and builds; a target that this machine cannot have is left out."""
    subprocess.run(["sh", str(ROOT / "cmake" / "setup.sh"), "build", "python", "bench"], check=False)
    configure = ["cmake", "-S", str(ROOT), "-B", str(build), "-G", "Ninja", "-DWINDTUNNEL_BENCH=ON"]
    if not (build / "build.ninja").exists():
        configure += ["-DWINDTUNNEL_TESTS=OFF", "-DWINDTUNNEL_PYTHON=OFF"]
    subprocess.run(configure, check=True, stdout=subprocess.DEVNULL)
    wanted = ["bench_windtunnel", "bench_draws", "bench_ns3", "bench_simgrid", "windtunnel", "windtunnel-simgrid"]
    known = subprocess.run(
        ["ninja", "-C", str(build), "-t", "targets", "all"], check=True, text=True, capture_output=True
    ).stdout
    targets = [target for target in wanted if re.search(rf"^{target}: phony", known, re.MULTILINE)]
    subprocess.run(["cmake", "--build", str(build), "--target", *targets], check=True, stdout=subprocess.DEVNULL)


def verdict(row: Row, ours: float, judged: float | None) -> tuple[str, str, str]:
    """(ratio, what was asked, is it met) as the table prints them."""
    if row.judge is not None and judged is None:
        return "", f">= {row.floor:g} x {row.judge}", f"unknown: no {row.judge} here"
    if row.floor is None:
        return "", "", ""
    less_is_more = row.counter != "items_per_second"
    if row.judge is None:
        value = ours if less_is_more else ours / 1e6
        asked = f"{'<=' if less_is_more else '>='} {row.floor:g} {row.unit}"
    else:
        assert judged is not None
        value = ours / judged
        asked = f">= {row.floor:g} x {row.judge}"
    reach: Callable[[float], float] = (lambda target: target / value) if less_is_more else (lambda target: value / target)
    if row.goal is not None and reach(row.goal) >= 1.0:
        met = "goal"
    elif reach(row.floor) >= 1.0:
        met = "floor" if row.goal is None else f"floor; goal {row.goal:g} at {reach(row.goal):.0%}"
    elif reach(row.floor) >= 0.9:
        met = f"within 10% ({reach(row.floor):.0%})"
    else:
        met = f"NO ({reach(row.floor):.0%} of the floor)"
    return (f"{value:.2f}" if row.judge else ""), asked, met


def shown(row: Row, value: float | None) -> str:
    if value is None:
        return "-"
    if row.counter != "items_per_second":
        return f"{value:.0f}"
    return f"{value / 1e6:.2f}" if value >= 1e4 else f"{value / 1e6:.4f}"


def print_table(rows: list[Row], samples: dict[tuple[str, str], Samples]) -> bool:
    """Prints the table; true when no floor was missed by more than 10% and all statistics agree."""
    head = f"{'row':22} {'unit':15} {'ours':>8} {'ns-3':>8} {'SimGrid':>8} {'SimPy':>8} {'ratio':>7}  {'floor':20} met"
    print(head)
    print("-" * len(head))
    fine = True
    for row in rows:
        medians = {
            program: statistics.median(samples[program, row.name].rates)
            for program in ("ours", "ns3", "simgrid", "simpy")
            if samples[program, row.name].rates
        }
        if "ours" not in medians:
            print(f"{row.name:22} {row.unit:15} {'-':>8}   not built yet")
            continue
        ratio, asked, met = verdict(row, medians["ours"], medians.get(row.judge or ""))
        fine &= not met.startswith("NO")
        cells = " ".join(f"{shown(row, medians.get(program)):>8}" for program in ("ours", "ns3", "simgrid", "simpy"))
        print(f"{row.name:22} {row.unit:15} {cells} {ratio:>7}  {asked:20} {met}")
        fine &= statistics_agree(row, samples)
    return fine


def statistics_agree(row: Row, samples: dict[tuple[str, str], Samples]) -> bool:
    """The same work must end with the same statistic; SimPy's hold statistic is per event."""
    if row.scenario is not None or row.counter != "items_per_second":
        return True
    ours = samples["ours", row.name].statistics[0]
    for peer in row.peers:
        theirs = samples[peer, row.name].statistics
        if not theirs or (peer == "simpy" and row.name.startswith("hold")):
            continue
        if abs(theirs[0] / ours - 1.0) > row.statistic:
            print(f"  {row.name}: NOT THE SAME WORK: statistic {ours:.6g} here, {theirs[0]:.6g} on {peer}")
            return False
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build-bench", help="build folder (default: build-bench)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, each running every program once (default: 5)")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is full length; 0.1 for a quick look")
    parser.add_argument("--rows", default="", help="only rows whose name matches this regular expression")
    parser.add_argument("--out", help="write all samples as JSON to this file")
    options = parser.parse_args()
    build = (ROOT / options.build).resolve()
    build_everything(build)
    programs = Programs(build, options.scale)
    rows = [row for row in ROWS if re.search(options.rows, row.name)]
    samples = {(program, row.name): Samples() for program in ("ours", "ns3", "simgrid", "simpy") for row in rows}
    for number in range(options.rounds):
        for row in rows:
            print(f"\rround {number + 1} of {options.rounds}: {row.name:20}", end="", file=sys.stderr, flush=True)
            for program in ("ours", *row.peers):
                found = programs.run(program, row)
                if found is not None:
                    samples[program, row.name].rates.append(found[0])
                    samples[program, row.name].statistics.append(found[1])
    print("\r" + " " * 50 + "\r", end="", file=sys.stderr)
    print(f"medians of {options.rounds} interleaved rounds, one core, rates by processor time\n")
    fine = print_table(rows, samples)
    if options.out:
        table = {f"{program} {row}": vars(found) for (program, row), found in samples.items() if found.rates}
        Path(options.out).write_text(json.dumps(table, indent=1) + "\n")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
