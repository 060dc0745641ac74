"""One browser and three kept results for all tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import BROWSER, ROOT, SHOP, STUDY, Kept, kept
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if BROWSER is None:
        pytest.skip("no Chromium: sh cmake/setup.sh test installs it")
    with sync_playwright() as playwright:
        # CI is root in a container, where Chromium's own sandbox can not be set up.
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept(tmp_path_factory.mktemp("shop"), "shop", SHOP, "--record")


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    lab = ROOT / "scenarios" / "labs" / "split_vote.json"
    return kept(tmp_path_factory.mktemp("store"), "store", lab, "--record", "--replications", "2")


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept(tmp_path_factory.mktemp("study"), "study", STUDY)
