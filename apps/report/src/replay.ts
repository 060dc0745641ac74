// The replay: nodes, messages, leaders, queues and faults of the recorded window, played, stopped and scrubbed.
//
// It moves only when it is told to. Everything a pointer does the keyboard does too: the slider by arrows, Space plays, n
// and p go to the next turn and the one before. What is seen is also said, in a line of text that is read when it stands.
import type { Recording } from "./data";
import { h, s, table } from "./dom";
import { INKS } from "./figure";
import { count, plain, significant } from "./format";
import { Replay, type Message, type Turn } from "./replay_model";
import { type Stage, stage } from "./replay_stage";

const SPEEDS = [1, 1 / 4, 1 / 10, 1 / 20, 1 / 50, 1 / 100, 1 / 500];
const MESSAGES_MOST = 400, STEPS = 2000;
const KIND_INKS: Record<Message["kind"], string> = { call: INKS[0]!, answer: INKS[2]!, refusal: INKS[1]!, protocol: INKS[3]! };
const KIND_WORDS: Record<Message["kind"], string> = { call: "calls", answer: "answers", refusal: "refusals", protocol: "protocol" };

class Player {
  readonly element: HTMLElement;
  private readonly model: Replay;
  private moment: number;
  private speed: number;
  private playing = false;
  private last = 0;
  private drawn: Stage | null = null;
  private readonly canvas = h("div", { class: "canvas stage" });
  private readonly strip = h("div", { class: "strip" });
  private readonly slider: HTMLInputElement;
  private readonly play: HTMLButtonElement;
  private readonly clock = h("output", { class: "clock" });
  private readonly status = h("p", { class: "status", role: "status" });
  private readonly node_groups: SVGGElement[] = [];
  private readonly movers: SVGGElement = s("g", { "aria-hidden": "true" });

  constructor(private readonly recording: Recording) {
    this.model = new Replay(recording);
    const first = this.model.turns.find((turn) => turn.kind === "fault");
    this.moment = first ? first.at : this.model.from;
    this.speed = this.fitting_speed();
    this.slider = h("input", { type: "range", min: 0, max: STEPS, step: 1, "aria-label": "Moment of the replay" });
    this.slider.addEventListener("input", () => this.go(this.model.from + (Number(this.slider.value) / STEPS) * this.span));
    this.play = h("button", { type: "button", class: "play", click: () => this.toggle() }, "▶ Play");
    const speeds = h("select", { "aria-label": "Speed" }, SPEEDS.map((each) => h("option", { value: each, selected: each === this.speed }, each === 1 ? "as it was" : `1/${Math.round(1 / each)} as fast`)));
    speeds.addEventListener("change", () => (this.speed = Number(speeds.value)));
    const kinds = [...new Set(this.model.messages.map((message) => message.kind))];
    this.element = h(
      "div",
      { class: "replay", role: "group", "aria-label": "Replay", keydown: (event) => this.key(event as KeyboardEvent) },
      h("p", { class: "words" }, this.words()),
      h(
        "div",
        { class: "controls player" },
        h("button", { type: "button", click: () => this.turn(-1), title: "the turn before (p)" }, "« Turn before"),
        this.play,
        h("button", { type: "button", click: () => this.turn(1), title: "the next turn (n)" }, "Next turn »"),
        h("label", {}, "speed ", speeds),
        this.clock,
      ),
      h("div", { class: "slider" }, this.slider, this.strip),
      h("ul", { class: "legend" }, kinds.map((kind) => h("li", {}, dot(KIND_INKS[kind]), KIND_WORDS[kind])), h("li", {}, "■ core at work"), h("li", {}, "+n waiting"), this.model.reigns.length > 0 ? h("li", {}, "★ leads") : null, h("li", {}, "✕ down, or lost")),
      this.canvas,
      this.status,
      h("p", { class: "note keys" }, "Keys: arrows on the slider move in time, Space plays and stops, n and p go to the next turn and the one before."),
      this.turns(),
    );
    let width = 0;
    new ResizeObserver((entries) => {
      const now = Math.floor(entries[0]?.contentRect.width ?? 0);
      if (now > 0 && Math.abs(now - width) >= 2) requestAnimationFrame(() => this.lay_out((width = now)));
    }).observe(this.canvas);
  }

  private get span(): number {
    return this.model.to - this.model.from;
  }

  /** So that a message of middling length is seen for about half a second. */
  private fitting_speed(): number {
    const lengths = this.model.messages.map((message) => (message.end ?? 0) - message.start).filter((length) => length > 0).sort((a, b) => a - b);
    const middling = lengths[Math.floor(lengths.length / 2)] ?? 5e8;
    return SPEEDS.find((speed) => middling / speed >= 0.25e9) ?? SPEEDS[SPEEDS.length - 1]!;
  }

  private words(): string {
    const head = this.recording.head;
    return (
      `${this.told(this.model.from)} to ${this.told(this.model.to)} of replication ${head.replication} (${head.why}): ` +
      `${count(this.model.messages.length)} messages between ${count(this.model.nodes.length)} nodes, ${count(this.model.turns.length)} turns.` +
      (head.cut_short ? " The window held more than a record takes and was cut short." : "")
    );
  }

  private turns(): HTMLElement {
    return h(
      "details",
      { class: "data" },
      h("summary", {}, `The ${count(this.model.turns.length)} turns as a table`),
      table("Turns: faults, machines that go down and come back, changes of leader", [
        { title: "moment", cell: (turn: Turn) => this.told(turn.at) },
        { title: "what", cell: (turn: Turn) => turn.words },
        { title: "", cell: (turn: Turn) => h("button", { type: "button", class: "go", click: () => this.go(turn.at) }, "See it") },
      ], this.model.turns),
    );
  }

  private told(moment: number): string {
    const seconds = moment / 1e9;
    const whole = Math.floor(seconds);
    const clock = whole >= 3600 ? `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min ${(seconds - Math.floor(whole / 60) * 60).toFixed(4)} s` : `${seconds.toFixed(4)} s`;
    return clock;
  }

  // --- moving ---

  private toggle(): void {
    this.playing = !this.playing;
    this.play.textContent = this.playing ? "⏸ Stop" : "▶ Play";
    if (!this.playing) return this.say();
    if (this.moment >= this.model.to) this.moment = this.model.from;
    this.last = performance.now();
    const frame = (now: number) => {
      if (!this.playing) return;
      this.moment += (now - this.last) * 1e6 * this.speed;
      this.last = now;
      if (this.moment >= this.model.to) {
        this.moment = this.model.to;
        this.show();
        return this.toggle();
      }
      this.show();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  private go(moment: number): void {
    this.moment = Math.min(this.model.to, Math.max(this.model.from, moment));
    this.last = performance.now();
    this.show();
    if (!this.playing) this.say();
  }

  private turn(by: 1 | -1): void {
    const ahead = by > 0 ? this.model.turns.find((turn) => turn.at > this.moment) : [...this.model.turns].reverse().find((turn) => turn.at < this.moment);
    this.go(ahead ? ahead.at : by > 0 ? this.model.to : this.model.from);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    if (target.matches("select, summary") || (event.key === " " && target.matches("button"))) return;
    if (event.key === " ") this.toggle();
    else if (event.key === "n") this.turn(1);
    else if (event.key === "p") this.turn(-1);
    else return;
    event.preventDefault();
  }

  // --- drawing ---

  private lay_out(width: number): void {
    const drawn = (this.drawn = stage(this.model.nodes, width));
    this.node_groups.length = 0;
    const svg = s("svg", { width, height: drawn.height, viewBox: `0 0 ${width} ${drawn.height}`, class: drawn.cell < 60 ? "narrow" : null, role: "img", "aria-label": "Nodes and messages at this moment; the line below says it in words" });
    for (const frame of drawn.frames) {
      svg.append(s("rect", { x: frame.x, y: frame.y, width: frame.width, height: frame.height, rx: 8, class: "frame" }));
      svg.append(s("text", { x: frame.x + 10, y: frame.y + 19, class: "frame-title" }, frame.title));
    }
    for (const label of drawn.labels) svg.append(s("text", { x: label.x, y: label.y, class: "row-title" }, label.words));
    svg.append(this.movers);
    this.model.nodes.forEach((node, index) => {
      const place = drawn.places[index]!;
      const group = s("g", { transform: `translate(${place.x},${place.y})`, class: `node ${node.kind}` });
      this.node_groups.push(group);
      svg.append(group);
    });
    this.canvas.replaceChildren(svg);
    this.draw_strip(width);
    this.show();
    this.say();
  }

  private draw_strip(width: number): void {
    const x = (moment: number) => 8 + ((moment - this.model.from) / this.span) * (width - 16);
    const stores = [...new Set(this.model.reigns.map((reign) => this.model.nodes[reign.node]?.tier ?? ""))];
    const svg = s("svg", { width, height: 22 + 14 * stores.length, "aria-hidden": "true" });
    for (const fault of this.model.faults) {
      svg.append(s("rect", { x: x(fault.start), y: 0, width: Math.max(2, x(Math.min(fault.end, this.model.to)) - x(fault.start)), height: 12, class: "fault" }, s("title", {}, plain(fault.name))));
    }
    for (const turn of this.model.turns) svg.append(s("line", { x1: x(turn.at), x2: x(turn.at), y1: 0, y2: 12, class: `tick ${turn.kind}` }, s("title", {}, turn.words)));
    for (const reign of this.model.reigns) {
      const node = this.model.nodes[reign.node]!;
      const y = 16 + 14 * stores.indexOf(node.tier ?? "");
      const wide = x(reign.end) - x(reign.start);
      svg.append(s("rect", { x: x(reign.start), y, width: Math.max(1, wide), height: 11, class: "reign" }, s("title", {}, `${node.name} leads`)));
      if (wide > 7 * node.name.length + 8) svg.append(s("text", { x: x(reign.start) + 4, y: y + 9, class: "reign-name" }, `★ ${node.name}`));
    }
    this.strip.replaceChildren(svg);
  }

  private show(): void {
    this.slider.value = String(Math.round(((this.moment - this.model.from) / this.span) * STEPS));
    this.slider.setAttribute("aria-valuetext", this.told(this.moment));
    this.clock.textContent = this.told(this.moment);
    if (!this.drawn) return;
    const now = this.model.at(this.moment);
    now.forEach((state, index) => {
      const node = this.model.nodes[index]!, group = this.node_groups[index]!;
      if (node.kind === "clients") {
        if (group.childElementCount === 0) group.append(s("rect", { x: -27, y: -15, width: 54, height: 30, rx: 15 }), s("text", { y: 4 }, "clients"), s("title", {}, node.name));
        return;
      }
      const look = `${state.up} ${state.busy} ${state.waiting} ${state.role} ${state.leads}`;
      if (group.dataset["look"] === look) return;
      group.dataset["look"] = look;
      group.setAttribute("class", `node replica${state.up ? "" : " down"}${state.leads ? " leads" : ""}${state.role && !state.leads && state.role !== "follower" ? " turns" : ""}`);
      const cores = node.cores ?? 1;
      const shown = Math.min(cores, 6), box = this.drawn!.cell - 12;
      const busy = cores <= 6 ? state.busy : Math.ceil((state.busy / cores) * 6);
      const parts = [
        s("title", {}, `${node.name} in ${node.zone}: ${state.up ? "up" : "down"}, ${state.busy} of ${cores} cores at work, ${state.waiting} waiting${state.role ? `, ${state.role}` : ""}`),
        s("rect", { x: -box / 2, y: -17, width: box, height: 34, rx: 5, class: "box" }),
        s("text", { y: -3, class: "name" }, `${state.leads ? "★ " : ""}${node.member ?? node.name.slice(node.name.lastIndexOf("-") + 1)}${state.up ? "" : " ✕"}`),
        ...Array.from({ length: shown }, (_, core) => s("rect", { x: -3.5 * shown + 7 * core + 1, y: 4, width: 5, height: 7, class: core < busy ? "core busy" : "core" })),
        state.waiting > 0 ? s("text", { x: box / 2, y: -21, class: "waiting" }, `+${state.waiting}`) : null,
        state.role && state.up && !this.drawn!.rows ? s("text", { y: 29, class: "role" }, state.role) : null,
        s("text", { y: state.role && state.up && !this.drawn!.rows ? 41 : 29, class: "zone" }, node.zone?.slice(node.zone.lastIndexOf("/") + 1) ?? ""),
      ];
      group.replaceChildren(...parts.filter((part) => part !== null));
    });
    this.show_messages();
  }

  private show_messages(): void {
    const least = 0.12e9 * this.speed;
    const shown = this.model.under_way(this.moment, least).slice(-MESSAGES_MOST);
    const places = this.drawn!.places;
    const parts: Node[] = [];
    for (const { message, along } of shown) {
      const from = places[message.from], to = places[message.to];
      if (!from || !to) continue;
      const level = Math.abs(from.y - to.y) < 4;
      const lift = level ? -18 - 0.12 * Math.abs(to.x - from.x) : 0;
      const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 + 2 * lift };
      const u = 1 - along;
      const x = u * u * from.x + 2 * u * along * middle.x + along * along * to.x;
      const y = u * u * from.y + 2 * u * along * middle.y + along * along * to.y;
      const ink = KIND_INKS[message.kind];
      parts.push(s("path", { d: `M${from.x},${from.y}Q${middle.x},${middle.y} ${to.x},${to.y}`, class: "way", stroke: ink }));
      if (message.lost && along > 0.5) parts.push(s("path", { d: `M${x - 4},${y - 4}l8,8m0,-8l-8,8`, class: "gone" }));
      else parts.push(s("circle", { cx: x, cy: y, r: 4.5, fill: ink }, s("title", {}, message.what)));
    }
    this.movers.replaceChildren(...parts);
  }

  /** The moment in words, for whoever listens; not while it plays. */
  private say(): void {
    const now = this.model.at(this.moment);
    const names = (of: (index: number) => boolean) => now.flatMap((_, index) => (of(index) ? [this.model.nodes[index]!.name] : []));
    const faults = this.model.faults_at(this.moment).map(plain);
    const queues = now.flatMap((state, index) => (state.waiting > 0 ? [`${this.model.nodes[index]!.name} ${state.waiting}`] : []));
    const leaders = names((index) => now[index]!.leads), down = names((index) => !now[index]!.up);
    const under = this.model.under_way(this.moment, 0).length;
    this.status.textContent =
      `At ${this.told(this.moment)}: ${significant(under)} messages under way; ` +
      (faults.length > 0 ? `struck by ${faults.join(", ")}; ` : "no fault; ") +
      (this.model.reigns.length > 0 ? (leaders.length > 0 ? `${leaders.join(", ")} ${leaders.length > 1 ? "lead" : "leads"}; ` : "nobody leads; ") : "") +
      (down.length > 0 ? `down: ${down.join(", ")}; ` : "") +
      (queues.length > 0 ? `waiting at ${queues.join(", ")}.` : "nobody waits.");
  }
}

function dot(ink: string): SVGElement {
  return s("svg", { width: 12, height: 12, "aria-hidden": "true" }, s("circle", { cx: 6, cy: 6, r: 4.5, fill: ink }));
}

export function replay(recording: Recording): HTMLElement {
  return new Player(recording).element;
}
