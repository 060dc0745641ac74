// Builds the page from the data beside it. Whatever can not be drawn is said in its place, and the rest stands.
import type { Report } from "./data";
import { h } from "./dom";
import { runPage } from "./run";
import { studyPage } from "./study";

function build(): void {
  const holder = document.getElementById("windtunnel-data");
  const main = document.getElementById("page");
  if (!holder || !main) return;
  const report = JSON.parse(holder.textContent ?? "") as Report;
  const page = report.kind === "run" ? runPage(report) : studyPage(report);
  document.title = `${page.title} – Windtunnel`;
  const contents = h(
    "nav",
    { "aria-label": "Contents", class: "contents" },
    h("ul", {}, page.sections.map((part) => h("li", {}, h("a", { href: `#${part.id}` }, part.querySelector("h2")?.textContent ?? part.id)))),
  );
  main.replaceChildren(
    h("header", {}, h("p", { class: "kind" }, `Windtunnel ${report.windtunnel}, report of a ${report.kind}`), h("h1", {}, page.title), ...(page.head.filter(Boolean) as Node[])),
    contents,
    ...page.sections,
  );
  document.documentElement.dataset["ready"] = "yes";
}

build();
