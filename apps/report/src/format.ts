// Figures as people read them: the same words and digits as the command prints.

const NONE = "–";

/** Three digits that matter, never an exponent: 0.0123, 4.56, 1,030. */
export function significant(value: number, digits = 3): string {
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(12, Math.max(0, digits - 1 - size));
  const rounded = size >= digits ? Math.round(value / 10 ** (size - digits + 1)) * 10 ** (size - digits + 1) : value;
  return trimmed(rounded.toLocaleString("en-US", { minimumFractionDigits: 0, maximumFractionDigits: decimals }));
}

function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

export function count(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** "1.5 ms", "250 ns", "2 h 5 min": below a minute three digits, above it the two largest units that are not zero. */
export function duration(seconds: number, digits = 3): string {
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 60 - 0.5 * 10 ** (2 - digits)) {
    for (const [factor, unit] of [[1, "s"], [1e-3, "ms"], [1e-6, "us"]] as const)
      if (size >= factor * (1 - 0.5 * 10 ** -digits)) return `${significant(seconds / factor, digits)} ${unit}`;
    return `${significant(seconds / 1e-9, digits)} ns`;
  }
  let left = Math.round(size);
  const parts: string[] = [];
  for (const [length, unit] of [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]] as const) {
    const number = Math.floor(left / length);
    left -= number * length;
    if (number > 0 && parts.length < 2) parts.push(`${number} ${unit}`);
    else if (parts.length > 0) break;
  }
  return (seconds < 0 ? "-" : "") + parts.join(" ");
}

function percent(value: number, decimals: number): string {
  return `${(value * 100).toFixed(decimals)}%`;
}

/** As many decimals as tell it from 0 and from 1: "99.93%", "0.0021%". */
export function share(value: number, atLeast = 1): string {
  const rarer = Math.min(Math.abs(value), Math.abs(1 - value)) * 100;
  const decimals = rarer === 0 ? 1 : Math.min(7, Math.max(atLeast, 1 - Math.floor(Math.log10(rarer))));
  return percent(value, decimals);
}

export function money(value: number): string {
  const decimals = Math.abs(value) < 1 && value !== 0 ? 4 : 2;
  return `${value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })} USD`;
}

export function show(unit: string, value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NONE;
  switch (unit) {
    case "share":
      return share(value);
    case "s":
      return duration(value);
    case "USD":
      return money(value);
    case "count":
      return significant(value, 4);
    default:
      return `${significant(value, 4)} ${unit}`;
  }
}

/** "[655 ms, 665 ms]", with as many digits as tell its ends apart. */
export function interval(unit: string, low: number | null, high: number | null): string {
  if (low === null && high === null) return "";
  if (low === null) return `at most ${show(unit, high)}`;
  if (high === null) return `at least ${show(unit, low)}`;
  if (unit === "share") {
    const width = Math.abs(high - low) * 100;
    const decimals = width === 0 ? 1 : Math.min(8, Math.max(1, 1 - Math.floor(Math.log10(width))));
    return `[${percent(low, decimals)}, ${percent(high, decimals)}]`;
  }
  if (unit !== "s") {
    const [from, to] = [show(unit, low), show(unit, high)];
    const end = unit === "count" ? "" : ` ${unit}`;
    return `[${from.slice(0, from.length - end.length)}, ${to.slice(0, to.length - end.length)}]${end}`;
  }
  let ends = [duration(low), duration(high)];
  for (let digits = 4; ends[0] === ends[1] && low !== high && digits < 9; ++digits) ends = [duration(low, digits), duration(high, digits)];
  return `[${ends.join(", ")}]`;
}

/** A metric's name as an axis says it: "latency p99", "cost per month". */
export function plain(name: string): string {
  return name.replaceAll("_", " ");
}

/** What a figure is of: "during, us-central1, buy". */
export function selection(of: Record<string, unknown>): string {
  return ["phase", "class", "region", "tier", "fault", "side"]
    .map((key) => of[key])
    .filter((value) => value !== null && value !== undefined && value !== "")
    .join(", ");
}

/** The unit of a time axis and how a tick on it reads. */
export function timeTicks(span: number): { unit: string; factor: number } {
  if (span >= 4 * 3600) return { unit: "h", factor: 3600 };
  if (span >= 600) return { unit: "min", factor: 60 };
  if (span >= 2) return { unit: "s", factor: 1 };
  return { unit: "ms", factor: 1e-3 };
}

export { NONE };
