"""A page in a browser: it works from disk and alone, its figures are those of summary.json, and everybody can use it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pages import SHOP, Kept, visit
from playwright.sync_api import Browser


def whole(row: dict[str, Any]) -> bool:
    return not any(row[key] for key in ("phase", "class", "region", "tier", "fault", "side"))


def same(text: str, value: float | None) -> bool:
    """A figure in the page is the one in the file, to the bit."""
    return float(text) == value if value is not None else text in ("", None)


@pytest.mark.parametrize("name", ["shop", "store", "study"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_works_from_disk_and_asks_for_nothing(
    name: str, scheme: str, width: int, browser: Browser, request: pytest.FixtureRequest
) -> None:
    kept: Kept = request.getfixturevalue(name)
    seen = visit(browser, kept.page, scheme, width)
    seen.unfold()
    assert seen.wrong == []
    beyond = seen.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert beyond <= 0, f"{beyond} pixels stand beyond the screen's edge"
    empty = seen.page.evaluate(
        """[...document.querySelectorAll('figure.chart')].filter(each =>
           !each.querySelector('.canvas svg :is(path,rect,circle,line)')).map(each => each.id)"""
    )
    assert empty == [], "charts without a mark"


def test_what_a_scenario_says_never_becomes_markup(shop: Kept, browser: Browser) -> None:
    seen = visit(browser, shop.page)
    assert seen.page.locator("h1").inner_text() == SHOP["title"]
    assert seen.page.title() == f"{SHOP['title']} – Windtunnel"
    assert seen.page.locator("h1 b, h1 script").count() == 0


def test_answer_comes_first_and_is_the_summarys(shop: Kept, browser: Browser) -> None:
    summary, seen = shop.load("summary.json"), visit(browser, shop.page)
    assert seen.page.locator("header .badge").inner_text().split()[-1] == summary["verdict"] == "fails"
    answer = (shop.folder / "answer.txt").read_text().splitlines()
    assert answer[1] in seen.page.locator("header .verdict").inner_text()
    assert seen.page.locator("section").first.get_attribute("id") == "answer"
    tiles = seen.page.eval_on_selector_all("#answer dd[data-metric]", "all => all.map(each => [each.dataset.metric, each.dataset.value])")
    assert [name for name, _ in tiles] == ["availability", "latency_p50", "latency_p99", "goodput", "cost_per_month"]
    for name, value in tiles:
        (row,) = [row for row in summary["metrics"] if row["metric"] == name and whole(row)]
        assert same(value, row["value"]), name
    limits_and_estimates = seen.values("#answer table:first-of-type tbody td[data-value]")
    expected = [value for row in summary["expectations"] for value in (row["limit"], row["value"])]
    assert [float(each) for each in limits_and_estimates[: len(expected)]] == expected
    verdicts = seen.page.locator("#answer tbody .badge").all_inner_texts()
    assert [each.split()[-1] for each in verdicts] == [row["verdict"] for row in summary["expectations"]]


def test_every_figure_is_the_summarys(shop: Kept, browser: Browser) -> None:
    summary, seen = shop.load("summary.json"), visit(browser, shop.page)
    seen.unfold()
    rows = summary["metrics"][:200]
    shown = seen.page.eval_on_selector_all("#everything tbody tr", "all => all.map(each => each.children[2].dataset.value ?? '')")
    assert len(shown) == len(rows)
    for text, row in zip(shown, rows, strict=True):
        assert same(text, row["value"]), row["metric"]
    bill = [float(each) for each in seen.values("#bill table td[data-value]")]
    assert bill == [line[key] for line in summary["bill"]["lines"] for key in ("quantity", "price_usd", "amount_usd")]
    parts = [float(each) for each in seen.values("#time-goes table td[data-value]")]
    assert parts == [part[key] for part in summary["time"] for key in ("mean_s", "slowest_1_percent_s")]
    tiers = [float(each) for each in seen.values("#tiers table td[data-value]")]
    keys = ("utilisation_mean", "utilisation_peak", "utilisation_worst", "offered_load")
    assert tiers == [tier[key] for tier in summary["tiers"] for key in keys]


def test_bars_are_as_long_as_their_figures(shop: Kept, browser: Browser) -> None:
    summary, seen = shop.load("summary.json"), visit(browser, shop.page)
    amounts = sorted((line["amount_usd"] for line in summary["bill"]["lines"]), reverse=True)[:14]
    widths = seen.page.eval_on_selector_all("#bill svg g[data-mark=bar] rect", "all => all.map(each => Number(each.getAttribute('width')))")
    for amount, width in zip(amounts, widths, strict=False):
        assert abs(width / widths[0] - amount / amounts[0]) < 1e-3
    assert seen.page.locator("#time-goes svg").count() == 2


def test_time_line_has_the_fault_where_it_struck(shop: Kept, browser: Browser) -> None:
    seen = visit(browser, shop.page)
    box = "svg g[data-mark=rect] rect"
    (x, width) = seen.page.eval_on_selector_all(
        f"#timeline-latency {box}", "all => { const last = all.at(-1); return [last.getAttribute('x'), last.getAttribute('width')].map(Number) }"
    )
    frame = seen.page.evaluate("document.querySelector('#timeline-latency svg').viewBox.baseVal.width - 58 - 12")
    # It strikes at 60 s of 180 s and lasts 40 s; the plot begins 58 pixels from the left and ends 12 from the right.
    assert abs((x - 58) / frame - 60 / 180) < 0.01
    assert abs(width / frame - 40 / 180) < 0.01
    line = seen.page.locator("#timeline-latency svg g[data-mark=line] path").get_attribute("d")
    assert line is not None and len(line) > 500


def test_class_and_region_choose_what_is_drawn(shop: Kept, browser: Browser) -> None:
    seen = visit(browser, shop.page)
    before = seen.page.locator("#latency-tail .canvas svg").inner_html()
    seen.page.locator("#latency-tail select").select_option("buy")
    assert seen.page.locator("#latency-tail .canvas svg").inner_html() != before
    seen.page.locator("#latency-tail details").evaluate("each => { each.open = true }")
    seen.page.wait_for_selector("#latency-tail table")
    summary = shop.load("summary.json")
    (row,) = [
        row for row in summary["metrics"]
        if row["metric"] == "latency_p50" and row["class"] == "buy" and not (row["phase"] or row["region"])
    ]  # fmt: skip
    assert same(seen.values("#latency-tail tbody tr:first-child td[data-value]")[0], row["value"])
    seen.page.locator("#timeline-requests select").select_option("us-central1")
    assert seen.page.locator("#timeline-latency select").input_value() == "us-central1"
    assert seen.wrong == []


def test_study_shows_every_point_and_what_differs(study: Kept, browser: Browser) -> None:
    summary, seen = study.load("summary.json"), visit(browser, study.page)
    seen.unfold()
    assert seen.page.locator("#cap svg").count() >= 1 and seen.page.locator("#pacelc svg").count() >= 1
    figure = seen.page.locator("#study-figures .controls select").first
    for title in ("availability (cut)", "latency p50 (health)"):
        figure.select_option(title)
        metric, phase = title.split(" (")[0].replace(" ", "_"), title.split("(")[1][:-1]
        wanted = [
            row["mean"] for point in summary["points"] for row in point["metrics"]
            if row["metric"] == metric and row["phase"] == phase
        ]  # fmt: skip
        shown = [float(each) for each in seen.values("#study-figures table td[data-value]")]
        assert shown == [value for value in wanted if value is not None]
    assert seen.page.locator("#points tbody tr").count() == summary["points_chosen"] == 4
    loose = [float(each) for each in seen.values("#cap table td[data-value]")]
    by_point = {
        point["point"]: {row["metric"]: row["mean"] for row in point["metrics"] if row["phase"] == "cut"} for point in summary["points"]
    }
    assert loose == [value for each in by_point.values() for value in (each["availability"], each["stale_read_share"])]
    seen.page.locator("#study-comparisons select").select_option("latency p50 (health)")
    differences = [each for each in summary["comparisons"] if each["metric"] == "latency_p50" and each["phase"] == "health"]
    assert seen.page.locator("#study-comparisons tbody tr").count() == len(differences) == 2


@pytest.mark.parametrize("name", ["shop", "store", "study"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_the_accessibility_rules(name: str, scheme: str, browser: Browser, request: pytest.FixtureRequest) -> None:
    """axe-core's rules (WCAG 2.1 A and AA): names, roles, contrast, order of headings."""
    kept: Kept = request.getfixturevalue(name)
    seen = visit(browser, kept.page, scheme)
    seen.unfold()
    results = Axe().run(seen.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
    found = [f"{each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes'][:3]]}" for each in results.response["violations"]]
    assert found == []


def test_every_chart_can_be_reached_and_says_what_it_shows(shop: Kept, browser: Browser) -> None:
    seen = visit(browser, shop.page)
    charts = seen.page.locator("figure.chart")
    assert charts.count() >= 6
    for index in range(charts.count()):
        chart = charts.nth(index)
        assert chart.get_attribute("tabindex") == "0"
        label = chart.locator(".canvas svg").first.get_attribute("aria-label")
        assert label is not None and len(label.split()) > 8, label
        assert chart.locator("details").count() == 1


def test_prints_on_white_without_controls(shop: Kept, browser: Browser) -> None:
    seen = visit(browser, shop.page, "dark")
    seen.page.emulate_media(media="print", color_scheme="dark")
    assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not seen.page.locator(".contents").is_visible()
    assert not seen.page.locator(".player button").first.is_visible()
    pdf = seen.page.pdf(format="A4", print_background=True)
    assert pdf.startswith(b"%PDF") and 3 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 12


def test_without_scripts_it_is_the_answers_text(shop: Kept, browser: Browser) -> None:
    seen = visit(browser, shop.page, scripts=False)
    assert (shop.folder / "answer.txt").read_text().splitlines()[1] in seen.page.locator("#page pre").inner_text()


def test_command_makes_it_again(shop: Kept, browser: Browser) -> None:
    seen = visit(browser, shop.page)
    assert seen.page.locator("#again code").inner_text() == json.loads((shop.folder / "manifest.json").read_text())["made"]["command"]
