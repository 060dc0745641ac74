// A picture that the program drew itself (SVG text), in a tree of its own so that its style rules stay inside it.
//
// Such pictures are drawn dark on white. On dark paper their few inks are turned by rules that stand after the picture's own;
// what is coloured by meaning stays. It scrolls where the screen is narrower than it, and the keyboard can scroll it.
import { h } from "./dom";

const RULES = `
  :host{display:block}
  svg{display:block;height:auto}
  .fits svg{width:100%}
  @media screen and (prefers-color-scheme: dark){
    text{fill:#dfe4ea}
    rect[fill="#ffffff"],rect[fill="#f2f5f8"]{fill:transparent}
    rect[fill="#e4ebf3"],rect[fill="#f7f9fb"]{fill:#2b3541}
    rect[fill="#fff4d6"]{fill:#4a3f1c}
    [stroke="#d5dce4"],[stroke="#e8ecf0"]{stroke:#39424d}
    [stroke="#1f2933"]{stroke:#dfe4ea}
    [fill="#1f2933"]{fill:#dfe4ea}
    path[fill="#ffffff"]{fill:#1b2027}
    [stroke="#0072b2"]{stroke:#56b4e9}
    .mark,.turn,.said{stroke:#1b2027}
    .tick,.group,.count,.said{fill:#aab4be}
  }
  @media print{svg{width:100%}}
`;

export function drawing(svg: string, title: string, words: string): HTMLElement {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  if (parsed.nodeName !== "svg") return h("p", {}, "The picture could not be read.");
  const natural = Number(parsed.getAttribute("width") ?? 0);
  parsed.setAttribute("role", "img");
  parsed.setAttribute("aria-label", `${title}. ${words}`);
  const host = h("div", {});
  const tree = host.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = RULES;
  if (natural > 0) parsed.style.maxWidth = `${natural}px`;
  const frame = h("div", {}, document.importNode(parsed, true));
  tree.append(frame, style);
  const box = h("div", { class: "scrolls drawing", tabindex: 0, role: "region", "aria-label": title }, host);
  // Small enough to be read it fits the width; a larger one is scrolled.
  new ResizeObserver((entries) => frame.classList.toggle("fits", (entries[0]?.contentRect.width ?? 0) >= 0.72 * natural)).observe(box);
  return box;
}
