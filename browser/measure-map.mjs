// Measures the map with a hundred thousand synthetic zones: `node browser/measure-map.mjs BINARY [ZONES]`.
// Serves a demo county of its own, opens the map in headless Chromium, and prints one JSON object:
// milliseconds to the first paint and to the finished map, and frames a second while it is moved.
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "@playwright/test";

const binary = resolve(process.argv[2] ?? "target/release/tongban");
const zones = Number(process.argv[3] ?? 100_000);
const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "tongban-map-"));
const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** A square raster of zones of 0.002 degrees (about 200 m) with a made-up figure; labelled as such. */
async function write(file) {
  const side = Math.ceil(Math.sqrt(zones));
  const out = createWriteStream(file);
  out.write('{"type":"FeatureCollection","features":[\n');
  for (let n = 0; n < zones; n += 1) {
    const [x, y] = [n % side, Math.floor(n / side)];
    const [w, s, e, t] = [119 + x * 0.002, 28.5 + y * 0.002, 119.002 + x * 0.002, 28.502 + y * 0.002].map((d) => +d.toFixed(4));
    const pop = Math.round(500 * (1 + Math.sin(x / 23) * Math.cos(y / 17)) + ((n * 7919) % 97));
    const ring = `[[${w},${s}],[${e},${s}],[${e},${t}],[${w},${t}],[${w},${s}]]`;
    const comma = n + 1 < zones ? "," : "";
    out.write(`{"type":"Feature","properties":{"id":"z${n}","pop":${pop}},"geometry":{"type":"Polygon","coordinates":[${ring}]}}${comma}\n`);
  }
  await new Promise((done) => out.end("]}\n", done));
}

const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const file = join(folder, "zones.geojson");
mkdirSync(join(folder, "var"));
await write(file);
const source = ["--source", "synthetic, for measuring only", "--date", "2026-11-22", "--amount-cols", "pop"];
execFileSync(binary, ["plan", "import", file, "--name", "synthetic", "--kind", "zones", ...source, "--store", join(folder, "var", "plan")]);
const place = ["--people", "1000", "--database", `sqlite:${join(folder, "t.db")}`, "--var", join(folder, "var")];
const server = spawn(binary, ["demo", ...place, "--listen", `127.0.0.1:${port}`, "--open-data", "*"], { cwd: root, stdio: "ignore" });
try {
  const address = `${base}/planner/map/synthetic`;
  for (let tries = 0; ; tries += 1) {
    // The first visit also reads the zones, as it does once after each start.
    const there = await fetch(address).then((answer) => answer.ok, () => false);
    if (there) break;
    if (tries > 600) throw new Error("the server did not start");
    await new Promise((done) => setTimeout(done, 500));
  }
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: "zh-CN" });
  await page.goto(address);
  await page.locator(".map-frame[data-ready]").waitFor({ timeout: 120_000 });
  const found = await page.evaluate(async () => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    const frame = document.querySelector(".map-frame");
    const { map } = frame;
    const rate = async (seconds, move) => {
      let [frames, going] = [0, true];
      const gaps = [];
      let last = performance.now();
      map.on("render", () => {
        if (!going) return;
        frames += 1;
        const now = performance.now();
        gaps.push(now - last);
        last = now;
      });
      const start = performance.now();
      move();
      await new Promise((done) => setTimeout(done, seconds * 1000));
      going = false;
      gaps.sort((a, b) => a - b);
      return { fps: frames / ((performance.now() - start) / 1000), gap_p95_ms: gaps[Math.floor(gaps.length * 0.95)] };
    };
    const pan = await rate(4, () => map.panBy([600, 300], { duration: 4000, easing: (t) => t }));
    const zoom = await rate(4, () => map.zoomTo(map.getZoom() + 2, { duration: 4000, easing: (t) => t }));
    const tiles = performance.getEntriesByType("resource").filter(({ name }) => name.includes(".mvt"));
    const renderer = (() => {
      const gl = document.createElement("canvas").getContext("webgl2");
      const names = gl?.getExtension("WEBGL_debug_renderer_info");
      return names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : "unknown";
    })();
    return { first_paint_ms: paint, ready_ms: Number(frame.dataset.ready), pan, zoom, tiles: tiles.length, renderer };
  });
  console.log(JSON.stringify({ zones, ...found }));
  await browser.close();
} finally {
  server.kill("SIGTERM");
  await new Promise((done) => server.once("exit", done));
  rmSync(folder, { recursive: true, force: true });
}
