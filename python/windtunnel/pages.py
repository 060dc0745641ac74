"""What a notebook shows of a scenario's run, a comparison and a sweep: small HTML tables, without scripts or styles.

The order is the answer's: the verdict first, then what it rests on, then how to make it again.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from windtunnel.estimates import SELECTORS, estimate, number, selection, show

if TYPE_CHECKING:
    from windtunnel.comparison import Comparison
    from windtunnel.runs import Run
    from windtunnel.sweeps import Sweep

_PHASE_METRICS = ("availability", "latency_p50", "latency_p99", "goodput")
_ROWS_SHOWN = 20


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """An HTML table, nothing without rows; the cells are texts and are escaped here."""
    left = ' style="text-align:left"'
    top = "".join(f"<th{left}>{html.escape(cell)}</th>" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td{left}>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>" if body else ""


def page_of_run(run: Run) -> str:
    summary = run.summary
    wanted = summary["replications_wanted"]
    partial = f" of {wanted}" if wanted != run.replications_done else ""
    expectations = (
        (
            row["verdict"],
            f"{row['name']}: {row['metric']} {'≤' if row['bound'] == 'at_most' else '≥'} "
            + show(row["metric"], number(row["limit"])),
            selection(row),
            str(estimate(row)),
            show(row["metric"], number(row["margin"])),
        )
        for row in summary["expectations"]
    )
    bill = summary["bill"]
    return "".join(
        [
            f"<div><b>{html.escape(run.scenario.title or run.scenario.name)}</b><br>{html.escape(sentence(run))}",
            table(("verdict", "expectation", "of", "95% interval", "margin"), expectations),
            _phases(run),
            f"A month costs {bill['total_usd_per_month']:,.2f} USD.<br>" if bill else "",
            f"<small>{html.escape(run.pedigree + partial)}<br><code>{html.escape(run.command)}</code></small></div>",
        ]
    )


def sentence(run: Run) -> str:
    """The verdict as the answer's first line says it."""
    verdicts = [row["verdict"] for row in run.summary["expectations"]]
    told = {
        "none": "Nothing was expected; here is what happened.",
        "holds": f"The design holds: all {len(verdicts)} expectations are met.",
        "fails": f"The design fails: {verdicts.count('fails')} of {len(verdicts)} expectations not met.",
        "undecided": f"Undecided: {verdicts.count('undecided')} of {len(verdicts)} expectations need more evidence.",
    }[run.verdict]
    saturated = [tier["tier"] for tier in run.summary["tiers"] if tier["saturated"]]
    return told + (f" Saturated: {', '.join(saturated)}." if saturated else "")


def _phases(run: Run) -> str:
    cells = {
        (row["phase"] or "", row["metric"]): str(estimate(row))
        for row in run.summary["metrics"]
        if row["metric"] in _PHASE_METRICS and not any(row[key] for key in SELECTORS if key != "phase")
    }
    phases = [*run.scenario.phases["phase"], ""]
    rows = ([phase or "all", *(cells.get((phase, name), "-") for name in _PHASE_METRICS)] for phase in phases)
    return table(("phase", *_PHASE_METRICS), rows)


def page_of_comparison(comparison: Comparison) -> str:
    files = comparison.summary["files"]
    differs = table(
        ("path", "a", "b"),
        ([row["path"], *("(absent)" if row[side] is None else row[side] for side in "ab")] for row in files[:_ROWS_SHOWN]),
    )
    # The overview: whole run and phases, all classes and regions; the rest is in `.frame`.
    overview = [row for row in comparison.summary["metrics"] if not (row["class"] or row["region"])]
    verdicts = [row["verdict"] for row in overview]
    told = [
        (
            row["verdict"],
            row["metric"],
            selection(row),
            show(row["metric"], number(row["a"])),
            show(row["metric"], number(row["b"])),
            "" if row["relative"] is None else f"{row['relative']:+.1%}",
        )
        for row in overview
        if row["verdict"] in ("better", "worse")
    ]
    hidden = f"{len(told) - _ROWS_SHOWN} more are in .frame. " if len(told) > _ROWS_SHOWN else ""
    rest = f"{hidden}{verdicts.count('same')} figures are the same, {verdicts.count('undecided')} undecided."
    body = table(("b is", "metric", "of", "a", "b", "by"), told[:_ROWS_SHOWN])
    return f"<div>{differs}{body}<small>{comparison.pairs} pairs under the same luck. {rest}</small></div>"


def page_of_sweep(sweep: Sweep) -> str:
    names = [row["name"] for row in sweep.runs[0].summary["expectations"]] if sweep.runs else []
    rows = []
    for point in sweep.points:
        values = [str(value) for value in point.values.values()]
        if point.run is None:
            rows.append([*values, "failed: " + point.failure.partition("\n")[0], *("-" for _ in names)])
            continue
        verdicts = {row["name"]: row["verdict"] for row in point.run.summary["expectations"]}
        rows.append([*values, point.run.verdict, *(verdicts.get(name, "-") for name in names)])
    title = html.escape(sweep.scenario.title or sweep.scenario.name)
    body = table((*sweep.axes, "verdict", *names), rows)
    return f"<div><b>{title}</b>{body}<small>{len(sweep)} points under the same luck</small></div>"
