// What `windtunnel report` puts into the page: the files of a run or a study, and what only the program can work out.
//
// The shapes of summary and manifest are those of docs/schemas; a table is its columns. Nothing is computed twice: a
// figure that the page prints is the one that stands in summary.json.

export type Cell = number | string | null;

/** A CSV file: its columns by name, each as long as the others. */
export type Table = Record<string, Cell[]>;

export interface Selection {
  metric: string;
  unit: string;
  phase: string | null;
  class: string | null;
  region: string | null;
  tier: string | null;
  fault: string | null;
  side: string | null;
}

export interface Estimate {
  low: number | null;
  high: number | null;
  lack: string | null;
  why?: string | null;
}

export interface Metric extends Selection, Estimate {
  value: number | null;
  interval: string;
}

export interface Expectation extends Metric {
  name: string;
  bound: "at_most" | "at_least";
  limit: number;
  verdict: string;
  margin: number | null;
  undecided_because: string | null;
}

export interface TierRow {
  tier: string;
  replicas: number;
  replicas_most: number;
  cores_each: number;
  utilisation_mean: number;
  utilisation_peak: number;
  worst_phase: string | null;
  worst_region: string | null;
  utilisation_worst: number;
  offered_load: number;
  saturated: boolean;
  why: string | null;
}

export interface BillLine {
  tier: string | null;
  what: string;
  quantity: number;
  unit: string;
  price_usd: number;
  amount_usd: number;
  table: string | null;
  as_of: string | null;
  assumed: boolean;
}

export interface LeftOut {
  model: string;
  leaves_out: string;
  validated_by: string[];
}

export interface RunSummary {
  windtunnel: string;
  title: string;
  scenario_hash: string;
  engine: string;
  seed: number;
  replications_wanted: number;
  replications: number;
  ended: string;
  requests: number;
  events: number;
  verdict: string;
  exit_code: number;
  expectations: Expectation[];
  time: { part: string; mean_s: number; slowest_1_percent_s: number }[];
  tiers: TierRow[];
  bill: { lines: BillLine[]; total_usd_per_month: number; not_priced: string[]; oldest_as_of: string | null } | null;
  audits: { audit: string; holds: boolean; found: string | null }[];
  failures: unknown[];
  catalogs: { table: string; source: string; date: string; licence: string }[];
  leaves_out: LeftOut[];
  metrics: Metric[];
}

export interface Made {
  at: string;
  host: string;
  command: string;
  threads: number;
  seconds: number;
}

/** A time in which something holds: a phase, or a fault that struck at a stated time. `end_s` is null for one that stays. */
export interface Span {
  name: string;
  kind?: string;
  start_s: number;
  end_s: number | null;
}

interface Common {
  windtunnel: string;
  folder: string;
  answer: string;
  made: Made;
  scenario: unknown;
  metrics: Record<string, { meaning: string; lower_is_better: boolean }>;
  topology_svg: string | null;
  topology_words: string[];
  why_no_topology: string | null;
}

export interface RunReport extends Common {
  kind: "run";
  summary: RunSummary;
  phases: Span[];
  faults: Span[];
  lasts_s: number | null;
  warm_up_s: number | null;
  tables: { timeline: Table; latency: Table; load: Table; stations: Table };
  space_time_svg: string | null;
  record: Recording | null;
}

export interface StudyFigure extends Selection, Estimate {
  mean: number | null;
  verdict: string | null;
}

export interface StudyPoint {
  point: number;
  at: Record<string, string | number>;
  state: string;
  why: string | null;
  replications: number;
  narrow: boolean;
  requests: number;
  events: number;
  saturated: string[];
  broken_audits: string[];
  metrics: StudyFigure[];
}

export interface Comparison extends Selection {
  point: number;
  against: number;
  a: number | null;
  b: number | null;
  difference: number | null;
  low: number | null;
  high: number | null;
  relative: number | null;
  pairs: number;
  p_adjusted: number | null;
  verdict: string;
  lack: string | null;
}

export interface StudySummary {
  windtunnel: string;
  title: string;
  study_hash: string;
  axes: Record<string, (string | number)[]>;
  points_of_study: number;
  points_chosen: number;
  points_flown: number;
  points_failed: number;
  interrupted: boolean;
  out_of_budget: boolean;
  compare?: { axis: string; against: string | number; matters: number } | null;
  points: StudyPoint[];
  comparisons: Comparison[];
}

export interface StudyReport extends Common {
  kind: "study";
  summary: StudySummary;
  leaves_out: LeftOut[];
}

export type Report = RunReport | StudyReport;

/** record.jsonl, line by line (docs/results.md). */
export interface RecordHead {
  record: number;
  replication: number;
  seed: string;
  from_ns: number;
  to_ns: number;
  why: string;
  cut_short: boolean;
  nodes: RecordNode[];
}

export interface RecordNode {
  name: string;
  kind: "clients" | "replica";
  region: string;
  zone?: string;
  tier?: string;
  cores?: number;
  member?: string;
  up?: boolean;
  busy?: number;
  waiting?: number;
  role?: string;
  leads?: boolean;
}

export type RecordEvent =
  | { t: number; e: "message"; until: number | null; from: number; to: number; what: string; answer?: boolean; protocol?: boolean; lost?: boolean; failed?: string }
  | { t: number; e: "queue"; node: number; busy: number; waiting: number }
  | { t: number; e: "up"; node: number }
  | { t: number; e: "down"; node: number }
  | { t: number; e: "strikes"; fault: string; nodes: number[] }
  | { t: number; e: "heals"; fault: string; nodes: number[] }
  | { t: number; e: "role"; node: number; role: string; leads: boolean; words: string };

export interface Recording {
  head: RecordHead;
  events: RecordEvent[];
}

/** A figure of the whole run where no selector is named; undefined where there is none. */
export function find(metrics: Metric[], name: string, of: Partial<Selection> = {}): Metric | undefined {
  return metrics.find(
    (row) =>
      row.metric === name &&
      (["phase", "class", "region", "tier", "fault", "side"] as const).every((key) => (row[key] ?? null) === (of[key] ?? null)),
  );
}
