"""What a check prints and writes: text, JSON, JUnit XML, Markdown, annotations, one page."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from command import ROOT
from conftest import Repository, plant_slower_tail
from jsonschema import Draft202012Validator

# Element by element: attributes that have to be there, those that may be, and children, as Jenkins' junit-10.xsd has it.
JUNIT = {
    "testsuites": ({"name", "tests", "failures", "errors"}, {"time"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "time", "file", "timestamp", "hostname", "id", "package"},
        {"properties", "testcase"},
    ),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    "testcase": ({"name"}, {"classname", "time", "group"}, {"failure", "error", "skipped"}),
    "failure": (set(), {"message", "type"}, set()),
    "error": (set(), {"message", "type"}, set()),
    "skipped": (set(), {"message", "type"}, set()),
}


def misfits(element: ElementTree.Element) -> list[str]:
    required, optional, children = JUNIT[element.tag]
    found = [f"{element.tag} lacks {name}" for name in required - set(element.attrib)]
    found += [f"{element.tag} may not have {name}" for name in set(element.attrib) - required - optional]
    for child in element:
        found += misfits(child) if child.tag in children else [f"{element.tag} may not hold {child.tag}"]
    return found


@pytest.fixture
def grave(repository: Repository) -> Repository:
    """One of everything: a failure, a figure that got worse, one that got better, an open question, a title to escape."""
    plant_slower_tail(repository)
    design = repository.scenario("chain_2")
    design["expect"]["fast"]["at_most"] = "20 ms"
    repository.write("chain_2", design)
    design = repository.scenario("chain_3")
    design["title"] = 'A | "chain" <of> 3 & *more*'
    design["tiers"]["data"]["service"]["p50"] = "6 ms"
    repository.write("chain_3", design)
    design = repository.scenario("cores_1")
    # The limit is the mean of theory, 1 / (100 - 50) = 20 ms, so nobody can tell on which side it is.
    design["expect"] = {"just": {"metric": "latency_mean", "at_most": "20 ms"}}
    design["gate"] = {"undecided": "warn", "most": 15}
    repository.write("cores_1", design)
    return repository


FILES = [f"designs/{name}.json" for name in ("queue_lognormal", "chain_2", "chain_3", "cores_1", "closed")]


def test_text_is_worst_first_and_fits(grave: Repository) -> None:
    lines = grave.check("--against", "main", files=FILES).stdout.splitlines()
    assert len(lines) <= 45 and max(map(len, lines)) <= 100
    verdicts = [line.split()[0] for line in lines if re.match(r"[a-z]+ +designs/", line)]
    order = ["broken", "fails", "worse", "undecided", "better"]
    assert verdicts and [each for each in verdicts if each == "fails"]
    assert [order.index(each) for each in verdicts] == sorted(order.index(each) for each in verdicts)


def test_json_is_what_its_schema_says(grave: Repository) -> None:
    schema = json.loads((ROOT / "docs/schemas/check.json").read_text())
    Draft202012Validator.check_schema(schema)
    found = grave.found("--against", "main", files=FILES)
    Draft202012Validator(schema).validate(found)
    verdicts = {each["verdict"] for file in found["files"] for each in file["expectations"] + file["differences"]}
    assert {"holds", "fails", "undecided", "worse", "better", "same"} <= verdicts
    assert [file["grade"] for file in found["files"]] == ["fails", "fails", "passes", "warns", "passes"]
    just = found["files"][3]["expectations"][0]
    lines = (grave.folder / FILES[3]).read_text().splitlines()
    assert '"just"' in lines[just["where"]["line"] - 1]


def test_junit_is_the_shape_that_jenkins_validates(grave: Repository) -> None:
    found = grave.found("--against", "main", "--junit", "out.xml", files=FILES)
    tree = ElementTree.parse(grave.folder / "out.xml").getroot()
    assert misfits(tree) == []
    suites = tree.findall("testsuite")
    assert [suite.get("name") for suite in suites] == FILES
    assert re.fullmatch(r"\d+\.\d+", tree.get("time", ""))
    for count, tag in (("failures", "failure"), ("errors", "error")):
        assert int(tree.get(count, "")) == len(tree.findall(f".//{tag}"))
        assert sum(int(suite.get(count, "")) for suite in suites) == int(tree.get(count, ""))
    assert int(tree.get("failures", "")) == found["counts"]["fail"] + found["counts"]["worse"]
    skipped = [case.get("name") for case in tree.iter("testcase") if case.find("skipped") is not None]
    assert "just" in skipped
    title = suites[2].find("properties/property[@name='title']")
    assert title is not None and title.get("value") == 'A | "chain" <of> 3 & *more*'
    failure = next(case.find("failure") for case in suites[1] if case.get("name") == "fast")
    assert failure is not None and re.match(r"designs/chain_2\.json:\d+:\d+: latency_p99 <= 20 ms", failure.text or "")


def test_shape_of_junit_can_be_missed() -> None:
    """The negative control: what Jenkins refuses is seen."""
    wrong = ElementTree.fromstring('<testsuites name="a" tests="1" failures="0" errors="0"><testcase/></testsuites>')
    assert misfits(wrong) == ["testsuites may not hold testcase"]
    wrong = ElementTree.fromstring('<testsuites name="a" tests="1" failures="0" errors="0" skipped="0"/>')
    assert misfits(wrong) == ["testsuites may not have skipped"]


def test_markdown_is_a_table_that_nothing_breaks(grave: Repository) -> None:
    grave.check("--against", "main", "--markdown", "out.md", files=FILES)
    text = (grave.folder / "out.md").read_text()
    assert text.startswith("<!-- windtunnel check -->\n### ❌ Windtunnel: ")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {9}
    assert any(row.startswith("| ❌ worse | designs/queue\\_lognormal.json") for row in rows)
    assert any(row.startswith("| ⚠️ undecided | designs/cores\\_1.json | just") for row in rows)
    assert text.count("<details>") == text.count("</details>") == 2


def test_annotations_stand_at_the_line_of_the_expectation(grave: Repository) -> None:
    outcome = grave.check("--against", "main", "--github", files=FILES)
    lines = [line for line in outcome.stdout.splitlines() if line.startswith("::")]
    kinds = [line[2 : line.index(" ")] for line in lines]
    assert kinds == sorted(kinds, key=["error", "warning", "notice"].index) and set(kinds) == {"error", "warning", "notice"}
    fails = next(line for line in lines if "title=fails" in line)
    place = re.match(r"::error file=(designs/chain_2\.json),line=(\d+),col=(\d+),title=fails%3A fast::", fails)
    assert place is not None
    line = (grave.folder / place[1]).read_text().splitlines()[int(place[2]) - 1]
    assert '"fast"' in line and line[int(place[3]) - 1] in '"{'
    # What nobody expects anything of is pointed at where the file was changed.
    p50 = next(line for line in lines if "latency_p50 against" in line and "chain_3" in line)
    at = int(re.search(r"line=(\d+)", p50)[1])  # type: ignore[index]
    assert "6 ms" in (grave.folder / "designs/chain_3.json").read_text().splitlines()[at - 1]


def test_page_stands_alone(grave: Repository) -> None:
    grave.check("--against", "main", "--html", "out.html", files=FILES)
    page = (grave.folder / "out.html").read_text()
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")
    assert "prefers-color-scheme: dark" in page and page.count("<svg") >= 5
    assert "got worse" in page and "designs/queue_lognormal.json" in page


def test_file_that_can_not_be_written_is_5(repository: Repository, tmp_path: Path) -> None:
    outcome = repository.check("--junit", str(tmp_path / "no/such/folder.xml"), files=["designs/closed.json"])
    assert outcome.returncode == 5 and "could not be written" in outcome.stderr
