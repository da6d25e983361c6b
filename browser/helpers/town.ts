// A town of squares, synthetic and said to be: what matters is that every way of looking at it says the same.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tongban } from "./binary.ts";

/** So many squares, in lines of so many. */
const ZONES = 900;
export const SIDE = 30;

/** Streets every 0.005 degrees, both ways, as GraphML: nobody in the town is far from one. */
function streets(): string {
  const side = 2 * SIDE + 1;
  const id = (x: number, y: number) => `${x}-${y}`;
  const places = Array.from({ length: side * side }, (_, n) => [n % side, Math.floor(n / side)] as const);
  const nodes = places.map(
    ([x, y]) => `<node id="${id(x, y)}"><data key="x">${119 + x / 200}</data><data key="y">${29 + y / 200}</data></node>`,
  );
  const edges = places.flatMap(([x, y]) =>
    ([[x + 1, y], [x, y + 1]] as const)
      .filter(([a, b]) => a < side && b < side)
      .map(([a, b]) => `<edge source="${id(x, y)}" target="${id(a, b)}"/>`),
  );
  return `<graphml><graph edgedefault="undirected">\n${[...nodes, ...edges].join("\n")}\n</graph></graphml>\n`;
}

const BASE = `base = 1
name = "合成镇"
streets = "@streets"
mode = "walk"
standard_minutes = 60
longest_minutes = 240
[zones]
file = "@synthetic"
groups = ["pop"]
[facilities]
file = "@clinics"
`;
const SCENARIO = `scenario = 1
name = "新卫生室"
base = "base.toml"
price = 80
[[change]]
kind = "open"
id = "c3"
lon = 119.255
lat = 29.055
`;

/** One clinic opens, one closes and one moves. */
const CHANGED = `scenario = 1
name = "调整"
base = "base.toml"
[[change]]
kind = "open"
id = "c3"
lon = 119.255
lat = 29.055
[[change]]
kind = "close"
id = "c1"
[[change]]
kind = "move"
id = "c2"
lon = 119.155
lat = 29.255
`;

/** Writes a town of squares into the server's folder and lets the commands import and compute. */
export function town(folder: string): void {
  const plan = join(folder, "plan");
  if (existsSync(join(plan, "results", "report.html.json"))) return;
  mkdirSync(join(plan, "results"), { recursive: true });
  const file = (name: string) => join(folder, name);
  const cells = Array.from({ length: ZONES }, (_, n) => ({ n, x: n % SIDE, y: Math.floor(n / SIDE) }));
  const features = cells.map(({ n, x, y }) => {
    const [west, south, step] = [119 + x / 100, 29 + y / 100, 0.01];
    const ring = [[west, south], [west + step, south], [west + step, south + step], [west, south + step], [west, south]];
    return {
      type: "Feature",
      properties: { id: `z${n}`, name: `合成单元${n}`, pop: 10 + ((n * 37) % 90), side: x < 15 ? "西半" : "东半" },
      geometry: { type: "Polygon", coordinates: [ring] },
    };
  });
  writeFileSync(file("zones.geojson"), JSON.stringify({ type: "FeatureCollection", features }));
  writeFileSync(file("clinics.csv"), "id,category,lon,lat,beds\nc1,卫生室,119.105,29.105,10\nc2,卫生室,119.205,29.205,20\n");
  const minutes = cells.flatMap(({ n, x, y }) =>
    [[10, 10, "c1"], [20, 20, "c2"]].map(([cx, cy, id]) => `z${n},${id},${3 * (Math.abs(x - Number(cx)) + Math.abs(y - Number(cy)))}`),
  );
  writeFileSync(file("minutes.csv"), ["origin,dest,minutes", ...minutes].join("\n"));
  const run = (...words: string[]) => tongban("plan", ...words, "--store", plan);
  const source = ["--source", "合成数据，只用于测试", "--date", "2026-11-22"];
  run("import", file("zones.geojson"), "--name", "synthetic", "--kind", "zones", ...source, "--amount-cols", "pop");
  run("import", file("clinics.csv"), "--name", "clinics", "--kind", "facilities", ...source, "--amount-cols", "beds", "--category-col", "category");
  const both = ["--costs", file("minutes.csv"), "--origins", "@synthetic", "--destinations", "@clinics"];
  run("circle", ...both, "--out", join(plan, "results", "circle.csv"));
  for (const [name, cutoff] of [["before", "15"], ["after", "30"]] as const) {
    const out = join(plan, "results", `${name}.csv`);
    run("access", ...both, "--cost-cols", "origin,dest,minutes", "--dest-cols", "id,beds", "--measure", "count", "--cutoff", cutoff, "--out", out);
  }
  writeFileSync(file("streets.graphml"), streets());
  run("import", file("streets.graphml"), "--name", "streets", "--kind", "streets", ...source);
  writeFileSync(file("base.toml"), BASE);
  writeFileSync(file("new.toml"), SCENARIO);
  run("scenario", "run", file("new.toml"), "--out", join(plan, "results", "scenario.csv"));
  writeFileSync(file("changed.toml"), CHANGED);
  run("scenario", "run", file("changed.toml"), "--out", join(plan, "results", "changed.csv"));
  run("report", file("new.toml"), "--out", join(plan, "results", "report.html"));
}
