"""The pages of questions and of readings: every command runs, and prints what the page shows of it.

`WINDTUNNEL_REWRITE=1` puts what is printed now into the pages, to be reviewed as a diff.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from command import ROOT, windtunnel
from shown import Example, examples, rewrite, shows, shown_anew

QUESTIONS = ROOT / "docs/questions.md"
READINGS = ROOT / "docs/readings.md"

# Nothing is kept beside the checkout, and nothing but the answer is printed.
ASIDE = {"run": ["--no-record", "--quiet"], "sweep": ["--no-record", "--quiet"], "compare": ["--quiet"], "rerun": ["--quiet"]}
# 0 fine, 1 an expectation fails, 2 a file is refused, 3 undecided, 4 a verdict is violated: all of these are answers.
ANSWERS = (0, 1, 2, 3, 4)


def outputs(example: Example, folder: Path) -> str:
    """What a reader of the page sees; `ID` in a command is the folder that a run of that scenario has just kept."""
    words = [*example.words, *ASIDE.get(example.words[0], [])]
    names = {}
    for i, word in enumerate(words):
        kept = re.fullmatch(r"results/(\w+)/ID", word)
        if kept:
            windtunnel("run", f"scenarios/examples/{kept[1]}.json", "--quiet", "--out", str(folder))
            (run,) = (folder / kept[1]).iterdir()
            words[i] = str(run)
            names[words[i]] = word
    outcome = windtunnel(*words)
    assert outcome.returncode in ANSWERS, outcome.stderr
    text = outcome.stdout or outcome.stderr
    for path, word in names.items():
        text = text.replace(path, word)
    return text


@pytest.mark.parametrize(("page", "number"), [pytest.param(page, i, id=f"{page.stem}-{i + 1}") for page in (QUESTIONS, READINGS) for i in range(len(examples(page)))])
def test_page_shows_what_its_command_prints(page: Path, number: int, tmp_path: Path) -> None:
    example = examples(page)[number]
    output = outputs(example, tmp_path)
    if "WINDTUNNEL_REWRITE" in os.environ:
        rewrite(page, example, output)
        example = examples(page)[number]
    expected = "\n".join(shown_anew(example, output))
    assert shows(example, output), f"{page.name}: {example.command}\nprints now:\n{expected}"


def test_each_of_twenty_questions_has_one_command() -> None:
    questions = re.split(r"^### ", QUESTIONS.read_text(), flags=re.M)[1:]
    assert [question.split(".")[0] for question in questions] == [str(i) for i in range(1, 21)]
    assert all(question.splitlines()[0].endswith("?") for question in questions)
    assert all(question.count("```sh\n") == 1 for question in questions)
    assert len(examples(QUESTIONS)) == 20


def test_what_a_page_shows_can_be_wrong() -> None:
    output = "a 1\nb 2\nc 3\nd 4\n"
    fine = [("a 1", "b 2", "c 3", "d 4"), ("...", "c 3", "..."), ("a 1", "...", "d 4"), ("...", "b 2", "...", "d 4"), ("a 1", "...")]
    wrong = [
        ("a 1", "b 2"),  # not all of it, and nothing says so
        ("...", "c 4", "..."),  # another number
        ("...", "c 3", "...", "b 2", "..."),  # another order
        ("a 1", "b 2", "...", "c 3", "d 4"),  # nothing is left out there
        ("...", "a 1", "b 2", "c 3", "d 4"),
        ("b 2", "...", "d 4"),  # does not begin so
    ]
    assert all(shows(Example("", shown), output) for shown in fine)
    assert not any(shows(Example("", shown), output) for shown in wrong)


def test_rewritten_page_shows_the_same_lines_of_a_new_output() -> None:
    output = "the title\nlatency 12 ms\nsomething new\ngoodput 7 /s\nthe end\n"
    shown = ("...", "latency 11 ms", "...", "goodput 8 /s", "...")
    anew = ("...", "latency 12 ms", "...", "goodput 7 /s", "...")
    assert shown_anew(Example("", shown), output) == list(anew)
    assert not shows(Example("", shown), output) and shows(Example("", anew), output)
    # What stood apart and no longer does has no ellipsis between.
    assert shown_anew(Example("", ("the title", "...", "latency 11 ms", "...")), output) == ["the title", "latency 12 ms", "..."]
    with pytest.raises(AssertionError, match="choose what to show"):
        shown_anew(Example("", ("...", "42 replicas", "...")), output)
