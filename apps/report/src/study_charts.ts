// Figures of a study over its axes, and the differences between points that differ in one.
import * as Plot from "@observablehq/plot";
import type { Comparison, StudyFigure, StudyPoint, StudyReport } from "./data";
import { h, table } from "./dom";
import { type Drawn, INKS, figure } from "./figure";
import { count, interval, plain, selection, show, significant } from "./format";
import { TIP } from "./time_line";
import { told } from "./study";

/** A figure by its metric and what it is of: "availability (cut)". */
export function titleOf(row: { metric: string }): string {
  const of = selection(row as unknown as Record<string, unknown>);
  return of ? `${plain(row.metric)} (${of})` : plain(row.metric);
}

export const SYMBOLS = ["circle", "square", "triangle", "diamond", "star", "cross", "wye"] as const;

function pick(label: string, values: string[], chosen: string, change: (value: string) => void): HTMLElement {
  const select = h("select", {}, values.map((value) => h("option", { value, selected: value === chosen }, plain(value))));
  select.addEventListener("change", () => change(select.value));
  return h("label", {}, label, " ", select);
}

/** Marks and their names, for colour and shape together. */
export function markLegend(title: string, values: string[], shapes = true): HTMLElement {
  return h("ul", { class: "legend" }, h("li", {}, h("b", {}, plain(title))), values.map((value, index) => h("li", {}, mark(index, shapes ? index : 0), value)));
}

function mark(index: number, shape: number): Element {
  const drawn = Plot.plot({
    width: 14, height: 14, margin: 0, axis: null, x: { domain: [0, 1] }, y: { domain: [0, 1] },
    marks: [Plot.dot([0.5], { x: 0.5, y: 0.5, r: 4.5, symbol: SYMBOLS[shape % SYMBOLS.length]!, fill: INKS[index % INKS.length]! })],
  });
  drawn.setAttribute("aria-hidden", "true");
  return drawn;
}

export function figures(report: StudyReport): Drawn[] {
  const axes = Object.keys(report.summary.axes);
  const flown = report.summary.points.filter((point) => point.state === "flown");
  const names = [...new Set(flown.flatMap((point) => point.metrics.map(titleOf)))];
  if (names.length === 0 || axes.length === 0) return [];
  const varies = axes.filter((axis) => new Set(flown.map((point) => point.at[axis])).size > 1);
  let wanted = names[0]!, rows = varies[0] ?? axes[0]!, inks = varies[1] ?? varies[0] ?? axes[0]!;
  interface Mark extends StudyFigure { at: StudyPoint["at"]; row: string; ink: number; place: number; point: number }
  const marks = (): Mark[] => {
    const places = new Map<string, number>();
    return flown.flatMap((point) => {
      const found = point.metrics.find((metric) => titleOf(metric) === wanted);
      if (!found) return [];
      const row = String(point.at[rows]);
      places.set(row, (places.get(row) ?? -1) + 1);
      return [{ ...found, at: point.at, row, ink: inkValues().indexOf(String(point.at[inks])), place: places.get(row)!, point: point.point }];
    });
  };
  const inkValues = () => (report.summary.axes[inks] ?? []).map(String).filter((value) => flown.some((point) => String(point.at[inks]) === value));
  const rowValues = () => (report.summary.axes[rows] ?? []).map(String).filter((value) => flown.some((point) => String(point.at[rows]) === value));
  const key = h("div", {});
  const describe = () => {
    const known = marks().filter((each) => each.mean !== null);
    const words = drawn.element.querySelector(".words")!;
    const low = known.reduce<Mark | null>((best, each) => (best === null || each.mean! < best.mean! ? each : best), null);
    const high = known.reduce<Mark | null>((best, each) => (best === null || each.mean! > best.mean! ? each : best), null);
    const at = (each: Mark) => Object.values(each.at).join(", ");
    words.textContent =
      low && high
        ? `${wanted}: from ${show(low.unit, low.mean)} (${at(low)}) to ${show(high.unit, high.mean)} (${at(high)}). ${report.metrics[low.metric]?.meaning ?? ""}`
        : `${wanted}: no point has an estimate.`;
    key.replaceChildren(markLegend(inks, inkValues()));
  };
  const change = () => {
    describe();
    drawn.redraw();
  };
  const drawn = figure({
    id: "study-figures",
    title: "A figure over the axes",
    words: "",
    controls: [
      pick("figure", names, wanted, (value) => ((wanted = value), change())),
      axes.length > 1 ? pick("rows by", axes, rows, (value) => ((rows = value), change())) : null,
      axes.length > 1 ? pick("marks by", axes, inks, (value) => ((inks = value), change())) : null,
      key,
    ],
    draw: (width) => {
      const data = marks();
      const deepest = Math.max(1, ...data.map((each) => each.place + 1));
      const step = Math.max(4, Math.min(16, 900 / (deepest * Math.max(1, rowValues().length))));
      const unit = data[0]?.unit ?? "";
      const left = Math.min(width * 0.4, 24 + 7 * Math.max(...rowValues().map((value) => value.length)));
      const shown = data.filter((each) => each.mean !== null || each.low !== null || each.high !== null);
      return Plot.plot({
        width,
        height: 70 + rowValues().length * (deepest * step + 12),
        marginLeft: left,
        marginRight: 34,
        marginBottom: 46,
        style: { fontSize: "12px", background: "none" },
        x: { label: wanted, labelArrow: "none", labelOffset: 40, tickFormat: (value: number) => show(unit, value), ticks: Math.max(2, Math.floor(width / 150)), grid: true, nice: true },
        y: { axis: null, domain: [-1, deepest], reverse: true },
        fy: { label: null, domain: rowValues(), axis: "left", padding: 0.05 },
        marks: [
          Plot.frame({ stroke: "var(--line)" }),
          Plot.ruleY(shown.filter((each) => each.low !== null && each.high !== null), { fy: "row", y: "place", x1: "low", x2: "high", stroke: (each: Mark) => INKS[each.ink % INKS.length], strokeOpacity: 0.55, strokeWidth: 1.5 }),
          Plot.dot(shown.filter((each) => each.mean !== null), { fy: "row", y: "place", x: "mean", fill: (each: Mark) => INKS[each.ink % INKS.length], symbol: (each: Mark) => SYMBOLS[each.ink % SYMBOLS.length], r: Math.min(5, step / 2 + 1) }),
          Plot.tip(shown.filter((each) => each.mean !== null), Plot.pointer({ fy: "row", y: "place", x: "mean", title: (each: Mark) => `point ${each.point}: ${Object.entries(each.at).map(([axis, value]) => `${axis} ${value}`).join(", ")}\n${show(each.unit, each.mean)} ${interval(each.unit, each.low, each.high)}`, ...TIP })),
        ],
        color: { type: "identity" },
        symbol: { type: "identity" },
      } as Plot.PlotOptions);
    },
    table: () =>
      table(`${wanted} of every point`, [
        { title: "point", cell: (each: Mark) => String(each.point) },
        ...axes.map((axis) => ({ title: plain(axis), cell: (each: Mark) => String(each.at[axis]) })),
        { title: "estimate", cell: (each: Mark) => show(each.unit, each.mean), value: (each: Mark) => each.mean, number: true },
        { title: "95% interval", cell: (each: Mark) => interval(each.unit, each.low, each.high), number: true },
        { title: "", cell: (each: Mark) => each.verdict ?? each.lack ?? "" },
      ], marks()),
  });
  describe();
  return [drawn];
}

const VERDICTS = ["better", "worse", "same", "undecided"];
const VERDICT_INKS: Record<string, string> = { better: INKS[2]!, worse: INKS[1]!, same: "var(--quiet)", undecided: INKS[4]! };
const VERDICT_SYMBOLS: Record<string, (typeof SYMBOLS)[number]> = { better: "triangle", worse: "diamond", same: "circle", undecided: "cross" };
const ROWS_MOST = 60, TABLE_MOST = 400;

export function comparisons(report: StudyReport): Drawn[] {
  const all = report.summary.comparisons;
  if (all.length === 0) return [];
  const at = new Map(report.summary.points.map((point) => [point.point, point.at]));
  const names = [...new Set(all.map(titleOf))];
  // What differs is looked at first: the figure with the most points that are better or worse.
  const moved = (name: string) => all.filter((each) => titleOf(each) === name && ["better", "worse"].includes(each.verdict)).length;
  let wanted = [...names].sort((a, b) => moved(b) - moved(a))[0]!;
  const chosen = () => all.filter((each) => titleOf(each) === wanted);
  const label = (each: Comparison) => Object.values(at.get(each.point) ?? {}).join(", ");
  const drawable = () =>
    [...chosen()]
      .filter((each) => each.difference !== null)
      .sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) || Math.abs(b.difference!) - Math.abs(a.difference!))
      .slice(0, ROWS_MOST)
      .map((each) => ({ ...each, label: label(each) }));
  const sayWords = () => {
    const tally = VERDICTS.map((verdict) => [verdict, chosen().filter((each) => each.verdict === verdict).length] as const).filter(([, number]) => number > 0);
    drawn.element.querySelector(".words")!.textContent = `${wanted}: ${tally.map(([verdict, number]) => `${count(number)} ${verdict}`).join(", ")}.${chosen().length > ROWS_MOST ? ` The first ${ROWS_MOST} are drawn.` : ""}`;
  };
  const drawn: Drawn = figure({
    id: "study-comparisons",
    title: "Differences, with 95% intervals",
    words: "",
    controls: [
      pick("figure", names, wanted, (value) => {
        wanted = value;
        sayWords();
        drawn.redraw();
      }),
      h("ul", { class: "legend" }, VERDICTS.map((verdict) => h("li", { class: `badge ${verdict}` }, verdict))),
    ],
    draw: (width) => {
      const rows = drawable();
      const unit = rows[0]?.unit ?? "";
      const narrow = width < 620;
      const longest = Math.max(10, ...rows.map((row) => row.label.length));
      return Plot.plot({
        width,
        height: 66 + (narrow ? 34 : 20) * rows.length,
        marginLeft: narrow ? 12 : Math.min(width * 0.5, 16 + 6.6 * longest),
        marginRight: 90,
        marginBottom: 46,
        style: { fontSize: "12px", background: "none", overflow: "visible" },
        x: { label: `difference to the partner (${unit === "share" ? "points" : unit || "count"})`, labelArrow: "none", labelOffset: 40, grid: true, ticks: narrow ? 3 : 6, tickFormat: (value: number) => (unit === "share" ? `${significant(value * 100)}` : show(unit, value)) },
        y: { label: null, domain: rows.map((row) => `${row.point}`), axis: narrow ? null : "left", tickFormat: (point: string) => rows.find((row) => `${row.point}` === point)?.label ?? point },
        marks: [
          Plot.ruleX([0], { stroke: "var(--text)" }),
          Plot.ruleY(rows.filter((row) => row.low !== null && row.high !== null), { y: (row: (typeof rows)[number]) => `${row.point}`, x1: "low", x2: "high", stroke: (row: (typeof rows)[number]) => VERDICT_INKS[row.verdict], strokeWidth: 2 }),
          Plot.dot(rows, { y: (row: (typeof rows)[number]) => `${row.point}`, x: "difference", fill: (row: (typeof rows)[number]) => VERDICT_INKS[row.verdict], symbol: (row: (typeof rows)[number]) => VERDICT_SYMBOLS[row.verdict], r: 4.5 }),
          narrow ? Plot.text(rows, { y: (row: (typeof rows)[number]) => `${row.point}`, frameAnchor: "left", text: "label", dy: -12, textAnchor: "start", fill: "var(--text)" }) : null,
          Plot.text(rows, { y: (row: (typeof rows)[number]) => `${row.point}`, frameAnchor: "right", text: "verdict", dx: 84, textAnchor: "end", fill: (row: (typeof rows)[number]) => VERDICT_INKS[row.verdict] }),
        ],
        color: { type: "identity" },
        symbol: { type: "identity" },
      } as Plot.PlotOptions);
    },
    table: () => {
      const rows = chosen();
      return table(`${wanted}: every comparison${rows.length > TABLE_MOST ? `, the first ${TABLE_MOST} of ${count(rows.length)}; all are in comparisons.csv` : ""}`, [
        { title: "point", cell: (each: Comparison) => `${each.point}: ${label(each)}` },
        { title: "against", cell: (each: Comparison) => String(each.against), value: (each: Comparison) => each.against, number: true },
        { title: "partner", cell: (each: Comparison) => show(each.unit, each.a), value: (each: Comparison) => each.a, number: true },
        { title: "this", cell: (each: Comparison) => show(each.unit, each.b), value: (each: Comparison) => each.b, number: true },
        { title: "difference", cell: told, value: (each: Comparison) => each.difference, number: true },
        { title: "p, adjusted", cell: (each: Comparison) => (each.p_adjusted === null ? "–" : significant(each.p_adjusted)), value: (each: Comparison) => each.p_adjusted, number: true },
        { title: "verdict", cell: (each: Comparison) => [h("span", { class: `badge ${each.verdict}` }, each.verdict), each.lack ? ` ${each.lack}` : null] },
      ], rows.slice(0, TABLE_MOST));
    },
  });
  sayWords();
  return [drawn];
}
