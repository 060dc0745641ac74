"""`pip install .` into a fresh environment gives module and command that work outside of a checkout.

It compiles everything once more, which takes minutes, so it belongs to `make test-long` (the mark `long`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

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
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(ROOT)]
    # The build folder is the environment's own, so that no earlier build is seen and none is left behind.
    made = subprocess.run([*pip, "-C", f"build-dir={folder}/build"], capture_output=True, text=True)
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
