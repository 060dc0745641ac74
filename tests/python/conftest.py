"""The fixtures of the Python side: a small shop that was flown once for all, and the native command of the build."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import windtunnel
from given import SHOP, Command

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("scenarios") / "shop.json"
    file.write_text(SHOP)
    return file


@pytest.fixture(scope="session")
def shop(shop_file: Path) -> windtunnel.Scenario:
    return windtunnel.load(shop_file)


@pytest.fixture(scope="session")
def flown(shop: windtunnel.Scenario) -> windtunnel.Run:
    return windtunnel.run(shop, progress=False)


@pytest.fixture(scope="session")
def command() -> Command:
    """Runs the native command of the build and answers what it printed."""
    program = Path(os.environ.get("WINDTUNNEL_BUILD", ROOT / "build")).resolve() / "windtunnel"
    assert program.exists(), f"{program} is not built; `make build` builds it"

    def run(
        *arguments: str, cwd: Path | None = None, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        around = {**os.environ, **(environment or {})}
        return subprocess.run([str(program), *arguments], capture_output=True, text=True, cwd=cwd, timeout=120, env=around)

    return run
