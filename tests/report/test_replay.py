"""The replay: what it shows at a moment is what the record says of it, and keys do what the pointer does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pages import Kept, Visit, visit
from playwright.sync_api import Browser


def lines(kept: Kept) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    head, *events = [json.loads(line) for line in (kept.folder / "record.jsonl").read_text().splitlines()]
    return head, events


def go(seen: Visit, head: dict[str, Any], share: float) -> float:
    """Sets the slider; answers the moment in nanoseconds."""
    seen.page.locator(".slider input").evaluate(
        "(slider, at) => { slider.value = at; slider.dispatchEvent(new Event('input')) }", round(share * 2000)
    )
    moment: float = head["from_ns"] + round(share * 2000) / 2000 * (head["to_ns"] - head["from_ns"])
    return moment


@pytest.mark.parametrize("share", [0.05, 0.31, 0.72, 0.999])
def test_queues_and_machines_are_as_recorded(share: float, shop: Kept, browser: Browser) -> None:
    head, events = lines(shop)
    seen = visit(browser, shop.page)
    moment = go(seen, head, share)
    nodes = [dict(node) for node in head["nodes"]]
    for event in events:
        if event["t"] > moment:
            break
        if event["e"] == "queue":
            nodes[event["node"]].update(busy=event["busy"], waiting=event["waiting"])
        if event["e"] in ("up", "down"):
            nodes[event["node"]]["up"] = event["e"] == "up"
    titles = seen.page.locator(".stage .node.replica > title").all_text_contents()
    expected = [
        f"{node['name']} in {node['zone']}: {'up' if node['up'] else 'down'}, {node['busy']} of {node['cores']} cores at work, "
        f"{node['waiting']} waiting"
        for node in nodes
        if node["kind"] == "replica"
    ]
    assert titles == expected
    assert seen.page.locator(".node.down").count() == sum(not node.get("up", True) for node in nodes)


def test_messages_under_way_are_those_of_the_record(store: Kept, browser: Browser) -> None:
    head, events = lines(store)
    seen = visit(browser, store.page)
    for share in (0.0505, 0.3, 0.55, 0.8):
        moment = go(seen, head, share)
        seen.page.locator(".stage").evaluate("() => 0")
        # Each is 4 ms or longer under way; one whose end nobody saw is shown for 40 ms.
        under_way = sum(
            event["e"] == "message" and event["t"] <= moment <= (event["until"] if event["until"] is not None else event["t"] + 40e6)
            for event in events
        )
        status = seen.page.locator(".status").inner_text()
        assert f": {under_way} messages under way" in status, (share, status)
        assert seen.page.locator(".stage circle, .stage .gone").count() >= min(under_way, 400)


def test_leader_is_marked_and_told(store: Kept, browser: Browser) -> None:
    head, events = lines(store)
    seen = visit(browser, store.page)
    moment = go(seen, head, 0.25)
    leads = [bool(node.get("leads")) for node in head["nodes"]]
    for event in events:
        if event["t"] > moment:
            break
        if event["e"] == "role":
            leads[event["node"]] = event["leads"]
        if event["e"] == "down":
            leads[event["node"]] = False
    names = [node["name"] for node, leader in zip(head["nodes"], leads, strict=True) if leader]
    assert seen.page.locator(".node.leads").count() == len(names)
    status = seen.page.locator(".status").inner_text()
    assert (f"{', '.join(names)} lead" if names else "nobody leads") in status
    assert seen.page.locator("#space-time").count() == 1


def test_keys_scrub_play_and_go_from_turn_to_turn(store: Kept, browser: Browser) -> None:
    seen = visit(browser, store.page)
    page, clock = seen.page, lambda: seen.page.locator(".clock").inner_text()
    slider = page.locator(".slider input")
    slider.focus()
    first = clock()
    page.keyboard.press("ArrowRight")
    assert clock() > first and slider.get_attribute("aria-valuetext") == clock()
    page.keyboard.press("Home")
    assert clock() == "0.0000 s"
    page.keyboard.press("n")
    turn = clock()
    assert turn != "0.0000 s"
    page.keyboard.press("n")
    page.keyboard.press("p")
    assert clock() == turn
    page.keyboard.press(" ")
    assert "Stop" in page.locator(".play").inner_text()
    page.wait_for_function("before => document.querySelector('.clock').textContent !== before", arg=turn)
    page.keyboard.press(" ")
    assert "Play" in page.locator(".play").inner_text()
    stopped = clock()
    page.wait_for_timeout(120)
    assert clock() == stopped
    assert seen.wrong == []


def test_table_of_turns_leads_to_each(shop: Kept, browser: Browser) -> None:
    head, events = lines(shop)
    seen = visit(browser, shop.page)
    seen.unfold()
    words = seen.page.locator(".replay tbody tr td:nth-child(2)").all_inner_texts()
    assert words[0].startswith("web dies strikes: web-1")
    seen.page.locator(".replay tbody tr button").first.click()
    struck = next(event["t"] for event in events if event["e"] == "strikes")
    assert float(seen.page.locator(".clock").inner_text().split()[-2]) == pytest.approx(struck / 1e9 % 60 or 60, abs=1e-3)
    assert "struck by web dies" in seen.page.locator(".status").inner_text()
