"""What would let a run depend on more than (scenario, seed, version), and what crosses a border without its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree import CPP, Finding, Source, Tree

ENGINE = ("sim/", "models/")


def scan(
    tree: Tree, pattern: str, rule: str, message: str, under: tuple[str, ...], without: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """A finding for each line of code that matches; `{}` in the message stands for what did."""
    for source in tree.each(*CPP, under=under):
        if without and source.path.startswith(without):
            continue
        for number, line in enumerate(source.code_lines, start=1):
            match = re.search(pattern, line)
            if match and not source.waived(number, rule):
                yield Finding(source.path, number, message.format(match.group(0).strip()))


def dice_are_our_own(tree: Tree) -> Iterator[Finding]:
    yield from scan(
        tree,
        r"\bstd::(rand|srand|random_device|mt19937\w*|minstd_\w+|default_random_engine|shuffle|\w+_distribution)\b"
        r"|\b(rand|srand|random|drand48)\s*\(\s*\)|#\s*include\s*<random>",
        "dice",
        "{}: the standard library's draws differ between implementations; take an Rng of sim/base/random.hpp "
        "and a sampler of sim/base/samplers.hpp",
        (*ENGINE, "apps/", "python/"),
    )


def mathematics_is_our_own(tree: Tree) -> Iterator[Finding]:
    functions = (
        "log|log10|log2|log1p|exp|exp2|expm1|pow|lgamma|tgamma|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|erf|erfc"
        "|cbrt|hypot|beta"
    )
    yield from scan(
        tree,
        rf"\bstd::({functions})[fl]?\s*\(|(?<![\w:.>])::({functions})[fl]?\s*\(",
        "libm",
        "{}...): libm picks variants by CPU and their bits differ; write math::... of sim/base/math.hpp",
        ENGINE,
        ("sim/base/",),
    )


def no_wall_clock(tree: Tree) -> Iterator[Finding]:
    yield from scan(
        tree,
        r"\b(system_clock|steady_clock|high_resolution_clock|gettimeofday|clock_gettime|localtime|gmtime)\b"
        r"|\bstd::time\s*\(|(?<![\w:.>])time\s*\(\s*(nullptr|NULL|0)\s*\)",
        "wall clock",
        "{}: a run knows no wall clock; take Kernel::now(), or say why no result can see it "
        "with '// tidy: wall clock because ...'",
        ENGINE,
    )


def unordered_names(text: str) -> set[str]:
    return set(re.findall(r"\bunordered_(?:multi)?(?:map|set)\s*<[^;{}()]*>\s+(\w+)\s*[;{=]", text))


def companion(source: Source, tree: Tree) -> str:
    """The header beside a source file, where its members are declared."""
    if source.path.endswith(".hpp"):
        return ""
    return "".join(other.code for other in tree.each(".hpp", under=(f"{source.folder}/{source.stem}.",)))


def nothing_walks_a_hash_map(tree: Tree) -> Iterator[Finding]:
    for source in tree.each(*CPP, under=(*ENGINE, "apps/", "python/")):
        names = unordered_names(source.code) | unordered_names(companion(source, tree))
        if not names:
            continue
        any_name = "|".join(sorted(names))
        pattern = rf"for\s*\([^;)]*:\s*(?:\w+(?:\.|->))*({any_name})\s*\)|\b({any_name})\.c?begin\s*\("
        for number, line in enumerate(source.code_lines, start=1):
            if re.search(pattern, line) and not source.waived(number, "hash order"):
                yield Finding(
                    source.path,
                    number,
                    "walks a hash map, whose order no two libraries share; use std::map, or sort what you collect",
                )


def nothing_is_ordered_by_address(tree: Tree) -> Iterator[Finding]:
    yield from scan(
        tree,
        r"\bstd::(map|set|multimap|multiset|priority_queue)\s*<\s*(const\s+)?[\w:]+\s*\*",
        "address order",
        "{}: keyed by address, so its order differs from run to run; key by an id",
        (*ENGINE, "apps/", "python/"),
    )


def quantities_carry_their_unit(tree: Tree) -> Iterator[Finding]:
    number = r"(?:double|float|int|long|(?:std::)?u?int(?:32|64)_t)"
    quantity = (
        r"\w*(?:seconds|secs|millis|micros|_ms|_us|_ns|duration|latency|timeout|time_out|deadline|bytes|usd|dollars"
        r"|price|bits_per_second|per_second|probability|bandwidth)\w*"
    )
    pattern = rf"[(,]\s*(?:const\s+)?{number}\s+({quantity})\s*(?:=[^,()]*)?[,)]"
    # Where the types are made of numbers, and where they are taken apart for speed.
    inside = ("sim/kernel/", "sim/runtime/", "sim/observe/", "sim/stats/")
    for source in tree.each(".hpp", under=ENGINE):
        if source.path.startswith("sim/base/"):
            continue
        for match in re.finditer(pattern, source.code):
            line = source.code.count("\n", 0, match.start(1)) + 1
            if source.path.startswith(inside) and match.group(1).endswith("_ns"):
                continue
            access = re.findall(r"private:|public:|protected:|^};", source.code[: match.start()], flags=re.MULTILINE)
            if access and access[-1] == "private:":
                continue
            if not source.waived(line, "unit"):
                yield Finding(
                    source.path,
                    line,
                    f"{match.group(1)} crosses a public border as a bare number; pass Duration, Bytes, Rate, Money, "
                    "Bandwidth or Probability of sim/base",
                )


def checks_are_always_on(tree: Tree) -> Iterator[Finding]:
    yield from scan(
        tree,
        r"#\s*include\s*<cassert>|(?<![\w.])assert\s*\(",
        "assert",
        "{}: asserts vanish in a release; write CHECK(condition, text)",
        (*ENGINE, "apps/", "python/"),
    )


def nothing_throws_while_events_run(tree: Tree) -> Iterator[Finding]:
    yield from scan(
        tree,
        r"\bthrow\b(?!\s*;)",  # passing on what was caught is no throw
        "throw",
        "{}: no exception crosses the event loop; return an outcome, or CHECK what must hold",
        (
            "sim/kernel/",
            "sim/runtime/",
            "sim/machine/",
            "sim/observe/",
            "models/world/",
            "models/nodes/",
            "models/load_balancing/",
            "models/networks/",
            "models/workloads/",
            "models/failures/",
        ),
    )


RULES = (
    dice_are_our_own,
    mathematics_is_our_own,
    no_wall_clock,
    nothing_walks_a_hash_map,
    nothing_is_ordered_by_address,
    quantities_carry_their_unit,
    checks_are_always_on,
    nothing_throws_while_events_run,
)
