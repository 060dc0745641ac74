// A chart with all that makes it readable without eyes or a mouse: a title, a sentence, a picture, and its figures as a table.
//
// Charts are drawn by Observable Plot as SVG, in the width there is, and drawn anew when that changes. Colours are CSS
// variables, so a change of theme, or printing, needs no new drawing.
import { type Child, h } from "./dom";

export interface FigureParts {
  id: string;
  title: string;
  /** What the picture shows, in one or two sentences: its text alternative. */
  words: string;
  draw: (width: number) => Element;
  controls?: Child;
  table: () => HTMLElement;
  note?: string;
}

export interface Drawn {
  element: HTMLElement;
  redraw: () => void;
}

export function figure(parts: FigureParts): Drawn {
  const canvas = h("div", { class: "canvas" });
  const words = h("p", { class: "words", id: `${parts.id}-words` }, parts.words);
  const holder = h("div", { class: "figures" });
  const details = h("details", { class: "data" }, h("summary", {}, "The figures as a table"), holder);
  details.addEventListener("toggle", () => {
    if (details.open && holder.childElementCount === 0) holder.append(parts.table());
  });
  const element = h(
    "figure",
    { id: parts.id, class: "chart", tabindex: 0, role: "group", "aria-labelledby": `${parts.id}-title`, "aria-describedby": `${parts.id}-words` },
    h("figcaption", {}, h("h3", { id: `${parts.id}-title` }, parts.title), words),
    parts.controls ? h("div", { class: "controls" }, parts.controls) : null,
    canvas,
    parts.note ? h("p", { class: "note" }, parts.note) : null,
    details,
  );
  let drawnAt = 0;
  const draw = (width: number) => {
    drawnAt = width;
    const picture = parts.draw(width);
    for (const svg of picture.matches("svg") ? [picture] : picture.querySelectorAll("svg")) {
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", `${parts.title}. ${parts.words}`);
      // What is inside of an image has no name of its own for a reader (WAI-ARIA 1.2, "children presentational").
      for (const mark of svg.querySelectorAll("[aria-label]")) {
        mark.setAttribute("data-mark", mark.getAttribute("aria-label") ?? "");
        mark.removeAttribute("aria-label");
        mark.removeAttribute("aria-description");
      }
    }
    canvas.replaceChildren(picture);
  };
  const observer = new ResizeObserver((entries) => {
    const width = Math.floor(entries[0]?.contentRect.width ?? 0);
    if (width > 0 && Math.abs(width - drawnAt) >= 2) requestAnimationFrame(() => draw(width));
  });
  observer.observe(canvas);
  return {
    element,
    redraw: () => {
      holder.replaceChildren();
      if (details.open) holder.append(parts.table());
      if (drawnAt > 0) draw(drawnAt);
    },
  };
}

export const INKS = ["var(--ink-1)", "var(--ink-2)", "var(--ink-3)", "var(--ink-4)", "var(--ink-5)", "var(--ink-6)", "var(--ink-7)"];
export const DASHES = ["", "7 3", "2 3", "9 3 2 3", "4 2", "1 4", "12 4"];

/** The name of each entry beside its colour and dash: told apart without colour too. */
export function legend(names: string[], kind: "line" | "square" = "line", inks: string[] = INKS): HTMLElement {
  return h(
    "ul",
    { class: "legend" },
    names.map((name, index) => {
      const swatch = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      swatch.setAttribute("width", kind === "line" ? "28" : "14");
      swatch.setAttribute("height", "12");
      swatch.setAttribute("aria-hidden", "true");
      const ink = inks[index % inks.length] ?? "currentColor";
      swatch.innerHTML =
        kind === "line"
          ? `<line x1="0" x2="28" y1="6" y2="6" stroke-width="2.5" stroke="${ink}" stroke-dasharray="${DASHES[index % DASHES.length]}"/>`
          : `<rect width="12" height="12" fill="${ink}"/>`;
      return h("li", {}, swatch, name);
    }),
  );
}
