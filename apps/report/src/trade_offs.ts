// What consistency costs: availability against stale reads while something is cut (CAP: Gilbert and Lynch 2002), latency
// against stale reads in health (PACELC: Abadi 2012). A mark a point.
//
// A study may keep a figure by region or side. Where several are left for a point the worst is drawn, and the axis says
// so: the same rule as windtunnel.plot.cap has in Python.
import * as Plot from "@observablehq/plot";
import type { StudyFigure, StudyReport } from "./data";
import { h, table } from "./dom";
import { type Drawn, INKS, figure } from "./figure";
import { duration, interval, plain, share, show, significant } from "./format";
import { SYMBOLS, markLegend } from "./study_charts";
import { TIP } from "./time_line";

interface Mark {
  point: number;
  at: Record<string, string | number>;
  x: StudyFigure;
  y: StudyFigure;
  ink: number;
  shape: number;
  linearizable: string;
}

const PARTS = ["class", "region", "tier", "fault", "side"] as const;

/** The figure of a point: of all where there is one of all, else the worst; and whether it was one of several. */
function worst(figures: StudyFigure[], metric: string, phase: string | null, low: boolean): { figure: StudyFigure; of: string } | null {
  const rows = figures.filter((row) => row.metric === metric && row.mean !== null);
  const inPhase = rows.filter((row) => row.phase === phase);
  // Not every figure is told apart by phase: then that of the whole run stands for it.
  const left = inPhase.length > 0 ? inPhase : rows.filter((row) => row.phase === null);
  if (left.length === 0) return null;
  const whole = left.filter((row) => row.region === null && row.side === null && row.class === null);
  const several = whole.length > 0 ? whole : left;
  const sorted = [...several].sort((a, b) => (low ? b.mean! - a.mean! : a.mean! - b.mean!));
  const told = PARTS.filter((part) => new Set(several.map((row) => row[part])).size > 1);
  return { figure: sorted[0]!, of: told.length > 0 ? `, worst ${told.join(", ")}` : "" };
}

export function tradeOffs(report: StudyReport): Drawn[] {
  const flown = report.summary.points.filter((point) => point.state === "flown");
  const has = (metric: string) => flown.some((point) => point.metrics.some((row) => row.metric === metric && row.mean !== null));
  const consistency = has("stale_read_share") ? "stale_read_share" : has("verdict_linearizability") ? "verdict_linearizability" : null;
  if (consistency === null) return [];
  const phases = [...new Set(flown.flatMap((point) => point.metrics.filter((row) => row.metric === "availability").map((row) => row.phase)))];
  const mean = (phase: string | null) => {
    const values = flown.flatMap((point) => worst(point.metrics, "availability", phase, false)?.figure.mean ?? []);
    return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 1;
  };
  const ordered = [...phases].sort((a, b) => mean(a) - mean(b));
  const latency = ["latency_p99", "latency_p95", "latency_p50", "latency_mean"].find(has);
  const drawn: Drawn[] = [];
  // Something is cut where answers fail most; where a phase is named for it, that name says so.
  const cut = phases.find((phase) => phase !== null && /cut|during|partition/.test(phase)) ?? ordered[0] ?? null;
  const health = phases.find((phase) => phase !== null && /health|before|normal/.test(phase)) ?? ordered[ordered.length - 1] ?? null;
  if (has("availability")) drawn.push(plane(report, "cap", "CAP: availability against consistency", "availability", consistency, cut, phases));
  if (latency) drawn.push(plane(report, "pacelc", "PACELC: latency against consistency", latency, consistency, health, phases));
  return drawn;
}

/** Zero, and the powers of ten between: what a symmetric logarithm can be read by. */
function decades(least: number, most: number): number[] {
  const ticks = [0];
  for (let power = Math.ceil(Math.log10(least)); 10 ** power <= most * 1.01; ++power) ticks.push(10 ** power);
  return ticks;
}

function plane(report: StudyReport, id: string, title: string, metric: string, consistency: string, first: string | null, phases: (string | null)[]): Drawn {
  const axes = Object.keys(report.summary.axes);
  const flown = report.summary.points.filter((point) => point.state === "flown");
  const varies = axes.filter((axis) => new Set(flown.map((point) => point.at[axis])).size > 1);
  const inkAxis = varies[0] ?? axes[0]!, shapeAxis = varies[1] ?? inkAxis;
  const values = (axis: string) => (report.summary.axes[axis] ?? []).map(String).filter((value) => flown.some((point) => String(point.at[axis]) === value));
  const violated = consistency.startsWith("verdict_");
  let phase = first;
  let of = { x: "", y: "" };
  const marks = (): Mark[] =>
    flown.flatMap((point) => {
      const y = worst(point.metrics, metric, phase, metric !== "availability");
      const x = worst(point.metrics, consistency, phase, !violated);
      if (!x || !y) return [];
      of = { x: x.of, y: y.of };
      return [{
        point: point.point,
        at: point.at,
        x: violated ? { ...x.figure, mean: 1 - x.figure.mean!, low: x.figure.high === null ? null : 1 - x.figure.high, high: x.figure.low === null ? null : 1 - x.figure.low } : x.figure,
        y: y.figure,
        ink: values(inkAxis).indexOf(String(point.at[inkAxis])),
        shape: values(shapeAxis).indexOf(String(point.at[shapeAxis])),
        linearizable: point.metrics.find((row) => row.metric === "verdict_linearizability")?.verdict ?? "",
      }];
    });
  const across = violated ? "runs that are not linearizable" : "stale reads";
  const words = () => {
    const all = marks();
    const clean = all.filter((each) => each.x.mean === 0);
    const best = [...clean].sort((a, b) => (metric === "availability" ? b.y.mean! - a.y.mean! : a.y.mean! - b.y.mean!))[0];
    const at = (each: Mark) => Object.entries(each.at).filter(([axis]) => varies.includes(axis)).map(([, value]) => value).join(", ");
    return (
      `${phase === null ? "The whole run" : `Phase ${phase}`}: ${all.length} points, ${clean.length} of them without ${across}` +
      (best ? `; of those the best is ${at(best)} with ${plain(metric)} ${show(best.y.unit, best.y.mean)}.` : ".")
    );
  };
  const select = phases.length > 1 ? h("select", {}, phases.map((each) => h("option", { value: each ?? "", selected: each === phase }, each ?? "the whole run"))) : null;
  select?.addEventListener("change", () => {
    phase = select.value === "" ? null : select.value;
    drawn.element.querySelector(".words")!.textContent = words();
    drawn.redraw();
  });
  const drawn: Drawn = figure({
    id,
    title,
    words: words(),
    controls: [
      select ? h("label", {}, "phase ", select) : null,
      markLegend(inkAxis, values(inkAxis), shapeAxis === inkAxis),
      shapeAxis !== inkAxis ? h("span", {}, `shape: ${plain(shapeAxis)} (${values(shapeAxis).map((value, index) => `${value} ${GLYPHS[index % GLYPHS.length]}`).join(", ")})`) : null,
      flown.some((point) => point.metrics.some((row) => row.metric === "verdict_linearizability")) ? h("span", {}, "hollow: not linearizable in some run") : null,
    ],
    draw: (width) => {
      const data = marks();
      const positive = data.map((each) => each.x.mean!).filter((value) => value > 0);
      const least = Math.min(...positive, 1), most = Math.max(...positive, 0);
      const wide = most > 30 * least;
      const symbolOf = (each: Mark) => SYMBOLS[(shapeAxis === inkAxis ? each.ink : each.shape) % SYMBOLS.length];
      // An interval of few replications may reach far; the marks decide what is in the picture, and bars end at its edge.
      const heights = data.map((each) => each.y.mean!);
      const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
      const room = (highest - lowest) * 0.25 || 0.005;
      const domain = metric === "availability" ? [lowest - room, Math.min(1, highest + room)] : [lowest * 0.8, highest * 1.25];
      const hollow = (each: Mark) => each.linearizable === "violated" || each.linearizable === "unknown";
      return Plot.plot({
        width,
        height: 380,
        marginLeft: 72,
        marginRight: 24,
        marginBottom: 48,
        style: { fontSize: "12px", background: "none" },
        x: { type: wide ? "symlog" : "linear", ...(wide ? { constant: least } : { zero: true, nice: true }), label: `${across}${of.x}`, labelArrow: "none", labelOffset: 42, tickFormat: (value: number) => `${significant(value * 100, 2)}%`, ticks: wide ? decades(least, most) : Math.max(2, Math.floor(width / 130)), grid: true, inset: 10 },
        y: { type: metric === "availability" ? "linear" : "log", domain, clamp: true, label: `${plain(metric)}${of.y}`, tickFormat: (value: number) => (metric === "availability" ? share(value) : duration(value)), ticks: 5, grid: true, inset: 10 },
        marks: [
          Plot.frame({ stroke: "var(--line)" }),
          Plot.link(data.filter((each) => each.y.low !== null && each.y.high !== null && each.y.low > 0), { x1: (each: Mark) => each.x.mean, x2: (each: Mark) => each.x.mean, y1: (each: Mark) => each.y.low, y2: (each: Mark) => each.y.high, stroke: (each: Mark) => INKS[each.ink % INKS.length], strokeOpacity: 0.45, clip: true }),
          Plot.link(data.filter((each) => each.x.low !== null && each.x.high !== null), { y1: (each: Mark) => each.y.mean, y2: (each: Mark) => each.y.mean, x1: (each: Mark) => Math.max(0, each.x.low!), x2: (each: Mark) => each.x.high, stroke: (each: Mark) => INKS[each.ink % INKS.length], strokeOpacity: 0.45, clip: true }),
          Plot.dot(data, { x: (each: Mark) => each.x.mean, y: (each: Mark) => each.y.mean, r: 6, symbol: symbolOf, stroke: (each: Mark) => INKS[each.ink % INKS.length], strokeWidth: 1.8, fill: (each: Mark) => (hollow(each) ? "var(--paper)" : INKS[each.ink % INKS.length]!) }),
          Plot.tip(data, Plot.pointer({ x: (each: Mark) => each.x.mean, y: (each: Mark) => each.y.mean, title: (each: Mark) => `point ${each.point}: ${Object.values(each.at).join(", ")}\n${plain(metric)} ${show(each.y.unit, each.y.mean)}\n${across} ${share(each.x.mean!)}`, ...TIP })),
        ],
        color: { type: "identity" },
        symbol: { type: "identity" },
      } as Plot.PlotOptions);
    },
    table: () =>
      table(`${title}, ${phase ?? "the whole run"}`, [
        { title: "point", cell: (each: Mark) => String(each.point) },
        ...axes.map((axis) => ({ title: plain(axis), cell: (each: Mark) => String(each.at[axis]) })),
        { title: `${plain(metric)}${of.y}`, cell: (each: Mark) => `${show(each.y.unit, each.y.mean)} ${interval(each.y.unit, each.y.low, each.y.high)}`, value: (each: Mark) => each.y.mean, number: true },
        { title: `${across}${of.x}`, cell: (each: Mark) => `${share(each.x.mean!)} ${interval("share", each.x.low, each.x.high)}`, value: (each: Mark) => each.x.mean, number: true },
        { title: "linearizable", cell: (each: Mark) => each.linearizable },
      ], marks()),
  });
  return drawn;
}

const GLYPHS = ["●", "■", "▲", "◆", "★", "✚", "Y"];
