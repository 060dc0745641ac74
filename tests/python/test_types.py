"""The types are true: the stub of the compiled module is what the module says, and the package passes mypy --strict."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import windtunnel

ROOT = Path(__file__).resolve().parents[2]
STUB = ROOT / "python" / "windtunnel" / "_core.pyi"


def test_the_stub_is_what_the_module_says(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pybind11_stubgen", "windtunnel._core", "--output-dir", str(tmp_path), "--exit-code"]
    made = subprocess.run(command, capture_output=True, text=True)
    assert made.returncode == 0, f"a signature says a C++ type; declare the classes first\n{made.stderr}"
    text = (tmp_path / "windtunnel" / "_core.pyi").read_text()
    if "WINDTUNNEL_REWRITE" in os.environ:
        STUB.write_text(text)
    assert STUB.read_text() == text, "WINDTUNNEL_REWRITE=1 writes the stub anew, for review"


def test_the_package_passes_mypy(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), "python/windtunnel"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    for name in windtunnel.__all__:
        value = getattr(windtunnel, name)
        if name not in ("__version__", "BrokenPromise", "Progress", "StudyProgress"):
            assert (value.__doc__ or "").strip(), f"windtunnel.{name} has no docstring"
