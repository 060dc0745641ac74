// The page of a study: the command's answer, every figure over its axes, what consistency costs, what differs, every point.
import type { Comparison, StudyReport } from "./data";
import { type Child, h, onScreen, section, table } from "./dom";
import { count, duration, plain, share, show, significant } from "./format";
import { badge, leavesOut, makeAgain, sentence, topology } from "./run";
import { comparisons, figures } from "./study_charts";
import { tradeOffs } from "./trade_offs";

function tiles(report: StudyReport): HTMLElement {
  const summary = report.summary;
  const verdicts = ["better", "worse", "same", "undecided"].map((verdict) => [verdict, summary.comparisons.filter((each) => each.verdict === verdict).length] as const);
  const flown = summary.points.filter((point) => point.state === "flown");
  const tile = (name: string, value: Child, below: string, figure?: number) => h("div", {}, h("dt", {}, name), h("dd", { class: "big", "data-value": figure, "data-metric": name }, value), h("dd", { class: "small" }, below));
  return h(
    "dl",
    { class: "tiles" },
    tile("points flown", count(summary.points_flown), `of ${count(summary.points_chosen)} chosen, ${count(summary.points_of_study)} in the study`, summary.points_flown),
    tile("points failed", count(summary.points_failed), summary.interrupted ? "it was interrupted" : summary.out_of_budget ? "the budget was spent" : "", summary.points_failed),
    tile("saturated", count(flown.filter((point) => point.saturated.length > 0).length), "points with a queue that still grows"),
    tile("requests", count(flown.reduce((sum, point) => sum + point.requests, 0)), `${count(flown.reduce((sum, point) => sum + point.events, 0))} events`),
    summary.comparisons.length > 0 ? tile("comparisons", count(summary.comparisons.length), verdicts.map(([verdict, number]) => `${number} ${verdict}`).join(", ")) : null,
  );
}

function points(report: StudyReport): HTMLElement {
  const axes = Object.keys(report.summary.axes);
  return section(
    "points",
    "Every point",
    h(
      "details",
      { class: "data" },
      h("summary", {}, `${count(report.summary.points.length)} points`),
      table("Points", [
        { title: "point", cell: (point) => String(point.point) },
        ...axes.map((axis) => ({ title: plain(axis), cell: (point: StudyReport["summary"]["points"][number]) => String(point.at[axis]) })),
        { title: "state", cell: (point) => [badge(point.state), point.why ? ` ${point.why}` : null] },
        { title: "replications", cell: (point) => `${point.replications}${point.narrow ? "" : " (still wide)"}`, value: (point) => point.replications, number: true },
        { title: "requests", cell: (point) => count(point.requests), value: (point) => point.requests, number: true },
        { title: "saturated", cell: (point) => point.saturated.join(", ") },
        { title: "broken audits", cell: (point) => point.broken_audits.join("; ") },
      ], report.summary.points),
    ),
  );
}

export function studyPage(report: StudyReport): { title: string; head: Child[]; sections: HTMLElement[] } {
  const summary = report.summary;
  const failed = summary.points.filter((point) => point.state === "failed");
  const drawn = (id: string, title: string, words: string, parts: { element: HTMLElement }[]) => (parts.length > 0 ? section(id, title, h("p", {}, words), parts.map((part) => part.element)) : null);
  const sections = [
    section(
      "answer",
      "The answer",
      tiles(report),
      failed.length > 0 ? h("p", { class: "bad" }, `Failed: ${failed.slice(0, 5).map((point) => `point ${point.point} (${Object.values(point.at).join(", ")}): ${point.why}`).join("; ")}${failed.length > 5 ? `; and ${failed.length - 5} more` : ""}`) : null,
      h("pre", { class: "whole", tabindex: 0, "aria-label": "the answer as the command printed it" }, report.answer),
    ),
    section("axes", "What varies", table("Axes and their values; the points are their combinations", [
      { title: "axis", cell: ([name]: [string, (string | number)[]]) => plain(name) },
      { title: "values", cell: ([, values]: [string, (string | number)[]]) => values.map(String).join(", ") },
    ], Object.entries(summary.axes))),
    drawn("figures", "Figures", "A mark a point, with its 95% interval.", figures(report)),
    drawn("trade-offs", "CAP and PACELC", "What consistency costs: availability while something is cut, latency while nothing is. Left is consistent.", tradeOffs(report)),
    drawn("comparisons", "What differs", `Each point against its partner${summary.compare ? ` at ${plain(summary.compare.axis)} ${summary.compare.against}` : ""}, replication by replication under the same luck; verdicts allow for the number of comparisons (Holm).`, comparisons(report)),
    onScreen(points(report)),
    topology(report, "Of the first point that was flown; others may differ where an axis says so."),
    report.leaves_out.length > 0 ? leavesOut(report.leaves_out) : null,
    onScreen(section("everything", "Everything else", h("details", { class: "data" }, h("summary", {}, "The study, as it was read"), h("pre", { tabindex: 0 }, JSON.stringify(report.scenario, null, 2))))),
    makeAgain(report.made.command, `The same bytes but for the wall clock, whatever the machine: windtunnel ${summary.windtunnel}, study ${summary.study_hash.slice(0, 8)}. It took ${duration(report.made.seconds)} on ${report.made.threads} threads, ${report.made.at}.`),
  ].filter((each): each is HTMLElement => each !== null);
  return { title: summary.title || report.folder, head: [h("p", { class: "verdict" }, badge(failed.length > 0 ? "failed" : "flown"), " ", sentence(report.answer))], sections };
}

export function told(each: Comparison): string {
  if (each.difference === null) return each.lack ?? "–";
  const sign = each.difference > 0 ? "+" : "";
  return `${sign}${each.unit === "share" ? `${significant(each.difference * 100)} pt` : show(each.unit, each.difference)}${each.relative === null ? "" : ` (${sign}${share(each.relative)})`}`;
}
