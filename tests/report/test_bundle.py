"""The bundle that is checked in is made of the sources that are checked in.

Its note of hashes tells without Node whether a source was changed and the bundle forgotten; where npm is there, and the
registry within reach, the types are checked and the bundle is made anew, to the byte.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from pages import ROOT

REPORT = ROOT / "apps" / "report"
AGAIN = "cd apps/report && npm ci && npm run build"


def test_note_of_hashes_is_of_these_files() -> None:
    noted = dict(reversed(line.split("  ")) for line in (REPORT / "bundle" / "made_of.sha256").read_text().splitlines())
    sources = {f"src/{path.name}" for path in (REPORT / "src").iterdir()} | {"build.mjs", "package.json", "package-lock.json", "tsconfig.json"}
    assert {name for name in noted if not name.startswith("bundle/")} == sources, AGAIN
    changed = [name for name, digest in noted.items() if hashlib.sha256((REPORT / name).read_bytes()).hexdigest() != digest]
    assert changed == [], AGAIN


def test_licences_of_all_that_is_inside_are_with_it() -> None:
    text = (REPORT / "bundle" / "LICENCES.txt").read_text()
    assert "=== @observablehq/plot" in text and "ISC" in text
    assert not any(word in text for word in ("GPL", "General Public License"))


def test_bundle_is_made_again_to_the_byte(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("no npm: sh cmake/setup.sh test installs it")
    home = tmp_path / "report"
    shutil.copytree(REPORT, home, ignore=shutil.ignore_patterns("node_modules"))
    installed = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=home, capture_output=True, text=True, timeout=300
    )
    if installed.returncode != 0 and any(word in installed.stderr for word in ("ENOTFOUND", "ETIMEDOUT", "EAI_AGAIN", "ECONNREFUSED")):
        pytest.skip("the npm registry is out of reach")
    assert installed.returncode == 0, installed.stderr
    for script in ("check", "build"):
        ran = subprocess.run([npm, "run", script], cwd=home, capture_output=True, text=True, timeout=300)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    for file in (REPORT / "bundle").iterdir():
        assert (home / "bundle" / file.name).read_bytes() == file.read_bytes(), f"{file.name}: {AGAIN}"
