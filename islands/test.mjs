// Runs every *.test.ts: bundled to plain modules first, since Node 20 reads no types.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, "node_modules", ".tests");
const folders = readdirSync(here, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && !["node_modules", "dist"].includes(entry.name),
);
const tests = folders.flatMap(({ name }) =>
  readdirSync(join(here, name)).filter((file) => file.endsWith(".test.ts")).map((file) => join(name, file)),
);
if (tests.length === 0) throw new Error("no tests were found");
await build({ absWorkingDir: here, entryPoints: tests, outdir, outExtension: { ".js": ".mjs" }, bundle: true, format: "esm", platform: "node" });
const built = tests.map((file) => join(outdir, tests.length === 1 ? file.replace(/^.*\//, "") : file).replace(/\.ts$/, ".mjs"));
process.exit(spawnSync(process.execPath, ["--test", ...built], { stdio: "inherit" }).status ?? 1);
