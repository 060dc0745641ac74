"""`python -m windtunnel`: the command in a process that has Python, which `windtunnel` becomes where it needs one.

The command itself is native and needs none. What draws (rerun of a figure) or hands work to other machines (sweep by an
executor) does, and so do models in Python; texts, files and exit codes are the command's own (docs/exit_codes.md).
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import windtunnel
from windtunnel import _core

FINE, DIFFERS, WRONG_INPUT, COULD_NOT_RUN, BROKEN_PROMISE, INTERRUPTED = 0, 1, 2, 5, 6, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and answers its exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if not _is_ours(words):
        # Until something flies Ctrl-C ends the process, as it ends the native one; then the command listens itself.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        return _core.command(["windtunnel", *words])
    parser = argparse.ArgumentParser(prog="windtunnel", description="The commands of windtunnel that need Python.")
    parser.add_argument("--version", action="version", version=windtunnel.__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    _describe_rerun(commands.add_parser("rerun", help="make a figure again and compare what it shows"))
    _describe_sweep(commands.add_parser("sweep", help="fly a study by an executor"))
    _describe_export(commands.add_parser("export", help="write the tables of a run as Parquet"))
    options = parser.parse_args(words)
    what = options.file
    try:
        return {"rerun": _rerun, "sweep": _sweep, "export": _export}[options.command](options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except windtunnel.ScenarioError as error:
        print(error, file=sys.stderr)
        return WRONG_INPUT
    except (ValueError, LookupError) as error:
        print(f"windtunnel: {what}: {error.args[0] if error.args else error}", file=sys.stderr)
        return WRONG_INPUT
    except (OSError, ImportError) as error:
        print(f"windtunnel: {what}: {error}", file=sys.stderr)
        return COULD_NOT_RUN


# ---- rerun


def _describe_rerun(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="a .png, .svg or .json that windtunnel.plot saved")
    parser.add_argument("--jobs", type=_whole, help="threads")
    parser.add_argument("--save", metavar="FILE", help="where to keep the figure made again")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")


def _is_ours(words: Sequence[str]) -> bool:
    """Whether it is about a picture, goes to an executor, or becomes Parquet; all else the command does itself."""
    if words[:1] == ["rerun"]:
        return not any(os.path.isdir(word) for word in words[1:])
    if words[:1] == ["export"]:
        return "--format=parquet" in words or ("--format", "parquet") in zip(words, words[1:], strict=False)
    return words[:1] == ["sweep"] and any(word.partition("=")[0] == "--executor" for word in words)


def _rerun(options: argparse.Namespace) -> int:
    import matplotlib

    matplotlib.use("agg")
    from windtunnel import plot
    from windtunnel.rerun import rerun

    found = rerun(options.file, jobs=options.jobs, progress=False if options.quiet else None)
    for each in found:
        print(each)
    if options.save:
        plot.save(found[0].picture, options.save)
    return FINE if all(each.same for each in found) else DIFFERS


# ---- sweep


def _describe_sweep(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="the study")
    parser.add_argument("--executor", required=True, metavar="URL", help="who flies: processes://4, dask://HOST:PORT, ...")
    parser.add_argument("--catalog", metavar="DIR")
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
    parser.add_argument("--points", default="", metavar="AXIS=VALUE,...")
    parser.add_argument("--replications", type=_whole, metavar="N")
    parser.add_argument("--budget", type=_seconds, metavar="TIME")
    parser.add_argument("--out", default="results", metavar="DIR")
    parser.add_argument("--store", metavar="FILE")
    for flag in ("--no-record", "--fresh", "--retry-failed", "--json", "--quiet"):
        parser.add_argument(flag, action="store_true")


def _sweep(options: argparse.Namespace) -> int:
    from windtunnel.executors import WorkerError

    study = windtunnel.load_study(options.file, sets=options.set, catalog=options.catalog)
    asked: dict[str, Any] = {"executor": options.executor, "replications": options.replications, "points": options.points}
    if not options.no_record:
        store = options.store or Path(options.out) / study.name / "study.sqlite"
        asked.update(store=store, fresh=options.fresh, retry_failed=options.retry_failed)
    trouble: BaseException | None = None
    try:
        result = study.run(budget=options.budget, progress=False if options.quiet else None, **asked)
    except (KeyboardInterrupt, windtunnel.BrokenPromise, WorkerError, OSError) as error:
        if getattr(error, "result", None) is None:
            raise
        # What was done is printed and kept whatever ended the flight.
        result, trouble = error.result, error  # type: ignore[union-attr]
    print(result.summary_json if options.json else result, end="\n" if options.json else "", flush=True)
    if not options.no_record and (result.points["state"] != "not flown").any():
        place = result.save(options.out)
        if not options.quiet:
            print(f"kept in {place}", file=sys.stderr)
    if isinstance(trouble, (WorkerError, OSError)):
        print(f"windtunnel: {options.file}: {trouble}", file=sys.stderr)
        return COULD_NOT_RUN
    return BROKEN_PROMISE if isinstance(trouble, windtunnel.BrokenPromise) else result.exit_code


# ---- export


def _describe_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="a folder that windtunnel run left")
    parser.add_argument("--format", required=True, choices=["parquet"])
    parser.add_argument("-o", "--out", required=True, metavar="DIR")


def _export(options: argparse.Namespace) -> int:
    from windtunnel.parquet import export_parquet

    export_parquet(options.file, options.out)
    return FINE


# ---- values of options


def _whole(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"found {text}, expected a whole number of at least 1")
    return int(text)


_UNITS = {"ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]+)", text.strip())
    if found is None or found[2] not in _UNITS or float(found[1]) <= 0:
        raise argparse.ArgumentTypeError(f"found {text}, expected a time, such as 6min")
    return float(found[1]) * _UNITS[found[2]]


if __name__ == "__main__":
    sys.exit(main())
