"""Plug-ins on the command line: Python's are run by a Python that the command finds, C++'s are built outside of the tree."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from command import COMMAND, ROOT, fly, windtunnel

STICKY = "scenarios/examples/plugins/sticky.json"


def test_a_scenario_with_a_plugin_in_python_flies() -> None:
    outcome = fly(STICKY, "--replications", "1", "--set", "run.lasts=20 s", "--set", "faults=null", "--set", "expect=null")
    assert outcome.returncode == 0, outcome.stderr
    assert "sticky" in outcome.stdout or "Sessions that stay" in outcome.stdout


def test_the_native_command_and_python_answer_the_same(tmp_path: Path) -> None:
    words = ("--replications", "1", "--set", "run.lasts=12 s", "--set", "faults=null", "--set", "expect=null", "--json")
    native = fly(STICKY, *words)
    assert native.returncode == 0, native.stderr
    manifest = windtunnel("run", STICKY, *words[:-1], "--quiet", "--out", str(tmp_path))
    assert manifest.returncode == 0
    (kept,) = (tmp_path / "sticky").iterdir()
    told = json.loads((kept / "manifest.json").read_text())
    assert [(each["plugin"], each["models"]) for each in told["plugins"]] == [("sticky.py", ["load_balancing sticky"])]
    assert (kept / "summary.json").read_text() == native.stdout


def test_a_plugin_may_be_named_on_the_command_line() -> None:
    words = ("--plugin", "scenarios/examples/plugins/sticky.py")
    page = windtunnel("models", "load_balancing", "sticky", *words)
    assert "How long a key is remembered" in page.stdout and page.returncode == 0, page.stderr
    assert '"sticky"' in windtunnel("schema", *words).stdout
    assert windtunnel("validate", "scenarios/examples/mm1.json", *words).stdout == "scenarios/examples/mm1.json: fine\n"
    outcome = fly("scenarios/examples/mm1.json", "--replications", "1", "--set", "run.lasts=300 s", "--set", "run.warm_up=10 s", *words)
    assert " --plugin scenarios/examples/plugins/sticky.py" in outcome.stdout.replace("\\\n", "").replace("  ", " ")


def test_every_example_is_fine() -> None:
    files = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "scenarios/examples/plugins").glob("*.json"))
    outcome = windtunnel("validate", *files)
    assert outcome.stdout == "".join(f"{file}: fine\n" for file in files), outcome.stdout
    assert len(files) == 3


def test_a_wrong_plugin_is_a_problem_of_the_scenario(tmp_path: Path) -> None:
    (tmp_path / "shop.json").write_text((ROOT / STICKY).read_text().replace('"$schema": "../../schema.json",', ""))
    (tmp_path / "sticky.py").write_text("def pick(:\n")
    outcome = windtunnel("validate", str(tmp_path / "shop.json"))
    assert outcome.returncode == 2
    assert "WT031  plugins.0" in outcome.stdout and "SyntaxError" in outcome.stdout
    outcome = windtunnel("models", "--plugin", str(tmp_path / "nobody.py"))
    assert outcome.returncode == 2 and "which is no file" in outcome.stderr


def test_an_error_in_a_model_ends_the_run_with_its_traceback(tmp_path: Path) -> None:
    (tmp_path / "shop.json").write_text((ROOT / STICKY).read_text().replace('"$schema": "../../schema.json",', ""))
    text = (ROOT / "scenarios/examples/plugins/sticky.py").read_text()
    (tmp_path / "sticky.py").write_text(text.replace("looked_at = [", "looked_at = self.nowhere or ["))
    outcome = fly(str(tmp_path / "shop.json"))
    assert outcome.returncode == 5
    assert "AttributeError" in outcome.stdout + outcome.stderr and "sticky.py" in outcome.stdout + outcome.stderr


def test_without_a_python_the_command_says_what_it_needs(tmp_path: Path) -> None:
    environment = {**os.environ, "WINDTUNNEL_PYTHON": str(tmp_path / "no_python")}
    made = subprocess.run([COMMAND, "validate", STICKY], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert made.returncode == 2 and "WINDTUNNEL_PYTHON" in made.stdout, made.stdout + made.stderr
    assert "no Python that has the package windtunnel" in made.stdout


def test_conform_tells_what_is_kept_and_what_is_broken(tmp_path: Path) -> None:
    kept = windtunnel("conform", "scenarios/examples/plugins/sticky.py", "--schedules", "50")
    assert kept.returncode == 0 and "load_balancing sticky: keeps its promises in 50 schedules" in kept.stdout
    (tmp_path / "eager.py").write_text(
        "from windtunnel import Policy\nclass Eager(Policy):\n    'Eager.'\n"
        "    def pick(self, up, question, rng): return 2 if len(up) else None\n"
    )
    broken = windtunnel("conform", f"{tmp_path}/eager.py:eager")
    assert broken.returncode == 1
    assert "load_balancing eager: broken: NeverFails" in broken.stdout and "the shortest schedule found" in broken.stdout
    again = broken.stdout.rstrip().splitlines()[-1].partition("windtunnel ")[2].split()
    assert windtunnel(*again).stdout == broken.stdout
    wrong = windtunnel("conform", f"{tmp_path}/eager.py:aeger")
    assert wrong.returncode == 2 and "did you mean eager?" in wrong.stderr


@pytest.mark.parametrize("kind", ["policy", "protocol"])
def test_a_new_plugin_in_python_works(tmp_path: Path, kind: str) -> None:
    made = windtunnel("new", kind, "mine", "--python", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    conform = windtunnel("conform", "mine/mine.py", "--schedules", "30", folder=tmp_path)
    assert conform.returncode == 0, conform.stdout + conform.stderr
    flown = windtunnel("run", "mine/scenario.json", "--no-record", "--quiet", "--replications", "2", folder=tmp_path)
    assert flown.returncode == 0, flown.stdout + flown.stderr
    again = windtunnel("new", kind, "mine", "--python", folder=tmp_path)
    assert again.returncode == 5 and "it is there already" in again.stderr


def test_new_says_what_it_can_not_make(tmp_path: Path) -> None:
    for words, said in (
        (("new", "polcy", "--python"), "did you mean policy?"),
        (("new", "policy", "my-policy", "--cpp"), "without a hyphen"),
        (("new", "shop", "mine"), "--python or --cpp"),
    ):
        outcome = windtunnel(*words, folder=tmp_path)
        assert outcome.returncode == 2 and said in outcome.stderr, outcome.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prefix with command, library, headers and package, as `cmake --install` leaves them."""
    prefix = tmp_path_factory.mktemp("prefix")
    made = subprocess.run(
        ["cmake", "--install", str(COMMAND.parent), "--prefix", str(prefix)], capture_output=True, text=True, cwd=ROOT
    )
    assert made.returncode == 0, made.stderr
    return prefix


@pytest.mark.parametrize("kind", ["policy", "protocol"])
def test_a_new_plugin_in_cpp_is_built_against_what_is_installed(tmp_path: Path, installed: Path, kind: str) -> None:
    """Outside of the tree, with nothing but the prefix: built, its test run, flown, and refused where it is not built for."""
    made = windtunnel("new", kind, "mine", "--cpp", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "mine"
    for words in (
        # Not optimised: what is tested is that it is built, and the suite is short.
        ["cmake", "-S", ".", "-B", "build", "-DCMAKE_BUILD_TYPE=Debug", f"-DCMAKE_PREFIX_PATH={installed}"],
        ["cmake", "--build", "build"],
    ):
        step = subprocess.run(words, cwd=folder, capture_output=True, text=True)
        assert step.returncode == 0, step.stdout + step.stderr
    command = installed / "bin" / "windtunnel"
    for words in (
        ["conform", "mine.so", "--schedules", "30"],
        ["models", "--plugin", "mine.so"],
        ["run", "scenario.json", "--no-record", "--quiet", "--replications", "2"],
    ):
        step = subprocess.run([str(command), *words], cwd=folder, capture_output=True, text=True)
        assert step.returncode == 0, step.stdout + step.stderr
    library = (folder / "mine.so").read_bytes()
    (folder / "mine.so").write_bytes(library.replace(b"windtunnel_plugin_v1", b"windtunnel_plugin_v0"))
    step = subprocess.run([str(command), "validate", "scenario.json"], cwd=folder, capture_output=True, text=True)
    assert step.returncode == 2 and "WT031  plugins.0" in step.stdout, step.stdout + step.stderr
