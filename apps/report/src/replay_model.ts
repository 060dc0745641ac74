// What a recorded window looked like at any moment: nodes as they were, messages under way, and the turns worth a stop.
//
// A moment is worked out from the window's beginning, so going back is as exact as going on; a record is bounded
// (20,000 events), so that takes a millisecond.
import type { RecordEvent, RecordNode, Recording } from "./data";
import { plain } from "./format";

export interface NodeNow {
  up: boolean;
  busy: number;
  waiting: number;
  role: string;
  leads: boolean;
  words: string;
}

export interface Message {
  from: number;
  to: number;
  start: number;
  /** When it arrives or is lost; null where the record ends before. */
  end: number | null;
  what: string;
  kind: "call" | "answer" | "refusal" | "protocol";
  lost: boolean;
}

export interface Turn {
  at: number;
  words: string;
  kind: "fault" | "heal" | "down" | "up" | "leader" | "role";
}

/** How long a message without a known end is drawn, and the least that any is. */
const UNKNOWN_NS = 40e6;

export class Replay {
  readonly from: number;
  readonly to: number;
  readonly nodes: RecordNode[];
  readonly messages: Message[] = [];
  readonly turns: Turn[] = [];
  /** Of each fault in the window. */
  readonly faults: { name: string; start: number; end: number }[] = [];
  /** Who led which store when: for the strip under the slider. */
  readonly reigns: { node: number; start: number; end: number }[] = [];
  private readonly changes: Exclude<RecordEvent, { e: "message" }>[] = [];
  private longest = UNKNOWN_NS;

  constructor(recording: Recording) {
    this.from = recording.head.from_ns;
    this.to = recording.head.to_ns;
    this.nodes = recording.head.nodes;
    for (const event of recording.events) {
      if (event.e === "message") this.take(event);
      else this.changes.push(event);
    }
    this.find_turns();
  }

  private take(event: Extract<RecordEvent, { e: "message" }>): void {
    this.messages.push({
      from: event.from,
      to: event.to,
      start: event.t,
      end: event.until,
      what: event.what,
      kind: event.protocol ? "protocol" : !event.answer ? "call" : event.failed ? "refusal" : "answer",
      lost: event.lost === true,
    });
    this.longest = Math.max(this.longest, (event.until ?? event.t) - event.t);
  }

  private name(node: number): string {
    return this.nodes[node]?.name ?? `node ${node}`;
  }

  private find_turns(): void {
    const open = new Map<string, number>();
    const reign = new Map<number, number>();
    const leads = this.nodes.map((node) => node.leads ?? false);
    leads.forEach((yes, node) => yes && reign.set(node, this.from));
    for (const change of this.changes) {
      if (change.e === "strikes") {
        open.set(change.fault, change.t);
        const hit = change.nodes.map((node) => this.name(node)).join(", ");
        this.turns.push({ at: change.t, kind: "fault", words: `${plain(change.fault)} strikes${hit ? `: ${hit}` : ""}` });
      } else if (change.e === "heals") {
        this.faults.push({ name: change.fault, start: open.get(change.fault) ?? this.from, end: change.t });
        open.delete(change.fault);
        this.turns.push({ at: change.t, kind: "heal", words: `${plain(change.fault)} heals` });
      } else if (change.e === "up" || change.e === "down") {
        if (change.e === "down" && reign.has(change.node)) {
          this.reigns.push({ node: change.node, start: reign.get(change.node)!, end: change.t });
          reign.delete(change.node);
          leads[change.node] = false;
        }
        this.turns.push({ at: change.t, kind: change.e, words: `${this.name(change.node)} is ${change.e === "up" ? "back" : "down"}` });
      } else if (change.e === "role" && change.leads !== leads[change.node]) {
        leads[change.node] = change.leads;
        if (change.leads) reign.set(change.node, change.t);
        else if (reign.has(change.node)) {
          this.reigns.push({ node: change.node, start: reign.get(change.node)!, end: change.t });
          reign.delete(change.node);
        }
        this.turns.push({ at: change.t, kind: "leader", words: `${this.name(change.node)} ${change.leads ? "begins to lead" : "no longer leads"} (${change.words})` });
      }
    }
    for (const [name, start] of open) this.faults.push({ name, start, end: Infinity });
    for (const [node, start] of reign) this.reigns.push({ node, start, end: this.to });
  }

  /** Every node as it was at a moment. */
  at(moment: number): NodeNow[] {
    const now = this.nodes.map((node) => ({
      up: node.up ?? true, busy: node.busy ?? 0, waiting: node.waiting ?? 0, role: node.role ?? "", leads: node.leads ?? false, words: "",
    }));
    for (const change of this.changes) {
      if (change.t > moment) break;
      if (change.e === "strikes" || change.e === "heals") continue;
      const node = now[change.node]!;
      if (change.e === "queue") {
        node.busy = change.busy;
        node.waiting = change.waiting;
      } else if (change.e === "role") {
        node.role = change.role;
        node.leads = change.leads;
        node.words = change.words;
      } else {
        node.up = change.e === "up";
        if (!node.up) node.leads = false;
      }
    }
    return now;
  }

  /** Messages under way, each with how far it is (0 to 1). One that takes no time is shown for `least` all the same. */
  under_way(moment: number, least: number): { message: Message; along: number }[] {
    const shown: { message: Message; along: number }[] = [];
    const reach = this.longest + least;
    let low = 0, high = this.messages.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.messages[middle]!.start < moment - reach) low = middle + 1;
      else high = middle;
    }
    for (let index = low; index < this.messages.length; ++index) {
      const message = this.messages[index]!;
      if (message.start > moment) break;
      const length = Math.max(least, (message.end ?? message.start + UNKNOWN_NS) - message.start);
      const along = (moment - message.start) / length;
      if (along <= 1) shown.push({ message, along: message.lost || message.end === null ? along * 0.6 : along });
    }
    return shown;
  }

  faults_at(moment: number): string[] {
    return this.faults.filter((fault) => fault.start <= moment && moment < fault.end).map((fault) => fault.name);
  }
}
