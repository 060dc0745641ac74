"""The package as a user imports it: it carries the version of the VERSION file."""

from pathlib import Path

import windtunnel

ROOT = Path(__file__).resolve().parents[2]


def test_module_has_the_version_of_the_version_file() -> None:
    assert windtunnel.__version__ == (ROOT / "VERSION").read_text().strip()
