// Where the nodes of a replay stand: clients above, a row a tier, a column a region; one store alone stands in a ring.
import type { RecordNode } from "./data";

export interface Place {
  x: number;
  y: number;
}

export interface Stage {
  width: number;
  height: number;
  places: Place[];
  frames: { x: number; y: number; width: number; height: number; title: string }[];
  labels: { x: number; y: number; words: string }[];
  /** Nodes stand in rows of a tier, where a role beside each would be in the way. */
  rows: boolean;
  /** The width that a node has for itself. */
  cell: number;
}

const ROW = 88, HEAD = 30, GAP = 18, LEFT = 64, NARROW = 560;

export function stage(nodes: RecordNode[], width: number): Stage {
  const tiers = [...new Set(nodes.filter((node) => node.kind === "replica").map((node) => node.tier ?? ""))];
  const ring = tiers.length === 1 && nodes.filter((node) => node.kind === "replica").length <= 16;
  return ring ? in_a_ring(nodes, width) : in_rows(nodes, tiers, width);
}

function in_a_ring(nodes: RecordNode[], width: number): Stage {
  const members = nodes.flatMap((node, index) => (node.kind === "replica" ? [index] : []));
  const clients = nodes.flatMap((node, index) => (node.kind === "clients" ? [index] : []));
  const across = Math.min(width * 0.36, 250), height = across * 1.15 + 190;
  const places: Place[] = nodes.map(() => ({ x: 0, y: 0 }));
  clients.forEach((index, i) => (places[index] = { x: (width * (i + 1)) / (clients.length + 1), y: 34 }));
  members.forEach((index, i) => {
    const turn = (2 * Math.PI * i) / members.length - Math.PI / 2;
    places[index] = { x: width / 2 + across * Math.cos(turn), y: 136 + across * 0.58 * (1 + Math.sin(turn)) };
  });
  return { width, height, places, frames: [], labels: [], rows: false, cell: 62 };
}

function in_rows(nodes: RecordNode[], tiers: string[], width: number): Stage {
  const regions = [...new Set(nodes.map((node) => node.region))];
  const narrow = width < NARROW;
  const left = narrow ? 2 : LEFT, gap = narrow ? 8 : GAP, cell = narrow ? 50 : 62;
  // As many columns as the width takes; the others stand below.
  const most = Math.max(1, Math.floor((width - left) / (2 * cell + gap)));
  const columns = Math.min(regions.length, most);
  const column = (width - left - gap * (columns - 1)) / columns;
  const abreast = Math.max(1, Math.floor((column + 6) / cell));
  const places: Place[] = nodes.map(() => ({ x: 0, y: 0 }));
  const frames: Stage["frames"] = [], labels: Stage["labels"] = [];
  let top = 4;
  for (let first = 0; first < regions.length; first += columns) {
    const group = regions.slice(first, first + columns);
    let y = top + HEAD;
    const row = (of: (node: RecordNode) => boolean, words: string) => {
      let deepest = 0;
      group.forEach((region, i) => {
        const inside = nodes.flatMap((node, index) => (node.region === region && of(node) ? [index] : []));
        inside.forEach((index, j) => {
          const line = Math.floor(j / abreast), there = Math.min(abreast, inside.length - line * abreast);
          places[index] = { x: left + i * (column + gap) + column / 2 + ((j % abreast) - (there - 1) / 2) * cell, y: y + 26 + line * (ROW - 14) };
        });
        deepest = Math.max(deepest, Math.ceil(inside.length / abreast));
      });
      if (deepest === 0) return;
      if (!narrow) labels.push({ x: 4, y: y + 30, words });
      else if (words !== "clients") group.forEach((_, i) => labels.push({ x: left + i * (column + gap) + 10, y: y + 2, words }));
      y += ROW + (deepest - 1) * (ROW - 14);
    };
    row((node) => node.kind === "clients", "clients");
    for (const tier of tiers) row((node) => node.tier === tier, tier);
    group.forEach((region, i) => frames.push({ x: left + i * (column + gap), y: top, width: column, height: y - top - 8, title: region }));
    top = y + 6;
  }
  return { width, height: top, places, frames, labels, rows: true, cell };
}
