// Bundles every island into dist/, under names made from the content; `node build.mjs`.
// An island is a folder with an index.ts. The map's worker is a file of its own, since the pages' policy
// forbids workers made of text; its address is known to the bundle when it is built.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
/** Where the server serves them. */
const SERVED = "/assets/islands/";

const shared = {
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  // Whoever wrote a part is named at the end of the file, as the licences ask.
  legalComments: "eof",
  write: false,
  outdir: dist,
  absWorkingDir: here,
  logLevel: "warning",
};

/** Keeps a file under its name with a digest; gives that name. */
async function keep(name, ending, bytes) {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const file = `${name}-${digest}${ending}`;
  await writeFile(join(dist, file), bytes);
  return file;
}

/** Bundles one entry; gives the names of its files by ending. */
async function bundle(name, entry, define = {}) {
  const { outputFiles } = await build({ ...shared, entryPoints: { [name]: entry }, define });
  const files = {};
  for (const { path, contents } of outputFiles) {
    const ending = path.endsWith(".css") ? ".css" : ".js";
    files[ending] = await keep(name, ending, contents);
  }
  return files;
}

await mkdir(dist, { recursive: true });
for (const old of await readdir(dist)) {
  if (old !== ".gitignore") await rm(join(dist, old));
}
const worker = await bundle("maplibre-worker", "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs");
const define = { WORKER: JSON.stringify(SERVED + worker[".js"]) };
const islands = await readdir(here, { withFileTypes: true });
for (const island of islands) {
  const entry = join(here, island.name, "index.ts");
  const is = island.isDirectory() && (await readFile(entry).then(() => true, () => false));
  if (is) console.log("islands:", Object.values(await bundle(island.name, entry, define)).join(" "));
}
