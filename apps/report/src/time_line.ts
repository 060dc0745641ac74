// The run over time: requests, answers and failures; how slow; how busy. Faults and phases are marked in each picture.
import * as Plot from "@observablehq/plot";
import type { RunReport, Span, Table } from "./data";
import { h, table } from "./dom";
import { type Drawn, DASHES, INKS, figure, legend } from "./figure";
import { duration, plain, share, show, significant, timeTicks } from "./format";

export interface Bin {
  start: number;
  end: number;
  asked: number;
  good: number;
  failed: number;
  latency: number | null;
}

const numbers = (of: Table, name: string): number[] => (of[name] ?? []).map((value) => (value === null ? NaN : Number(value)));

/** Bins of all regions, or of one, put together until there are at most `most` of them. */
export function bins(timeline: Table, region: string | null, most = 240): Bin[] {
  const [starts, ends, asked, good, failed, latency] = ["start_s", "end_s", "requests_per_s", "good_per_s", "failed_per_s", "latency_mean_s"].map(
    (name) => numbers(timeline, name),
  ) as [number[], number[], number[], number[], number[], number[]];
  const regions = timeline["region"] ?? [];
  const seen = new Map<number, { bin: Bin; slow: number }>();
  starts.forEach((start, row) => {
    if (region !== null && regions[row] !== region) return;
    let entry = seen.get(start);
    if (!entry) seen.set(start, (entry = { bin: { start, end: ends[row]!, asked: 0, good: 0, failed: 0, latency: null }, slow: 0 }));
    entry.bin.asked += asked[row]!;
    entry.bin.good += good[row]!;
    entry.bin.failed += failed[row]!;
    if (!Number.isNaN(latency[row]!)) entry.slow += latency[row]! * good[row]!;
  });
  const all = [...seen.values()].sort((a, b) => a.bin.start - b.bin.start);
  const together = Math.max(1, Math.ceil(all.length / most));
  const merged: Bin[] = [];
  for (let first = 0; first < all.length; first += together) {
    const group = all.slice(first, first + together);
    const start = group[0]!.bin.start;
    const end = group[group.length - 1]!.bin.end;
    const mean = (of: (bin: Bin) => number) => group.reduce((sum, each) => sum + of(each.bin) * (each.bin.end - each.bin.start), 0) / (end - start);
    const good_ = mean((bin) => bin.good);
    const slow = group.reduce((sum, each) => sum + each.slow * (each.bin.end - each.bin.start), 0) / (end - start);
    merged.push({ start, end, asked: mean((bin) => bin.asked), good: good_, failed: mean((bin) => bin.failed), latency: good_ > 0 ? slow / good_ : null });
  }
  return merged;
}

/** What is marked behind the lines: the time of each fault, and where phases begin. */
function marks(report: RunReport, lasts: number, factor: number, width: number): Plot.Markish[] {
  const open = (span: Span) => Math.min(span.end_s ?? lasts, lasts);
  const faults = report.faults.filter((fault) => fault.start_s < lasts);
  const phases = report.phases.filter((phase) => phase.start_s < lasts);
  const result: Plot.Markish[] = [];
  if (report.warm_up_s)
    result.push(Plot.rect([{ x1: 0, x2: report.warm_up_s / factor }], { x1: "x1", x2: "x2", fill: "var(--quiet)", fillOpacity: 0.12, ariaDescription: "warm-up" }));
  result.push(
    Plot.rect(faults, {
      x1: (fault: Span) => fault.start_s / factor,
      x2: (fault: Span) => open(fault) / factor,
      fill: "var(--fault)",
      fillOpacity: 0.22,
      ariaDescription: "faults",
    }),
    Plot.ruleX(phases, { x: (phase: Span) => phase.start_s / factor, stroke: "var(--quiet)", strokeDasharray: "2 3", ariaDescription: "phases" }),
  );
  // A word needs room: where phases are short only the fault is named, and the table says the rest.
  const room = (span: Span) => ((open(span) - span.start_s) / lasts) * (width - 80);
  result.push(
    Plot.text(
      phases.filter((phase) => room(phase) > 7 * phase.name.length),
      { x: (phase: Span) => phase.start_s / factor, text: "name", frameAnchor: "top-left", dx: 4, dy: -14, textAnchor: "start", fill: "var(--quiet)" },
    ),
    ...faults.map((fault, index) => {
      const late = fault.start_s > 0.7 * lasts;
      return Plot.text([fault], {
        x: (late ? fault.start_s : open(fault)) / factor,
        text: [`⚡ ${plain(fault.name)}`],
        frameAnchor: "top",
        textAnchor: late ? "end" : "start",
        dx: late ? -4 : 4,
        dy: 6 + 13 * (index % 6),
        fill: "var(--fault-text)",
        fontWeight: "bold",
      });
    }),
  );
  return result;
}

function axes(lasts: number, label: string, tick: (value: number) => string): Plot.PlotOptions {
  const { unit } = timeTicks(lasts);
  return {
    height: 205,
    marginLeft: 58,
    marginRight: 12,
    marginTop: 30,
    marginBottom: 44,
    x: { label: `simulated time (${unit})`, labelArrow: "none", labelOffset: 38, domain: [0, lasts / timeTicks(lasts).factor] },
    y: { label, tickFormat: tick, grid: true, nice: true, zero: true },
    style: { fontSize: "12px", background: "none", overflow: "visible" },
  };
}

const AT_MOST_ROWS = 48;

export function timeLines(report: RunReport): Drawn[] {
  const regions = [...new Set(report.tables.timeline["region"] ?? [])].map(String);
  const all = bins(report.tables.timeline, null);
  if (all.length === 0) return [];
  const lasts = Math.max(report.lasts_s ?? 0, all[all.length - 1]!.end);
  const { factor, unit } = timeTicks(lasts);
  let region: string | null = null;
  const drawn: Drawn[] = [];
  const chosen = () => bins(report.tables.timeline, region);

  const pick = (label: string) => {
    if (regions.length < 2) return null;
    const select = h("select", { "aria-label": `Region of ${label}` }, h("option", { value: "" }, "all regions"), regions.map((name) => h("option", { value: name }, name)));
    select.addEventListener("change", () => {
      region = select.value === "" ? null : select.value;
      for (const other of document.querySelectorAll<HTMLSelectElement>("select.of-region")) other.value = select.value;
      drawn.forEach((each) => each.redraw());
    });
    select.classList.add("of-region");
    return h("label", {}, "clients in ", select);
  };
  const rows = (what: string) => () => table(
    `${what} over time${region ? `, clients in ${region}` : ""}, each row a mean over its time; all bins are in timeline.csv`,
    [
      { title: "from", cell: (bin: Bin) => duration(bin.start) },
      { title: "to", cell: (bin: Bin) => duration(bin.end) },
      { title: "meant to be sent", cell: (bin: Bin) => `${significant(bin.asked)} /s`, number: true },
      { title: "good", cell: (bin: Bin) => `${significant(bin.good)} /s`, number: true },
      { title: "failed", cell: (bin: Bin) => `${significant(bin.failed)} /s`, number: true },
      { title: "mean latency", cell: (bin: Bin) => show("s", bin.latency), number: true },
    ],
    bins(report.tables.timeline, region, AT_MOST_ROWS),
  );

  const peak = all.reduce((best, bin) => (bin.asked > best.asked ? bin : best), all[0]!);
  const worst = all.reduce((best, bin) => (bin.failed > best.failed ? bin : best), all[0]!);
  const struck = report.faults.map((fault) => `${plain(fault.name)} from ${duration(fault.start_s)}${fault.end_s === null ? " on" : ` to ${duration(fault.end_s)}`}`);
  const faultWords = struck.length > 0 ? ` Shaded: ${struck.join("; ")}.` : "";
  drawn.push(
    figure({
      id: "timeline-requests",
      title: "Requests a second",
      words:
        `Clients mean to send ${significant(peak.asked)} requests a second at the peak, about ${duration(peak.start)} into the run. ` +
        (worst.failed > 0 ? `Most fail about ${duration(worst.start)}: ${significant(worst.failed)} a second.` : "None fails.") +
        faultWords,
      controls: [pick("requests"), legend(["meant to be sent", "good", "failed"], "line", ["var(--ink-7)", "var(--ink-1)", "var(--ink-2)"])],
      draw: (width) => {
        const data = chosen();
        const steps = { x1: (bin: Bin) => bin.start / factor, x2: (bin: Bin) => bin.end / factor };
        return Plot.plot({
          ...axes(lasts, "requests/s", (value) => significant(value)),
          width,
          marks: [
            ...marks(report, lasts, factor, width),
            Plot.rectY(data, { ...steps, y: "failed", fill: "var(--ink-2)", fillOpacity: 0.55, ariaDescription: "failed" }),
            Plot.lineY(data, { x: (bin: Bin) => (bin.start + bin.end) / 2 / factor, y: "asked", stroke: "var(--ink-7)", strokeDasharray: DASHES[0]!, strokeWidth: 1.2, ariaDescription: "meant to be sent" }),
            Plot.lineY(data, { x: (bin: Bin) => (bin.start + bin.end) / 2 / factor, y: "good", stroke: "var(--ink-1)", strokeDasharray: DASHES[1]!, strokeWidth: 1.8, ariaDescription: "good" }),
            Plot.lineY(data, { x: (bin: Bin) => (bin.start + bin.end) / 2 / factor, y: "failed", stroke: "var(--ink-2)", strokeDasharray: DASHES[2]!, strokeWidth: 1.8, ariaDescription: "failed" }),
            Plot.tip(data, Plot.pointerX({ x: (bin: Bin) => (bin.start + bin.end) / 2 / factor, y: "asked", title: (bin: Bin) => `${duration(bin.start)} to ${duration(bin.end)}\nmeant ${significant(bin.asked)} /s\ngood ${significant(bin.good)} /s\nfailed ${significant(bin.failed)} /s`, ...TIP })),
            Plot.ruleY([0]),
          ],
        });
      },
      table: rows("Requests"),
    }),
  );
  const slowest = all.reduce((best, bin) => ((bin.latency ?? 0) > (best.latency ?? 0) ? bin : best), all[0]!);
  drawn.push(
    figure({
      id: "timeline-latency",
      title: "Mean latency of good replies",
      words: `It is highest about ${duration(slowest.start)} into the run: ${show("s", slowest.latency)}.${faultWords}`,
      controls: pick("latency"),
      draw: (width) =>
        Plot.plot({
          ...axes(lasts, "mean latency", (value) => duration(value)),
          width,
          marks: [
            ...marks(report, lasts, factor, width),
            Plot.lineY(chosen(), { x: (bin: Bin) => (bin.start + bin.end) / 2 / factor, y: (bin: Bin) => bin.latency ?? NaN, stroke: "var(--ink-1)", strokeWidth: 1.8, ariaDescription: "mean latency" }),
            Plot.tip(chosen(), Plot.pointerX({ x: (bin: Bin) => (bin.start + bin.end) / 2 / factor, y: (bin: Bin) => bin.latency ?? NaN, title: (bin: Bin) => `${duration(bin.start)} to ${duration(bin.end)}\n${show("s", bin.latency)}`, ...TIP })),
            Plot.ruleY([0]),
          ],
        }),
      table: rows("Latency and requests"),
    }),
  );
  const busy = load(report.tables.load);
  if (busy.length > 0) drawn.push(busyOverTime(report, busy, lasts, factor, unit));
  return drawn;
}

export const TIP = { fill: "var(--paper)", stroke: "var(--quiet)", fontSize: 12 };

interface Load {
  time: number;
  tier: string;
  busy: number;
  present: number;
}

function load(of: Table): Load[] {
  const time = numbers(of, "time_s"), busy = numbers(of, "utilisation"), present = numbers(of, "in_system");
  return (of["tier"] ?? []).map((tier, row) => ({ time: time[row]!, tier: String(tier), busy: busy[row]!, present: present[row]! }));
}

function busyOverTime(report: RunReport, looks: Load[], lasts: number, factor: number, _unit: string): Drawn {
  const tiers = report.summary.tiers.map((tier) => tier.tier);
  const top = looks.reduce((best, look) => (look.busy > best.busy ? look : best), looks[0]!);
  return figure({
    id: "timeline-busy",
    title: "How busy each tier is",
    words: `Share of its cores at work since the look before. Busiest is ${top.tier}, ${share(top.busy)} about ${duration(top.time)} into the run.`,
    controls: legend(tiers),
    draw: (width) =>
      Plot.plot({
        ...axes(lasts, "cores at work", (value) => `${Math.round(value * 100)}%`),
        width,
        y: { label: "cores at work", tickFormat: (value: number) => `${significant(value * 100)}%`, grid: true, domain: [0, Math.min(1, top.busy > 0 ? top.busy * 1.15 : 1)] },
        marks: [
          ...marks(report, lasts, factor, width),
          tiers.map((tier, index) =>
            Plot.lineY(looks.filter((look) => look.tier === tier), {
              x: (look: Load) => look.time / factor, y: "busy", stroke: INKS[index % INKS.length]!, strokeDasharray: DASHES[index % DASHES.length]!, strokeWidth: 1.8, ariaDescription: tier,
            }),
          ),
          Plot.tip(looks, Plot.pointer({ x: (look: Load) => look.time / factor, y: "busy", title: (look: Load) => `${look.tier}, ${duration(look.time)}\n${share(look.busy)} of its cores\n${significant(look.present)} requests there`, ...TIP })),
          Plot.ruleY([0]),
        ],
      }),
    table: () => {
      const times = [...new Set(looks.map((look) => look.time))];
      const step = Math.max(1, Math.ceil(times.length / AT_MOST_ROWS));
      const at = times.filter((_, index) => index % step === 0);
      const by = new Map(looks.map((look) => [`${look.time} ${look.tier}`, look]));
      return table("Cores at work by tier; all looks are in load.csv", [
        { title: "time", cell: (time: number) => duration(time) },
        ...tiers.map((tier) => ({ title: tier, cell: (time: number) => show("share", by.get(`${time} ${tier}`)?.busy), number: true })),
      ], at);
    },
  });
}
