"""`pip install .`, or the wheel of `make wheel`, gives module and command that work outside of a checkout.

The first compiles everything once more, which takes minutes, so this belongs to `make test-long` (the mark `long`).
WINDTUNNEL_WHEEL names a wheel to be installed instead, of which more is asked: that it brings its libraries, and that
the first verdict is there within a minute.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHEEL = os.environ.get("WINDTUNNEL_WHEEL")

# What every Linux has from glibc 2.35 on, by auditwheel's table of manylinux: the rest stands in the wheel.
OF_THE_SYSTEM = {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "libz.so.1", "ld-linux-x86-64.so.2"}

# Run by the fresh interpreter, in an empty folder, with nothing of the checkout on its path.
PROGRAM = """
import json, windtunnel
assert "site-packages" in windtunnel.__file__, windtunnel.__file__
names = windtunnel.examples()
for name in names:
    windtunnel.load(f"example:{name}")
short = windtunnel.load("example:mm1").with_({"run.lasts": "600 s", "run.warm_up": "10 s"})
flown = windtunnel.run(short, replications=2, progress=False)
print(json.dumps({
    "version": windtunnel.__version__,
    "examples": names,
    "tables": len(windtunnel.catalog()),
    "schema": windtunnel.schema()["title"],
    "summary": flown.summary_json,
    "command": flown.command,
}))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new virtual environment with the package in it."""
    folder = tmp_path_factory.mktemp("fresh") / "env"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if WHEEL:
        pip += ["--only-binary=:all:", str(Path(WHEEL).resolve())]
    else:
        pip += [str(ROOT)]
    # The build folder is the environment's own, so that no earlier build is seen and none is left behind.
    made = subprocess.run([*pip, *([] if WHEEL else [f"--config-settings=build-dir={folder}/build"])], capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder / "bin"


def outside(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "WINDTUNNEL", "LD_"))}
    return subprocess.run(arguments, capture_output=True, text=True, cwd=folder, env=clean, timeout=300)


@pytest.mark.long
def test_module_and_command_work_outside_of_a_checkout(environment: Path, tmp_path: Path) -> None:
    program = outside([str(environment / "python"), "-c", PROGRAM], tmp_path)
    assert program.returncode == 0, program.stderr
    said = json.loads(program.stdout)
    assert said["version"] == (ROOT / "VERSION").read_text().strip()
    assert {"quickstart", "mm1"} <= set(said["examples"])
    assert said["tables"] == len(list((ROOT / "scenarios" / "catalog").rglob("*.csv")))
    assert said["schema"] == "Windtunnel scenario"

    command = str(environment / "windtunnel")
    assert outside([command, "--version"], tmp_path).stdout.strip().endswith(said["version"])
    example = outside(
        [str(environment / "python"), "-c", "import windtunnel; print(windtunnel.example_path('mm1'))"], tmp_path
    ).stdout.strip()
    sets = ["--set", "run.lasts=600 s", "--set", "run.warm_up=10 s", "--replications", "2"]
    flown = outside([command, "run", example, *sets, "--json", "--quiet", "--no-record"], tmp_path)
    assert flown.stdout == said["summary"] + "\n"


@pytest.mark.long
def test_a_new_scenario_flies_outside_of_a_checkout(environment: Path, tmp_path: Path) -> None:
    command = str(environment / "windtunnel")
    assert outside([command, "new", "shop"], tmp_path).returncode == 0
    assert outside([command, "validate", "shop/shop.json"], tmp_path).returncode == 0
    assert outside([command, "run", "shop/shop.json", "--quiet"], tmp_path).returncode in (0, 1, 3)
    assert list((tmp_path / "results" / "shop").iterdir())


@pytest.mark.long
def test_plugins_work_outside_of_a_checkout(environment: Path, tmp_path: Path) -> None:
    """In Python by the interpreter beside the command; in C++ against the headers and the library of the wheel."""
    command = str(environment / "windtunnel")
    assert outside([command, "new", "policy", "mine", "--python"], tmp_path).returncode == 0
    flown = outside([command, "run", "mine/scenario.json", "--quiet", "--no-record", "--replications", "2"], tmp_path)
    assert flown.returncode == 0, flown.stdout + flown.stderr
    assert outside([command, "new", "policy", "built", "--cpp"], tmp_path).returncode == 0
    prefix = outside([str(environment / "python"), "-m", "windtunnel.cmake"], tmp_path).stdout.strip()
    for words in (
        ["cmake", "-S", "built", "-B", "built/build", f"-DCMAKE_PREFIX_PATH={prefix}", f"-DWINDTUNNEL={command}"],
        ["cmake", "--build", "built/build"],
        ["ctest", "--test-dir", "built/build", "--output-on-failure"],
    ):
        step = outside(words, tmp_path)
        assert step.returncode == 0, step.stdout + step.stderr


@pytest.mark.long
@pytest.mark.skipif(not WHEEL, reason="WINDTUNNEL_WHEEL names no wheel of `make wheel`")
def test_the_wheel_brings_its_libraries(tmp_path: Path) -> None:
    assert WHEEL
    with zipfile.ZipFile(WHEEL) as wheel:
        wheel.extractall(tmp_path)
    files = [file for file in tmp_path.rglob("*") if file.is_file() and file.read_bytes()[:4] == b"\x7fELF"]
    there = {file.name for file in files}
    assert {"libwindtunnel.so", "windtunnel"} <= there  # the command is the program itself, and no script before it
    for file in files:
        told = subprocess.run(["readelf", "-d", str(file)], capture_output=True, text=True, check=True).stdout
        needed = set(re.findall(r"\(NEEDED\).*\[(.+)\]", told))
        assert needed and needed <= there | OF_THE_SYSTEM, f"{file.name} wants {needed - there - OF_THE_SYSTEM}"
    assert re.search(r"-manylinux_2_\d+_x86_64\.whl$", WHEEL)


@pytest.mark.long
@pytest.mark.skipif(not WHEEL, reason="WINDTUNNEL_WHEEL names no wheel of `make wheel`")
def test_the_first_verdict_comes_within_a_minute(tmp_path: Path) -> None:
    """From pip's start to the answer of the quickstart, as a gate installs it: the command without NumPy."""
    assert WHEEL
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "env")], check=True)
    wheel, bins = str(Path(WHEEL).resolve()), tmp_path / "env" / "bin"
    started = time.monotonic()
    installed = outside([str(bins / "python"), "-m", "pip", "install", "--quiet", "--no-deps", wheel], tmp_path)
    assert installed.returncode == 0, installed.stderr
    (quickstart,) = (tmp_path / "env").glob("lib/python3*/site-packages/windtunnel/scenarios/quickstart.json")
    flown = outside([str(bins / "windtunnel"), "run", str(quickstart), "--quiet", "--no-record"], tmp_path)
    seconds = time.monotonic() - started
    assert "The design holds: all 5 expectations are met." in flown.stdout
    assert seconds < 60, f"{seconds:.1f} s"
