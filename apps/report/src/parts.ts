// Where the time goes, how near each tier is to its limits, and what a month costs.
import * as Plot from "@observablehq/plot";
import type { BillLine, RunReport, Table, TierRow } from "./data";
import { h, table } from "./dom";
import { type Drawn, INKS, figure, legend } from "./figure";
import { count, duration, money, plain, share, show, significant } from "./format";

const WIDE = 620;

export function timeGoes(report: RunReport): Drawn | null {
  const parts = report.summary.time.filter((part) => part.mean_s > 0 || part.slowest_1_percent_s > 0);
  if (parts.length === 0) return null;
  const sums = [parts.reduce((sum, part) => sum + part.mean_s, 0), parts.reduce((sum, part) => sum + part.slowest_1_percent_s, 0)] as const;
  const bars = parts.flatMap((part) => [
    { part: part.part, of: "a mean request", seconds: part.mean_s, share: part.mean_s / sums[0] },
    { part: part.part, of: "the slowest 1%", seconds: part.slowest_1_percent_s, share: part.slowest_1_percent_s / sums[1] },
  ]);
  const first = [...parts].sort((a, b) => b.mean_s - a.mean_s)[0]!;
  const last = [...parts].sort((a, b) => b.slowest_1_percent_s - a.slowest_1_percent_s)[0]!;
  return figure({
    id: "time-goes",
    title: "Where the time of good replies goes",
    words:
      `A mean request takes ${duration(sums[0])}, of which ${share(first.mean_s / sums[0])} in ${first.part}; ` +
      `one of the slowest 1% takes ${duration(sums[1])}, of which ${share(last.slowest_1_percent_s / sums[1])} in ${last.part}.`,
    draw: (width) => {
      const narrow = width < WIDE;
      const options: Plot.PlotOptions = {
        width,
        marginLeft: 8 + 7 * Math.max(...parts.map((part) => part.part.length)),
        marginRight: 118,
        style: { fontSize: "12px", background: "none", overflow: "visible" },
        y: { label: null, domain: [...parts].sort((a, b) => b.mean_s - a.mean_s).map((part) => part.part) },
        x: { label: null, tickFormat: (value: number) => duration(value), ticks: narrow ? 3 : 4, grid: true },
      };
      const marks = (of: string) => [
        Plot.barX(bars.filter((bar) => bar.of === of), { x: "seconds", y: "part", fill: of === "a mean request" ? INKS[0]! : INKS[1]!, insetTop: 2, insetBottom: 2, ariaDescription: of }),
        Plot.text(bars.filter((bar) => bar.of === of), { x: "seconds", y: "part", text: (bar: (typeof bars)[number]) => `${duration(bar.seconds)}  ${Math.round(bar.share * 100)}%`, textAnchor: "start", dx: 5, fill: "var(--text)" }),
        Plot.ruleX([0]),
      ];
      const box = h("div", { class: narrow ? "stack" : "pair" });
      for (const of of ["a mean request", "the slowest 1%"]) {
        const each = Plot.plot({ ...options, width: narrow ? width : Math.floor((width - 16) / 2), height: 56 + 26 * parts.length, marginTop: 24, marks: [...marks(of), Plot.text([of], { frameAnchor: "top-left", dy: -18, fontWeight: "bold", text: (words: string) => words })] });
        box.append(each);
      }
      return box;
    },
    table: () =>
      table("Seconds of a good reply by part", [
        { title: "part", cell: (part: (typeof parts)[number]) => part.part },
        { title: "mean request", cell: (part: (typeof parts)[number]) => duration(part.mean_s), value: (part: (typeof parts)[number]) => part.mean_s, number: true },
        { title: "share", cell: (part: (typeof parts)[number]) => share(part.mean_s / sums[0]), number: true },
        { title: "slowest 1%", cell: (part: (typeof parts)[number]) => duration(part.slowest_1_percent_s), value: (part: (typeof parts)[number]) => part.slowest_1_percent_s, number: true },
        { title: "share", cell: (part: (typeof parts)[number]) => share(part.slowest_1_percent_s / sums[1]), number: true },
      ], report.summary.time),
  });
}

/** Utilisation 1 over the worst: how much more load it would take, were everything to grow alike. */
function headroom(tier: TierRow): string {
  if (tier.saturated) return "none: its queue grows";
  if (tier.utilisation_worst <= 0) return "–";
  const times = 1 / tier.utilisation_worst;
  return times > 100 ? "over ×100" : `×${significant(times)}`;
}

const where = (tier: TierRow) => [tier.worst_phase ?? "all", tier.worst_region].filter(Boolean).join(" ");

export function tiers(report: RunReport): Drawn | null {
  const rows = report.summary.tiers;
  if (rows.length === 0) return null;
  const first = [...rows].sort((a, b) => b.utilisation_worst - a.utilisation_worst)[0]!;
  const kinds = [
    { name: "mean", value: (tier: TierRow) => tier.utilisation_mean, symbol: "circle" as const, ink: INKS[0]! },
    { name: "at the peak", value: (tier: TierRow) => tier.utilisation_peak, symbol: "diamond" as const, ink: INKS[2]! },
    { name: "busiest phase and region", value: (tier: TierRow) => tier.utilisation_worst, symbol: "triangle" as const, ink: INKS[1]! },
  ];
  const top = Math.max(1, ...rows.map((tier) => Math.max(tier.utilisation_worst, tier.utilisation_peak)));
  return figure({
    id: "tiers",
    title: "How busy each tier's cores are",
    words: rows.some((tier) => tier.saturated)
      ? `Saturated: ${rows.filter((tier) => tier.saturated).map((tier) => `${tier.tier} (${tier.why ?? "its queue grows to the end"})`).join("; ")}.`
      : `${first.tier} saturates first: ${share(first.utilisation_worst)} of its cores work in its busiest phase (${where(first)}), a headroom of ${headroom(first)} there.`,
    controls: legend(["● mean", "◆ at the peak", "▲ busiest phase and region"], "square", kinds.map((kind) => kind.ink)),
    draw: (width) =>
      Plot.plot({
        width,
        height: 76 + 38 * rows.length,
        marginBottom: 44,
        marginLeft: 16 + 7.5 * Math.max(...rows.map((tier) => tier.tier.length)),
        marginRight: 24,
        style: { fontSize: "12px", background: "none" },
        x: { label: "share of cores at work", labelArrow: "none", labelOffset: 38, domain: [0, top], tickFormat: (value: number) => `${Math.round(value * 100)}%`, grid: true },
        y: { label: null, domain: rows.map((tier) => tier.tier) },
        marks: [
          Plot.ruleY(rows, { y: "tier", x1: 0, x2: "utilisation_worst", stroke: "var(--quiet)", strokeWidth: 1.5 }),
          Plot.ruleX([1], { stroke: "var(--fault-text)", strokeDasharray: "4 3" }),
          kinds.map((kind) => Plot.dot(rows, { y: "tier", x: kind.value, symbol: kind.symbol, fill: kind.ink, r: 6, ariaDescription: kind.name })),
        ],
      }),
    table: () =>
      table("Tiers", [
        { title: "tier", cell: (tier: TierRow) => tier.tier },
        { title: "replicas", cell: (tier: TierRow) => (tier.replicas === tier.replicas_most ? String(tier.replicas) : `${tier.replicas} to ${tier.replicas_most}`), number: true },
        { title: "cores each", cell: (tier: TierRow) => String(tier.cores_each), number: true },
        { title: "busy, mean", cell: (tier: TierRow) => share(tier.utilisation_mean), value: (tier: TierRow) => tier.utilisation_mean, number: true },
        { title: "at the peak", cell: (tier: TierRow) => share(tier.utilisation_peak), value: (tier: TierRow) => tier.utilisation_peak, number: true },
        { title: "busiest", cell: (tier: TierRow) => `${share(tier.utilisation_worst)} ${where(tier)}`, value: (tier: TierRow) => tier.utilisation_worst, number: true },
        { title: "offered load over capacity", cell: (tier: TierRow) => share(tier.offered_load), value: (tier: TierRow) => tier.offered_load, number: true },
        { title: "headroom there", cell: headroom, number: true },
      ], rows),
  });
}

/** One row a replica, as stations.csv has it. */
export function stations(of: Table): HTMLElement | null {
  const names = Object.keys(of);
  const rows = (of["replica"] ?? []).map((_, row) => row);
  if (rows.length === 0) return null;
  const shown = names.filter((name) => name !== "tier");
  return table(
    "Replicas over the measured run, mean over replications of the run",
    ["replica", ...shown.filter((name) => name !== "replica")].map((name) => ({
      title: plain(name).replace(/ s$/, " (s)"),
      cell: (row: number) => {
        const value = of[name]?.[row];
        return typeof value === "number" ? significant(value, 4) : String(value ?? "–");
      },
      number: typeof of[name]?.[0] === "number",
    })),
    rows,
    false,
  );
}

const LINES_MOST = 14;

export function bill(report: RunReport): Drawn | null {
  const bill = report.summary.bill;
  if (!bill) return null;
  const lines = [...bill.lines].sort((a, b) => b.amount_usd - a.amount_usd);
  const named = [...new Set(bill.lines.map((line) => line.tier ?? "traffic"))];
  const ink = (line: BillLine) => INKS[named.indexOf(line.tier ?? "traffic") % INKS.length]!;
  const label = (line: BillLine) => (line.tier ? `${line.tier}: ${line.what}` : line.what);
  const rest = lines.slice(LINES_MOST);
  const bars = lines.slice(0, LINES_MOST).map((line) => ({ label: label(line), amount: line.amount_usd, ink: ink(line) }));
  if (rest.length > 0) bars.push({ label: `${rest.length} more lines`, amount: rest.reduce((sum, line) => sum + line.amount_usd, 0), ink: "var(--quiet)" });
  return figure({
    id: "bill",
    title: `A month costs ${money(bill.total_usd_per_month)}`,
    words:
      `${count(lines.length)} lines; the largest is ${label(lines[0]!)}, ${money(lines[0]!.amount_usd)}. ` +
      (bill.not_priced.length > 0 ? `Not priced: ${bill.not_priced.join("; ")}.` : ""),
    controls: legend(named, "square"),
    draw: (width) => {
      const narrow = width < WIDE;
      const left = narrow ? 8 : 20 + 6.6 * Math.max(...bars.map((bar) => bar.label.length));
      return Plot.plot({
        width,
        height: 66 + (narrow ? 38 : 25) * bars.length,
        marginBottom: 44,
        marginLeft: left,
        marginRight: 96,
        style: { fontSize: "12px", background: "none", overflow: "visible" },
        x: { label: "USD a month", labelArrow: "none", labelOffset: 38, grid: true, ticks: narrow ? 3 : 6, tickFormat: (value: number) => count(value) },
        y: { label: null, domain: bars.map((bar) => bar.label), axis: narrow ? null : "left" },
        marks: [
          Plot.barX(bars, { x: "amount", y: "label", fill: "ink", insetTop: narrow ? 16 : 3, insetBottom: 3, ariaDescription: "lines of the bill" }),
          narrow ? Plot.text(bars, { x: 0, y: "label", text: "label", textAnchor: "start", dy: -11, dx: 2, fill: "var(--text)" }) : null,
          Plot.text(bars, { x: "amount", y: "label", text: (bar: { amount: number }) => money(bar.amount), textAnchor: "start", dx: 5, dy: narrow ? 7 : 0, fill: "var(--text)" }),
          Plot.ruleX([0]),
        ],
        color: { type: "identity" },
      });
    },
    table: () =>
      table("The bill of a month", [
        { title: "what", cell: (line: BillLine) => label(line) },
        { title: "quantity", cell: (line: BillLine) => `${significant(line.quantity, 5)} ${line.unit}`, value: (line: BillLine) => line.quantity, number: true },
        { title: "price", cell: (line: BillLine) => `${significant(line.price_usd, 5)} USD/${line.unit}`, value: (line: BillLine) => line.price_usd, number: true },
        { title: "amount", cell: (line: BillLine) => money(line.amount_usd), value: (line: BillLine) => line.amount_usd, number: true },
        { title: "price of", cell: (line: BillLine) => [line.assumed ? "assumed" : null, line.as_of, line.table].filter(Boolean).join(", ") },
      ], bill.lines),
  });
}

export { show };
