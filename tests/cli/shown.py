"""What a page shows of a command: a block of shell with one command, and below it a block with what that printed.

A line `...` in the second block stands for one or more lines that are left out; everything else is the output to the
letter, from its first line to its last. So a page can not tell what no command says, and a text that changes shows up
here as a diff of the page.
"""

from __future__ import annotations

import difflib
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

LEFT_OUT = "..."
EXAMPLE = re.compile(r"```sh\n(?P<command>windtunnel .*?)\n```\n+```\n(?P<shown>.*?)```", re.S)


@dataclass(frozen=True)
class Example:
    """A command of a page, and the lines that the page shows of its output."""

    command: str
    shown: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """What stands behind `windtunnel`."""
        return shlex.split(self.command.replace("\\\n", " "))[1:]

    @property
    def segments(self) -> list[list[str]]:
        """The lines between two ellipses; the first and the last are empty where the block begins or ends with one."""
        parts: list[list[str]] = [[]]
        for line in self.shown:
            if line.strip() == LEFT_OUT:
                parts.append([])
            else:
                parts[-1].append(line)
        return parts


def examples(page: Path) -> list[Example]:
    return [Example(found["command"], tuple(found["shown"].splitlines())) for found in EXAMPLE.finditer(page.read_text())]


def shows(example: Example, output: str) -> bool:
    """Whether the segments stand in the output in this order, each ellipsis for a line at least."""
    lines = output.splitlines()
    segments = example.segments
    if len(segments) == 1:
        return segments[0] == lines
    first, *middle, last = segments
    if lines[: len(first)] != first or (last and lines[-len(last) :] != last):
        return False
    at = len(first) + 1
    for segment in middle:
        while at + len(segment) <= len(lines) and lines[at : at + len(segment)] != segment:
            at += 1
        at += len(segment) + 1
    return at + len(last) <= len(lines)


def shown_anew(example: Example, output: str) -> list[str]:
    """The same lines of a new output: each segment goes from what is most like its first line to what is most like its
    last, and an ellipsis stands wherever a line is left out. Whether this still shows what the page is about is for the
    reader of the diff to say."""
    lines = output.splitlines()
    segments = example.segments
    anew: list[str] = []
    at = 0
    for number, segment in enumerate(segments):
        if segment:
            begin = 0 if number == 0 else most_like(segment[0], lines, at)
            end = len(lines) - 1 if number == len(segments) - 1 else most_like(segment[-1], lines, begin)
            anew += [LEFT_OUT] * (begin > at) + lines[begin : end + 1]
            at = end + 1
    return [*anew, *[LEFT_OUT] * (at < len(lines))]


def most_like(line: str, lines: list[str], at: int) -> int:
    likeness = [difflib.SequenceMatcher(None, line, other, autojunk=False).ratio() for other in lines[at:]]
    best = max(likeness, default=0.0)
    assert best >= 0.5, f"nothing of the output is like this line any more; choose what to show: {line}"
    return at + likeness.index(best)


def rewrite(page: Path, example: Example, output: str) -> None:
    """Puts what is printed now into the page."""
    before = "\n".join(["```sh", example.command, "```", "", "```", *example.shown, "```"])
    after = "\n".join(["```sh", example.command, "```", "", "```", *shown_anew(example, output), "```"])
    text = page.read_text()
    assert text.count(before) == 1, f"{page.name}: one empty line between the two blocks, and each example once"
    page.write_text(text.replace(before, after))
