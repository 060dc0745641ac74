"""What the style asks, a test demands: every rule over every file of the project.

A message says what to write instead. Where a rule is wrong about one line, `// tidy: <rule> because <reason>` on it or
above it says so, and a reviewer reads the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import determinism_rules
import house_rules
import layer_rules
import pytest
import shape_rules
from tree import Finding, Tree, read_tree

Rule = Callable[[Tree], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    *layer_rules.RULES,
    *shape_rules.RULES,
    *determinism_rules.RULES,
    *house_rules.RULES,
)


@pytest.fixture(scope="session")
def project() -> Tree:
    return read_tree()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_project_is_tidy(rule: Rule, project: Tree) -> None:
    findings = [str(finding) for finding in rule(project)]
    assert not findings, "\n" + "\n".join(findings)


def test_project_was_read(project: Tree) -> None:
    assert len(project.sources) > 50
    assert len(layer_rules.layers(project)) > 10
