"""A study flown by executors: real pools, a real Dask cluster, MPI and Slurm's script, with workers that are killed.

Whoever flies it, the answer has the bytes of the single-process run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import windtunnel
from given import SHOP, Command
from windtunnel.executors import WorkerError, carry_out, elsewhere

PACKAGE = str(Path(windtunnel.__file__).parents[1])
AROUND = {**os.environ, "PYTHONPATH": PACKAGE, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


@pytest.fixture(scope="module")
def study_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight points, of which two can not be planned; up to six replications, looked at by the width of an interval."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "shop.json").write_text(SHOP)
    study = {
        "windtunnel": 1, "title": "A small study", "base": "shop.json",
        "axes": {
            "replicas": {"path": "tiers.web.each_region.replicas", "values": [1, 2, 3, 4]},
            "dies": {"variants": {"zone": {}, "third": {"faults.zone_dies": {"kind": "crash", "target": {"replica": "web-us-central1-3"}, "at": "2 min", "lasts": "30 s"}}}},
        },
        "replications": {"until": {"metric": "latency_mean", "half_width": "0.3 ms"}, "least": 4, "most": 12},
        "keep": [{"metric": "availability", "by": ["region"]}, {"metric": "latency_mean"}],
        "compare": {"axis": "replicas", "against": 3},
    }  # fmt: skip
    file = folder / "small.json"
    file.write_text(json.dumps(study))
    return file


@pytest.fixture(scope="module")
def study(study_file: Path) -> windtunnel.Study:
    return windtunnel.load_study(study_file)


@pytest.fixture(scope="module")
def expected(study: windtunnel.Study) -> str:
    """What one process says."""
    done = study.run(jobs=1, progress=False)
    assert set(done.points["state"]) == {"flown", "failed"} and done.points["replications"].nunique() > 1
    return done.summary_json


@pytest.fixture(scope="module")
def longer(study_file: Path) -> tuple[windtunnel.Study, str]:
    """A study of some seconds, in which there is time to kill somebody, and what one process says of it."""
    made = windtunnel.load_study(study_file, changes={"run.lasts": "20 min"})
    return made, made.run(replications=10, progress=False).summary_json


def in_the_middle(act: Callable[[], None]) -> Callable[[windtunnel.StudyProgress], None]:
    """Acts once, when some points are done and others are not."""
    acted: list[bool] = []

    def watch(news: windtunnel.StudyProgress) -> None:
        if not acted and news.share > 0.15:
            acted.append(True)
            act()

    watch.acted = acted  # type: ignore[attr-defined]
    return watch


# ---- pools of this machine


@pytest.mark.parametrize("url", ["threads://2", "processes://2"])
def test_threads_and_processes_say_the_same_bytes(study: windtunnel.Study, expected: str, url: str) -> None:
    assert study.run(executor=url, progress=False).summary_json == expected


def test_an_executor_may_be_brought_along_and_is_left_open(study: windtunnel.Study, expected: str) -> None:
    with ProcessPoolExecutor(1) as pool:
        assert study.run(executor=pool, points="dies=zone", replications=2, progress=False).summary["points_flown"] == 4
        assert pool.submit(abs, -1).result() == 1


def test_a_process_that_is_killed_costs_nothing_but_time(longer: tuple[windtunnel.Study, str]) -> None:
    import multiprocessing

    def kill_one() -> None:
        worker = next(child for child in multiprocessing.active_children() if child.pid)
        os.kill(worker.pid or 0, signal.SIGKILL)

    watch = in_the_middle(kill_one)
    done = longer[0].run(executor="processes://2", replications=10, progress=watch)
    assert watch.acted, "nobody was killed"  # type: ignore[attr-defined]
    assert done.summary_json == longer[1]


def test_what_was_done_survives_an_interruption(longer: tuple[windtunnel.Study, str]) -> None:
    def stop(news: windtunnel.StudyProgress) -> None:
        if news.points_done > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        longer[0].run(executor="threads://1", replications=10, progress=stop)
    kept = caught.value.result  # type: ignore[attr-defined]
    assert isinstance(kept, windtunnel.StudyResult) and kept.interrupted
    assert kept.exit_code == 5  # two points can not be planned, which is graver than 130
    flown = kept.points[kept.points["state"] == "flown"]["point"]
    assert 0 < len(flown) < 6
    points = {row["point"]: row for row in json.loads(longer[1])["points"]}
    assert all(row == points[row["point"]] for row in kept.summary["points"] if row["state"] == "flown")


def test_time_that_is_up_is_no_interruption(longer: tuple[windtunnel.Study, str]) -> None:
    done = longer[0].run(executor="threads://1", replications=10, budget=0.01, progress=False)
    assert done.out_of_budget and not done.interrupted


class Failing(Executor):
    """One whose workers raise."""

    def __init__(self, error: Exception) -> None:
        self.error, self.asked = error, 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.asked += 1
        future: Future[Any] = Future()
        try:
            raise self.error
        except Exception as error:
            future.set_exception(error)
        return future


def test_what_a_worker_raises_keeps_its_traceback(study: windtunnel.Study) -> None:
    with pytest.raises(WorkerError, match="ZeroDivisionError: of the worker's own") as caught:
        study.run(executor=Failing(ZeroDivisionError("of the worker's own")), progress=False)
    cause = caught.value.__cause__
    assert isinstance(cause, ZeroDivisionError) and cause.__traceback__ is not None
    assert isinstance(caught.value.result, windtunnel.StudyResult)  # type: ignore[attr-defined]


def test_a_connection_that_is_lost_again_and_again_is_given_up(study: windtunnel.Study) -> None:
    gone = Failing(ConnectionResetError("gone"))
    with pytest.raises(WorkerError, match="was lost 4 times, at last by ConnectionResetError: gone"):
        study.run(executor=gone, progress=False)
    assert 4 <= gone.asked <= 200


def test_an_order_of_another_version_is_refused_in_words() -> None:
    report, seconds = carry_out(b"not an order")
    assert b"no order of a study, or one of another version" in report and seconds < 5


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("dusk://localhost:8786", 'no kind of executor "dusk"; did you mean dask'),
        ("processes://many", "expected a number of workers, such as processes://4"),
        ("dask://", "such as dask://localhost:8786"),
        ("slurm://queue?core=4", 'there is no option "core"; did you mean cores'),
    ],
)
def test_a_url_that_is_none_is_told(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        elsewhere(url)


def test_the_command_flies_by_an_executor(study_file: Path, command: Command, tmp_path: Path) -> None:
    words = ["sweep", str(study_file), "--points", "dies=zone", "--quiet", "--set", "run.lasts=3 min"]
    native = command(*words, "--out", str(tmp_path / "native"))
    flown = command(*words, "--out", str(tmp_path / "pool"), "--executor", "processes://1")
    assert (flown.returncode, flown.stderr) == (native.returncode, native.stderr) == (0, "")
    assert flown.stdout == native.stdout
    (ours,), (theirs,) = ([each for each in (tmp_path / out / "small").iterdir() if each.is_dir()] for out in ("native", "pool"))
    for name in ("summary.json", "answer.txt", "metrics.csv", "points.csv", "comparisons.csv"):
        assert (ours / name).read_bytes() == (theirs / name).read_bytes(), name
    wrong = command(*words, "--executor", "dusk://", "--no-record")
    assert wrong.returncode == 2 and "did you mean dask" in wrong.stderr


# ---- clusters


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts programs, and ends those that are still there."""
    there: list[subprocess.Popen[str]] = []

    def start(*words: str, **how: Any) -> subprocess.Popen[str]:
        there.append(subprocess.Popen(words, text=True, env=AROUND, start_new_session=True, **how))
        return there[-1]

    yield start
    for process in there:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def dask(*words: str) -> list[str]:
    return [sys.executable, "-m", "dask", *words]


def test_dask_with_a_worker_killed_in_mid_study(
    longer: tuple[windtunnel.Study, str], started: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    pytest.importorskip("distributed", reason="needs Dask: pip install 'windtunnel[dask]'")
    place = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    started(*dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(place)), **quiet)
    until = time.monotonic() + 60
    while not place.exists() and time.monotonic() < until:
        time.sleep(0.1)
    address = json.loads(place.read_text())["address"].replace("tcp://", "dask://")
    worker = dask("worker", address.replace("dask", "tcp"), "--nthreads", "1", "--no-nanny", "--no-dashboard")
    first, _ = started(*worker, **quiet), started(*worker, **quiet)

    def kill_one() -> None:
        os.killpg(first.pid, signal.SIGKILL)

    watch = in_the_middle(kill_one)
    done = longer[0].run(executor=address, replications=10, progress=watch)
    assert watch.acted and first.wait(10) == -signal.SIGKILL  # type: ignore[attr-defined]
    assert done.summary_json == longer[1]


def test_slurm_by_dask_jobqueue(study: windtunnel.Study, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slurm itself is not here; a `sbatch` that starts the job's script at once stands for it."""
    pytest.importorskip("dask_jobqueue", reason="needs dask-jobqueue: pip install 'windtunnel[slurm]'")
    kept = tmp_path / "script"
    (tmp_path / "sbatch").write_text(
        f'#!/bin/sh\ncp "$1" {kept}\nsetsid sh {kept} >{tmp_path}/out 2>&1 &\necho $! >>{tmp_path}/pids\necho "Submitted batch job 7"\n'
    )
    (tmp_path / "scancel").write_text(f'#!/bin/sh\nwhile read pid; do kill -9 -- "-$pid" 2>/dev/null; done <{tmp_path}/pids\nexit 0\n')
    for name in ("sbatch", "scancel"):
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", PACKAGE)
    monkeypatch.chdir(tmp_path)
    done = study.run(executor="slurm://short?jobs=1&cores=1&memory=1GB&walltime=00:10:00", progress=False)
    assert done.summary_json == expected
    script = kept.read_text()
    assert "#SBATCH -p short" in script and "#SBATCH -t 00:10:00" in script and "--nthreads 1" in script


def test_mpi_flies_the_same(study_file: Path, expected: str, tmp_path: Path) -> None:
    pytest.importorskip("mpi4py", reason="needs mpi4py and an MPI: pip install 'windtunnel[mpi]'")
    mpiexec = shutil.which("mpiexec", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if mpiexec is None:
        pytest.skip("needs mpiexec of an MPI: pip install mpich")
    program = f"import windtunnel; print(windtunnel.load_study({str(study_file)!r}).run(executor='mpi://', progress=False).summary_json)"
    (tmp_path / "fly.py").write_text(f"if __name__ == '__main__':\n    {program}\n")
    words = [mpiexec, "-n", "3", sys.executable, "-m", "mpi4py.futures", "fly.py"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, env=AROUND, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout == expected + "\n"


def test_ray_flies_the_same(study: windtunnel.Study, expected: str) -> None:
    pytest.importorskip("ray", reason="needs Ray: pip install 'windtunnel[ray]'")
    assert study.run(executor="ray://", progress=False).summary_json == expected
