"""Ctrl-C, errors of the progress function and other threads: a run can be stopped, and never holds Python up."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest
import windtunnel

# A run of about 400 M events: minutes, unless somebody stops it. Each replication takes a fraction of a second, so
# that some are finished by then.
PROGRAM = """
    import sys, windtunnel
    long = windtunnel.load("example:mm1").with_({"run.lasts": "100000 s"})
    print("flying", flush=True)
    try:
        windtunnel.run(long, replications=2000, progress=False)
    except KeyboardInterrupt as stopped:
        kept = stopped.run
        print("kept", kept.replications_done, kept.interrupted, len(kept.metrics) > 0, flush=True)
        sys.exit(130)
    print("landed")
"""


def interrupted(program: str) -> tuple[int, str, float]:
    """Exit code and output of a program interrupted a second after its first line, and how long it took to leave."""
    child = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(1.0)
    began = time.monotonic()
    child.send_signal(signal.SIGINT)
    rest, _ = child.communicate(timeout=60)
    return child.returncode, first + rest, time.monotonic() - began


def test_ctrl_c_stops_a_run_and_keeps_what_is_done() -> None:
    code, printed, seconds = interrupted(PROGRAM)
    assert code == 130, printed
    kept = printed.splitlines()[1].split()
    assert kept[0] == "kept" and int(kept[1]) >= 1 and kept[2:] == ["True", "True"]
    assert seconds < 5, "a slice of 50 ms, a look at the stop token, and the threads come down"


def test_ctrl_c_keeps_the_finished_points_of_a_sweep() -> None:
    code, printed, _ = interrupted("""
        import sys, windtunnel
        short = windtunnel.load("example:mm1").with_({"run.lasts": "5000 s"})
        print("flying", flush=True)
        try:
            windtunnel.sweep(short, {"run.seed": range(1000)}, progress=False)
        except KeyboardInterrupt as stopped:
            print(len(stopped.sweep) >= 1, len(stopped.sweep.runs) == len(stopped.sweep), flush=True)
            sys.exit(130)
    """)
    assert (code, printed) == (130, "flying\nTrue True\n")


def test_an_error_of_the_progress_function_stops_the_run_and_comes_back() -> None:
    class Enough(Exception):
        pass

    def complain(progress: windtunnel.Progress) -> None:
        raise Enough

    long = windtunnel.load("example:mm1").with_({"run.lasts": "100000 s"})
    began = time.monotonic()
    with pytest.raises(Enough):
        windtunnel.run(long, replications=2000, progress=complain)
    assert time.monotonic() - began < 20


def test_python_goes_on_while_a_run_flies() -> None:
    long = windtunnel.load("example:mm1").with_({"run.lasts": "400000 s"})
    done = threading.Event()
    ticks = 0

    def fly() -> None:
        windtunnel.run(long, replications=4, jobs=1, progress=False)
        done.set()

    thread = threading.Thread(target=fly)
    thread.start()
    while not done.wait(0.001):
        ticks += 1
    thread.join()
    # Were the GIL held, the loop would stand still until the landing.
    assert ticks > 20
