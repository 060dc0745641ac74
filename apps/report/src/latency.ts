// How latencies are distributed: what share of replies is slower than each time, phase by phase.
//
// A tail is what people ask of, and a histogram hides it: the share that is slower, both axes in powers of ten, shows the
// median and the slowest in a thousand in one picture. The quantiles that are marked are those of summary.json.
import * as Plot from "@observablehq/plot";
import { type RunReport, find } from "./data";
import { h, table } from "./dom";
import { type Drawn, DASHES, INKS, figure, legend } from "./figure";
import { count, duration, interval, show, significant } from "./format";
import { TIP } from "./time_line";

interface Bucket {
  from: number;
  to: number;
  count: number;
}

/** By phase ("" is the whole measured run), over all regions, of one class or of all. */
export function distributions(report: RunReport, request: string | null): Map<string, Bucket[]> {
  const latency = report.tables.latency;
  const phases = new Map<string, Map<number, Bucket>>();
  (latency["count"] ?? []).forEach((value, row) => {
    if (request !== null && latency["class"]![row] !== request) return;
    const phase = String(latency["phase"]![row] ?? "");
    const from = Number(latency["from_s"]![row]);
    if (!phases.has(phase)) phases.set(phase, new Map());
    const buckets = phases.get(phase)!;
    const bucket = buckets.get(from);
    if (bucket) bucket.count += Number(value);
    else buckets.set(from, { from, to: Number(latency["to_s"]![row]), count: Number(value) });
  });
  return new Map([...phases].map(([phase, buckets]) => [phase, [...buckets.values()].sort((a, b) => a.from - b.from)]));
}

/** Points of "what share is slower than x", at the upper ends of buckets. */
function slower(buckets: Bucket[]): { x: number; y: number }[] {
  const total = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  let left = total;
  const points = buckets.length > 0 ? [{ x: buckets[0]!.from, y: 1 }] : [];
  for (const bucket of buckets) {
    left -= bucket.count;
    if (left > 0) points.push({ x: bucket.to, y: left / total });
  }
  return points;
}

const QUANTILES = [
  { name: "latency_p50", y: 0.5, words: "p50" },
  { name: "latency_p95", y: 0.05, words: "p95" },
  { name: "latency_p99", y: 0.01, words: "p99" },
  { name: "latency_p999", y: 0.001, words: "p99.9" },
];

const called = (phase: string) => (phase === "" ? "the whole run" : phase);

export function latencies(report: RunReport): Drawn[] {
  let request: string | null = null;
  const whole = distributions(report, null);
  if (whole.size === 0) return [];
  const order = ["", ...report.phases.map((phase) => phase.name)].filter((phase) => whole.has(phase));
  const classes = [...new Set(report.tables.latency["class"] ?? [])].map(String);
  const quantile = (name: string, phase: string) => find(report.summary.metrics, name, { phase: phase || null, class: request });
  const median = quantile("latency_p50", ""), tail = quantile("latency_p99", "");
  const drawn: Drawn[] = [];
  const select = classes.length > 1 ? h("select", { "aria-label": "Class of requests" }, h("option", { value: "" }, "all classes"), classes.map((name) => h("option", { value: name }, name))) : null;
  select?.addEventListener("change", () => {
    request = select.value === "" ? null : select.value;
    drawn.forEach((each) => each.redraw());
  });
  const all = [...whole.values()].flatMap((buckets) => slower(buckets));
  const least = Math.min(...all.map((point) => point.y));
  drawn.push(
    figure({
      id: "latency-tail",
      title: "What share of good replies is slower than a time",
      words:
        `Over the whole run half of them take at most ${show("s", median?.value)}` +
        (tail?.value ? ` and one in a hundred more than ${show("s", tail.value)}.` : "; the slowest hundredth is not known well enough.") +
        " Both axes are in powers of ten; rings mark quantiles as the summary has them.",
      controls: [select ? h("label", {}, "requests ", select) : null, legend(order.map(called))],
      draw: (width) => {
        const shown = distributions(report, request);
        const rings = order.flatMap((phase, index) =>
          QUANTILES.map((each) => ({ ...each, phase, index, x: quantile(each.name, phase)?.value ?? NaN })).filter((each) => each.x > 0),
        );
        return Plot.plot({
          width,
          height: 320,
          marginLeft: 70,
          marginRight: 16,
          marginBottom: 44,
          x: { type: "log", label: "latency", labelArrow: "none", labelOffset: 38, tickFormat: (value: number) => duration(value), ticks: Math.max(3, Math.floor(width / 130)), grid: true },
          y: { type: "log", label: "share that is slower", tickFormat: (value: number) => `${significant(value * 100)}%`, ticks: 4, grid: true, domain: [Math.max(1e-7, least * 0.8), 1] },
          style: { fontSize: "12px", background: "none" },
          marks: [
            order.map((phase, index) =>
              Plot.lineY(slower(shown.get(phase) ?? []), {
                x: "x", y: "y", curve: "step-after", stroke: INKS[index % INKS.length]!, strokeDasharray: DASHES[index % DASHES.length]!, strokeWidth: phase === "" ? 2.4 : 1.8, ariaDescription: called(phase),
              }),
            ),
            Plot.dot(rings, { x: "x", y: "y", r: 4, stroke: (ring: { index: number }) => INKS[ring.index % INKS.length], fill: "var(--paper)", strokeWidth: 1.6, ariaDescription: "quantiles" }),
            Plot.tip(rings, Plot.pointer({ x: "x", y: "y", title: (ring: { phase: string; words: string; x: number }) => `${called(ring.phase)}\n${ring.words} ${duration(ring.x)}`, ...TIP })),
          ],
          color: { type: "identity" },
        });
      },
      table: () =>
        table(
          `Quantiles of good replies${request ? ` of ${request}` : ""}, with 95% intervals`,
          [
            { title: "phase", cell: (phase: string) => called(phase) },
            ...QUANTILES.map((each) => ({
              title: each.words,
              cell: (phase: string) => {
                const row = quantile(each.name, phase);
                if (!row) return "–";
                return row.value === null ? (row.lack ?? "–") : `${show("s", row.value)} ${interval("s", row.low, row.high)}`;
              },
              value: (phase: string) => quantile(each.name, phase)?.value,
              number: true,
            })),
            { title: "replies", cell: (phase: string) => count((distributions(report, request).get(phase) ?? []).reduce((sum, bucket) => sum + bucket.count, 0)), number: true },
          ],
          order,
        ),
    }),
  );
  return drawn;
}
