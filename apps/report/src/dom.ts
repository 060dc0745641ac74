// Elements from words: all text goes in as text, so nothing that a scenario says can become markup.

export type Child = Node | string | null | undefined | false | Child[];

type Attributes = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number | null | undefined> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) element.setAttribute(name, String(value));
  append(element, children);
  return element;
}

function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child);
  }
}

export interface Column<Row> {
  title: string;
  /** What stands in the cell; a number's exact value goes into `data-value` by `value`. */
  cell: (row: Row) => Child;
  value?: (row: Row) => number | string | null | undefined;
  number?: boolean;
}

/** A table with a caption; its first column heads the rows. It scrolls by itself where the screen is narrow. */
export function table<Row>(caption: string, columns: Column<Row>[], rows: Row[], shown = true): HTMLElement {
  const built = h(
    "table",
    {},
    h("caption", { class: shown ? null : "unseen" }, caption),
    h("thead", {}, h("tr", {}, columns.map((column) => (column.title ? h("th", { scope: "col", class: column.number ? "number" : null }, column.title) : h("td", {}))))),
    h(
      "tbody",
      {},
      rows.map((row) =>
        h(
          "tr",
          {},
          columns.map((column, index) =>
            h(
              index === 0 ? "th" : "td",
              { scope: index === 0 ? "row" : null, class: column.number ? "number" : null, "data-value": column.value?.(row) },
              column.cell(row),
            ),
          ),
        ),
      ),
    ),
  );
  return h("div", { class: "scrolls", tabindex: 0, role: "region", "aria-label": caption }, built);
}

/** A part of a page that is to be read on a screen: what is folded in it would be an empty heading on paper. */
export function onScreen(part: HTMLElement): HTMLElement {
  part.classList.add("screen");
  return part;
}

export function section(id: string, title: string, ...children: Child[]): HTMLElement {
  return h("section", { id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), children);
}
