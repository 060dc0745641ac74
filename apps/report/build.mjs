// Bundles src into bundle/report.js and bundle/report.css, collects the licences of what is inside, and notes what they were
// made of: tests compare that note with the sources, so a bundle that was forgotten is found without Node too.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const home = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(home, "bundle");

const result = await build({
  absWorkingDir: home,
  entryPoints: { report: "src/main.ts" },
  inject: [],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  legalComments: "none",
  metafile: true,
  outdir: out,
  logLevel: "warning",
});
await build({ absWorkingDir: home, entryPoints: { report: "src/style.css" }, minify: true, outdir: out, logLevel: "warning" });

// A page holds the script inside an element that the first "</script" ends, whatever stands around it.
const script = readFileSync(join(out, "report.js"), "utf8");
if (/<\/script|<!--/i.test(script)) throw new Error("the bundle holds what ends a script element");

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[1]);
}
let notices = "What the script of a report is made of beside our own code, each with its licence.\n";
for (const name of [...packages].sort()) {
  const folder = join(home, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} has no licence file`);
  notices += `\n=== ${name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}
writeFileSync(join(out, "LICENCES.txt"), notices);

const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
const sources = ["build.mjs", "package-lock.json", "package.json", "tsconfig.json", ...readdirSync(join(home, "src")).map((name) => `src/${name}`)].sort();
const lines = [
  ...sources.map((name) => `${hash(readFileSync(join(home, name)))}  ${name}`),
  ...["report.css", "report.js", "LICENCES.txt"].map((name) => `${hash(readFileSync(join(out, name)))}  bundle/${name}`),
];
writeFileSync(join(out, "made_of.sha256"), lines.join("\n") + "\n");
