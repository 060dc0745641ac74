// The page of a run: the answer first, then what it rests on.
import { type Expectation, type LeftOut, type Metric, type RunReport, type Selection, find } from "./data";
import { drawing } from "./drawing";
import { type Child, h, onScreen, s, section, table } from "./dom";
import { count, duration, interval, plain, selection, show } from "./format";
import { latencies } from "./latency";
import { bill, stations, tiers, timeGoes } from "./parts";
import { replay } from "./replay";
import { timeLines } from "./time_line";

const SIGNS: Record<string, string> = { holds: "✓", fails: "✗", undecided: "?", none: "·" };

export function badge(verdict: string): HTMLElement {
  return h("span", { class: `badge ${verdict}` }, h("span", { "aria-hidden": "true" }, SIGNS[verdict] ?? "·"), ` ${verdict === "none" ? "nothing expected" : verdict}`);
}

/** The sentence under the title: the command's own. */
export function sentence(answer: string): string {
  return answer.split("\n")[1]?.trim() ?? "";
}

export function makeAgain(command: string, words: string): HTMLElement {
  const copied = h("span", { role: "status", class: "copied" });
  const button = h("button", { type: "button", class: "copy" }, "Copy");
  button.addEventListener("click", () => {
    navigator.clipboard?.writeText(command).then(
      () => (copied.textContent = "copied"),
      () => (copied.textContent = "the browser refused; select the text"),
    );
  });
  return section("again", "Make it again", h("p", {}, words), h("div", { class: "command" }, h("pre", { tabindex: 0, "aria-label": "the command" }, h("code", {}, command)), button, copied));
}

export function leavesOut(rows: LeftOut[]): HTMLElement {
  return section(
    "leaves-out",
    "What the model leaves out",
    h("p", {}, "A figure is as good as the model behind it. These are the models in use, what each does not have, and what checks it."),
    table("Models in use", [
      { title: "model", cell: (row: LeftOut) => row.model },
      { title: "leaves out", cell: (row: LeftOut) => row.leaves_out },
      { title: "checked by", cell: (row: LeftOut) => row.validated_by.join(", ") || "nothing yet" },
    ], rows, false),
  );
}

export function topology(report: { topology_svg: string | null; why_no_topology: string | null; topology_words: string[] }, words?: string): HTMLElement | null {
  if (report.topology_svg === null && !report.why_no_topology) return null;
  return section(
    "topology",
    "Who stands where",
    words ? h("p", {}, words) : null,
    report.topology_svg
      ? [
          drawing(report.topology_svg, "Topology", "Places, what connects them and the replicas on them; the text below says the same in words."),
          h("details", { class: "data" }, h("summary", {}, "The network in words, as `windtunnel inspect` prints it"), h("pre", { class: "words-of", tabindex: 0 }, report.topology_words.join("\n"))),
        ]
      : h("p", { class: "note" }, `It is not drawn: ${report.why_no_topology}.`),
  );
}

/** Where the estimate stands to its limit: the interval as a bar, on a scale of its own. */
function against(row: Expectation): Element | null {
  if (row.low === null || row.high === null) return null;
  const width = 150, height = 22;
  const ends = [row.low, row.high, row.limit, row.value ?? row.low];
  const least = Math.min(...ends), most = Math.max(...ends), room = most - least || Math.abs(most) || 1;
  const x = (value: number) => 10 + ((value - least) / room) * (width - 20);
  const good = row.bound === "at_most" ? [0, x(row.limit)] : [x(row.limit), width];
  return s(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, class: "against", "aria-hidden": "true" },
    s("rect", { x: good[0]!, y: 3, width: good[1]! - good[0]!, height: 16, class: "side" }),
    s("line", { x1: x(row.low), x2: Math.max(x(row.high), x(row.low) + 2), y1: 11, y2: 11, class: "interval" }),
    row.value === null ? null : s("circle", { cx: x(row.value), cy: 11, r: 4, class: "value" }),
    s("line", { x1: x(row.limit), x2: x(row.limit), y1: 1, y2: 21, class: "limit" }),
  );
}

function expectations(report: RunReport): HTMLElement | null {
  const rows = report.summary.expectations;
  if (rows.length === 0) return null;
  return table("What was expected, and what came (95% intervals; shaded is where it holds, the line is the limit)", [
    { title: "expectation", cell: (row) => plain(row.name) },
    { title: "verdict", cell: (row) => [badge(row.verdict), row.undecided_because ? ` ${row.undecided_because}` : null] },
    { title: "of", cell: (row) => `${row.metric}${selection(row as unknown as Record<string, unknown>) ? ` (${selection(row as unknown as Record<string, unknown>)})` : ""}` },
    { title: "limit", cell: (row) => `${row.bound === "at_most" ? "≤" : "≥"} ${show(row.unit, row.limit)}`, value: (row) => row.limit, number: true },
    { title: "estimate", cell: (row) => show(row.unit, row.value), value: (row) => row.value, number: true },
    { title: "interval", cell: (row) => interval(row.unit, row.low, row.high) || (row.lack ?? ""), number: true },
    { title: "", cell: (row) => against(row) },
  ], rows);
}

const TILES = ["availability", "latency_p50", "latency_p99", "goodput", "stale_read_share", "cost_per_month"];

function figureText(row: Metric | undefined): Child {
  if (!row) return "–";
  if (row.value === null) return [interval(row.unit, row.low, row.high) || (row.lack ?? "–")];
  return show(row.unit, row.value);
}

function tiles(report: RunReport): HTMLElement {
  const shown = TILES.map((name) => [name, find(report.summary.metrics, name) ?? report.summary.metrics.find((row) => row.metric === name && !row.phase && !row.class && !row.region && !row.side)] as const).filter(([, row]) => row !== undefined);
  return h(
    "dl",
    { class: "tiles" },
    shown.map(([name, row]) =>
      h(
        "div",
        {},
        h("dt", { title: report.metrics[name]?.meaning ?? null }, plain(name)),
        h("dd", { class: "big", "data-metric": name, "data-value": row!.value }, figureText(row)),
        h("dd", { class: "small" }, row!.value === null ? (row!.why ?? "") : interval(row!.unit, row!.low, row!.high)),
      ),
    ),
  );
}

const BY_PHASE = ["availability", "latency_p50", "latency_p99", "goodput", "time_to_recover"];

function phases(report: RunReport): HTMLElement {
  const names = [...report.phases.map((phase) => phase.name), ""].filter((phase) => report.summary.metrics.some((row) => (row.phase ?? "") === phase));
  const shown = BY_PHASE.filter((name) => names.some((phase) => find(report.summary.metrics, name, { phase: phase || null })));
  const of = (name: string, phase: string) => find(report.summary.metrics, name, { phase: phase || null });
  const span = (name: string) => report.phases.find((phase) => phase.name === name);
  return table("By phase, with 95% intervals", [
    { title: "phase", cell: (phase: string) => phase || "the whole run" },
    { title: "from, to", cell: (phase: string) => (span(phase) ? `${duration(span(phase)!.start_s)} to ${duration(span(phase)!.end_s ?? 0)}` : "") },
    ...shown.map((name) => ({
      title: plain(name),
      cell: (phase: string) => {
        const row = of(name, phase);
        return row ? h("span", { class: "figure-cell" }, h("b", {}, figureText(row)), row.value === null ? null : h("small", {}, interval(row.unit, row.low, row.high))) : "–";
      },
      value: (phase: string) => of(name, phase)?.value,
      number: true,
    })),
  ], names);
}

function consistency(report: RunReport): HTMLElement | null {
  const rows = report.summary.metrics.filter(
    (row) => (row.metric.startsWith("verdict_") || ["stale_read_share", "session_anomaly_share", "lost_acknowledged_writes", "elections_per_hour", "messages_per_operation"].includes(row.metric)) && !row.phase && !row.class && !row.region && !row.side,
  );
  if (rows.length === 0) return null;
  return section(
    "consistency",
    "What clients saw of the store",
    h("p", {}, "A verdict is the share of replications in which the history of all clients' operations is what it should be."),
    table("Consistency", [
      { title: "what", cell: (row: Metric) => plain(row.metric.replace(/^verdict_/, "")) },
      { title: "store", cell: (row: Metric) => row.tier ?? "" },
      { title: "estimate", cell: (row: Metric) => (row.value === null ? (row.lack ?? "–") : row.metric.startsWith("verdict_") ? `${row.value === 1 ? "holds in every run" : `in ${show("share", row.value)} of runs`}` : show(row.unit, row.value)), value: (row: Metric) => row.value, number: true },
      { title: "interval", cell: (row: Metric) => interval(row.unit, row.low, row.high), number: true },
      { title: "meaning", cell: (row: Metric) => report.metrics[row.metric]?.meaning ?? "" },
    ], rows, false),
  );
}

function audits(report: RunReport): HTMLElement {
  const broken = report.summary.audits.filter((audit) => !audit.holds);
  return section(
    "trust",
    "What it rests on",
    h("p", {}, `${count(report.summary.requests)} requests and ${count(report.summary.events)} events in ${report.summary.replications} of ${report.summary.replications_wanted} replications (${report.summary.ended}), engine ${report.summary.engine}, seed ${report.summary.seed}.`),
    h("p", {}, broken.length === 0 ? `Every audit holds: ${report.summary.audits.map((audit) => plain(audit.audit)).join(", ")}.` : `Broken audits: ${broken.map((audit) => `${plain(audit.audit)}: ${audit.found}`).join("; ")}.`),
    report.summary.failures.length > 0 ? h("p", { class: "bad" }, `${report.summary.failures.length} replications could not be finished: ${report.summary.failures.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join("; ")}`) : null,
    report.summary.catalogs.length > 0
      ? table("Tables of the world that were used", [
          { title: "table", cell: (row) => row.table },
          { title: "date", cell: (row) => row.date },
          { title: "source", cell: (row) => row.source },
          { title: "licence", cell: (row) => row.licence },
        ], report.summary.catalogs)
      : null,
  );
}

function everyFigure(report: RunReport): HTMLElement {
  const holder = h("div", {});
  const filter = h("input", { type: "search", placeholder: "filter, such as latency_p99 during", "aria-label": "Filter the figures" });
  const MOST = 200;
  const words = (row: Metric) => `${row.metric} ${selection(row as unknown as Record<string, unknown>)}`;
  const fill = () => {
    const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = report.summary.metrics.filter((row) => wanted.every((word) => words(row).toLowerCase().includes(word)));
    holder.replaceChildren(
      table(`${count(rows.length)} figures${rows.length > MOST ? `, the first ${MOST}` : ""}`, [
        { title: "metric", cell: (row: Metric) => row.metric },
        { title: "of", cell: (row: Metric) => selection(row as unknown as Record<string, unknown>) || "all" },
        { title: "estimate", cell: (row: Metric) => figureText(row), value: (row: Metric) => row.value, number: true },
        { title: "interval", cell: (row: Metric) => interval(row.unit, row.low, row.high), number: true },
        { title: "", cell: (row: Metric) => row.lack ?? "" },
      ], rows.slice(0, MOST)),
    );
  };
  filter.addEventListener("input", fill);
  const details = h("details", { class: "data" }, h("summary", {}, `All ${count(report.summary.metrics.length)} figures`), filter, holder);
  details.addEventListener("toggle", () => details.open && holder.childElementCount === 0 && fill());
  return details;
}

export function runPage(report: RunReport): { title: string; head: Child[]; sections: HTMLElement[] } {
  const summary = report.summary;
  const drawn = (id: string, title: string, ...parts: ({ element: HTMLElement } | HTMLElement | null)[]) => {
    const shown = parts.filter((part) => part !== null).map((part) => ("element" in part ? part.element : part)) as HTMLElement[];
    return shown.length > 0 ? section(id, title, shown) : null;
  };
  const replicas = stations(report.tables.stations);
  const sections = [
    section("answer", "The answer", tiles(report), expectations(report), phases(report)),
    drawn("timeline", "Over time", ...timeLines(report)),
    drawn("latency", "Latency", ...latencies(report), timeGoes(report)),
    drawn("load", "Load", tiers(report), replicas ? h("details", { class: "data" }, h("summary", {}, "Every replica"), replicas) : null),
    consistency(report),
    drawn("costs", "Costs", bill(report)),
    topology(report),
    report.space_time_svg
      ? section("space-time", "The interesting second", h("p", {}, "A line a member of the store, time from left to right, an arrow a message; the line's colour is its role."), drawing(report.space_time_svg, "Space-time diagram", "Members, messages between them and changes of role, in the order of time."))
      : null,
    report.record ? section("replay", "Replay", replay(report.record)) : section("replay", "Replay", h("p", { class: "note" }, "This run was not recorded. Flown again with --record, its report has the messages, queues, leaders and faults of the moment that matters, to be played and scrubbed.")),
    audits(report),
    leavesOut(summary.leaves_out),
    onScreen(section("everything", "Everything else", everyFigure(report), h("details", { class: "data" }, h("summary", {}, "The answer as the command printed it"), h("pre", { tabindex: 0 }, report.answer)), h("details", { class: "data" }, h("summary", {}, "The scenario, resolved"), h("pre", { tabindex: 0 }, JSON.stringify(report.scenario, null, 2))))),
    makeAgain(report.made.command, `The same bytes but for the wall clock, whatever the machine: windtunnel ${summary.windtunnel}, scenario ${summary.scenario_hash.slice(0, 8)}, seed ${summary.seed}. It took ${duration(report.made.seconds)} on ${report.made.threads} threads, ${report.made.at}.`),
  ].filter((each): each is HTMLElement => each !== null);
  return { title: summary.title || report.folder, head: [h("p", { class: "verdict" }, badge(summary.verdict), " ", sentence(report.answer))], sections };
}

export type { Selection };
