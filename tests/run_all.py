"""Runs every test of the project and ends with one line that counts them: what `make test` calls after building.

ctest knows programs and pytest knows functions; a reader wants cases. So both leave their results as JUnit XML under
<build>/test_results, and this counts what stands there. A C++ program that crashed leaves no cases and counts as one
failure. One part's failure never keeps the next part from running.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def count_cases(report: Path) -> Count:
    """The cases of one JUnit file; GoogleTest writes its own dialect of it."""
    count = Count()
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            count.failed += 1
        elif case.find("skipped") is not None or case.get("result") == "skipped":
            count.skipped += 1
        elif case.get("status") not in ("notrun", "disabled"):
            count.passed += 1
    return count


def crashed_programs(ctest_report: Path, cases: Count) -> int:
    """Programs that ctest saw fail although none of their cases says so."""
    if not ctest_report.exists():
        return 1
    failed = sum(
        case.get("status") == "fail" or case.find("failure") is not None
        for case in ElementTree.parse(ctest_report).getroot().iter("testcase")
    )
    return failed if cases.failed == 0 else 0


def run_cpp(build: Path, results: Path, jobs: int, label: str) -> Count:
    environment = dict(os.environ, GTEST_OUTPUT=f"xml:{results}/cpp/", GTEST_BRIEF="1")
    ctest_report = results / "ctest.xml"
    command = ["ctest", "--test-dir", str(build), "-L", label, "-j", str(jobs), "--output-on-failure"]
    status = subprocess.run([*command, "--output-junit", str(ctest_report)], env=environment, cwd=ROOT).returncode
    cases = sum((count_cases(report) for report in (results / "cpp").glob("*.xml")), Count())
    if status != 0:
        cases.failed += crashed_programs(ctest_report, cases)
    return cases


def run_python(build: Path, results: Path) -> Count:
    environment = dict(os.environ, PYTHONPATH=str(build / "python"), WINDTUNNEL_BUILD=str(build))
    report = results / "pytest.xml"
    status = subprocess.run(
        [sys.executable, "-m", "pytest", f"--junitxml={report}"], env=environment, cwd=ROOT
    ).returncode
    cases = count_cases(report) if report.exists() else Count()
    if status not in (0, 5) and cases.failed == 0:  # 5: there was nothing to collect
        cases.failed = 1
    return cases


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--label", default="ci", help="the ctest label to run: quick, ci or long")
    options = parser.parse_args()
    build = options.build.resolve()
    results = build / "test_results"
    shutil.rmtree(results, ignore_errors=True)
    (results / "cpp").mkdir(parents=True)

    started = time.monotonic()
    cpp = run_cpp(build, results, options.jobs, options.label)
    python = run_python(build, results)
    total = cpp + python
    print(f"C++    {cpp.passed} passed, {cpp.failed} failed, {cpp.skipped} skipped")
    print(f"Python {python.passed} passed, {python.failed} failed, {python.skipped} skipped")
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped in {time.monotonic() - started:.0f} s")
    return 0 if total.failed == 0 and total.passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
