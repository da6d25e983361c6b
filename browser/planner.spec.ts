// A planner looks at who is left out, on a map and without one; a stranger sees what is open and no more.
// The town is synthetic and says so: what matters here is that every way of looking says the same.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keysFolder, tongban } from "./helpers/binary.ts";
import { everyoneCanUse, isLargeEnough, readsAtTwiceTheSize, tabTo, troubles } from "./helpers/page.ts";
import { pagesAt } from "./helpers/pages.ts";
import { expect, test } from "./helpers/people.ts";
import { givenAVoice, readsItselfAloud } from "./helpers/voice.ts";

const ZONES = 900;
const SIDE = 30;

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
function town(folder: string): void {
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

const PAGES = pagesAt("planned").map(({ address }) => address);

test.beforeEach(() => town(keysFolder()));

for (const mode of ["0", "1"]) {
  test(`everyone can use the planner's pages${mode === "1" ? " in elder mode" : ""}`, async ({ people }) => {
    test.setTimeout(400_000);
    const page = await people.of("planner");
    const found = troubles(page);
    await givenAVoice(page);
    for (const address of PAGES) {
      await page.goto(address + (address.includes("?") ? "&" : "?") + `elder=${mode}`);
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await test.step(`${address} at ${width} px`, async () => {
          await everyoneCanUse(page);
          if (mode === "1" && width === 360) await isLargeEnough(page);
          await readsAtTwiceTheSize(page);
        });
      }
      if (mode === "0") await readsItselfAloud(page);
    }
    expect(found).toEqual([]);
  });
}

test("from the menu to the blind spots by the keyboard alone", async ({ people }) => {
  const page = await people.of("planner");
  await page.goto("/planner");
  await tabTo(page, "circle.csv", 80);
  await page.keyboard.press("Enter");
  await expect(page.getByText(/人步行 15 分钟到不了/).first()).toBeVisible();
  await tabTo(page, "看地图");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/planner\/map\/synthetic/);
  await expect(page.getByRole("heading", { name: /盲区 \d+ 个/ })).toBeVisible();
  await tabTo(page, "哪个数");
  await page.keyboard.press("End");
  await tabTo(page, "显示");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/column=people/);
});

test("the map moves where it can, and says in words what was clicked", async ({ people }) => {
  const page = await people.of("planner");
  const found = troubles(page);
  await page.goto("/planner/map/synthetic?by=circle.csv&column=minutes");
  const frame = page.locator(".map-frame");
  await expect(frame).toHaveAttribute("data-ready", /\d+/, { timeout: 30_000 });
  await frame.click();
  await expect(page.locator(".map-said")).toContainText(/z\d+：/);
  expect(found).toEqual([]);
});

test("before and after are uncovered by a slider that the arrow keys move", async ({ people }) => {
  const page = await people.of("planner");
  await page.goto("/planner/map/synthetic?by=before.csv&with=after.csv");
  const slider = page.getByRole("slider");
  await expect(slider).toHaveValue("50");
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await expect(slider).toHaveValue("51");
  await expect(page.locator(".map-box.after")).toHaveAttribute("style", /inset\(0(px)? 0(px)? 0(px)? 51%\)/);
});

test("a click on the map walks from there", async ({ people }) => {
  const page = await people.of("planner");
  const found = troubles(page);
  await page.goto("/planner/map/synthetic?by=circle.csv&column=minutes");
  const frame = page.locator(".map-frame");
  await expect(frame).toHaveAttribute("data-ready", /\d+/, { timeout: 30_000 });
  await frame.click();
  await expect(page.locator(".map-said")).toContainText(/步行 \d+ 分钟能到 [\d.]+ 平方公里/);
  expect(found).toEqual([]);
});

test("a walk is drawn from a place, and none from where no street is near @plain", async ({ people }) => {
  const page = await people.of("planner");
  await page.goto("/planner/datasets/streets");
  await page.getByRole("link", { name: "画步行范围" }).click();
  const from = async (lon: string) => {
    await page.getByLabel("经度").fill(lon);
    await page.getByLabel("纬度").fill("29.15");
    await page.getByLabel("几分钟").fill("30");
    await page.getByLabel("数哪些单元的人").selectOption("synthetic");
    await page.getByRole("button", { name: "画出范围" }).click();
  };
  await from("119.15");
  await expect(page.getByText(/步行 30 分钟能到 [\d.]+ 平方公里，里面有 [1-9]\d* 个单元/)).toBeVisible();
  await expect(page.locator(".map-frame svg")).toBeVisible();
  await from("121.5");
  await expect(page.getByText("附近没有路")).toBeVisible();
});

test("a scenario is shown before and after, with the place that it opens @plain", async ({ people }) => {
  const page = await people.of("planner");
  await page.goto("/planner/results/scenario.csv");
  await expect(page.getByText(/“新卫生室”：pop 共/)).toBeVisible();
  await page.getByRole("link", { name: "看地图" }).click();
  await expect(page).toHaveURL(/by=scenario\.csv&column=minutes_before&with=scenario\.csv/);
  await expect(page.getByText("新设“c3”：119.25500, 29.05500")).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "变化" })).toBeVisible();
});

test("after a scenario a closed place is gone and a moved one stands where it moved, on the map too", async ({ people }) => {
  const page = await people.of("planner");
  const found = troubles(page);
  const standing = async (query: string) => {
    await page.goto(`/planner/map/synthetic?by=changed.csv&${query}`);
    const frame = page.locator(".map-frame");
    await expect(frame).toHaveAttribute("data-ready", /\d+/, { timeout: 30_000 });
    return await frame.evaluate((element) => {
      type Live = { getLayer(id: string): unknown; queryRenderedFeatures(of: { layers: string[] }): { properties: { id: string } }[] };
      const { map } = element as unknown as { map: Live };
      const ids = (layer: string) =>
        map.getLayer(layer) ? [...new Set(map.queryRenderedFeatures({ layers: [layer] }).map((one) => one.properties.id))].sort() : [];
      return [ids("facilities"), ids("changed")];
    });
  };
  expect(await standing("column=minutes_before&with=changed.csv")).toEqual([["c1", "c2"], []]);
  expect(await standing("column=minutes_after")).toEqual([[], ["c2", "c3"]]);
  expect(found).toEqual([]);
});

test("after a scenario the list has the places that stand then @plain", async ({ people }) => {
  const page = await people.of("planner");
  await page.goto("/planner/map/synthetic?by=changed.csv&column=minutes_after");
  await expect(page.getByText("关闭“c1”")).toBeVisible();
  await expect(page.getByRole("heading", { name: "实施以后的设施 2 处" })).toBeVisible();
  await expect(page.getByText("c2（卫生室）：119.15500, 29.25500")).toBeVisible();
  await expect(page.getByText("c1（卫生室）")).toHaveCount(0);
});

test("results are chosen and set side by side @plain", async ({ people }) => {
  const page = await people.of("planner");
  await page.goto("/planner/compare");
  await page.getByLabel(/^before\.csv/).check();
  await page.getByLabel(/^after\.csv/).check();
  await page.getByRole("button", { name: "对比" }).click();
  await expect(page).toHaveURL(/of=before\.csv&of=after\.csv|of=after\.csv&of=before\.csv/);
  await expect(page.getByRole("heading", { name: "结果有什么不同" })).toBeVisible();
  await page.getByRole("link", { name: /在地图上对比/ }).click();
  await expect(page).toHaveURL(/\/planner\/map\/synthetic\?by=/);
});

test("a report is read, and its workbook kept @plain", async ({ people }) => {
  const page = await people.of("planner");
  await page.goto("/planner");
  await page.getByRole("link", { name: "report.html" }).click();
  await expect(page.getByRole("heading", { name: "一、现状" })).toBeVisible();
  await expect(page.getByText(/造价 80\.00 万元/)).toBeVisible();
  const href = await page.getByRole("link", { name: "下载数据（XLSX）" }).getAttribute("href");
  const book = await page.request.get(href ?? "");
  expect(book.status()).toBe(200);
  expect(book.headers()["content-type"]).toContain("spreadsheetml");
});

test("without scripts the drawing, the list and the table say it all @plain", async ({ people }) => {
  const page = await people.of("planner");
  await page.goto("/planner/map/synthetic?by=circle.csv&column=minutes");
  await expect(page.locator(".map-frame svg")).toBeVisible();
  await expect(page.getByRole("heading", { name: /盲区 \d+ 个/ })).toBeVisible();
  await expect(page.locator("tbody tr")).toHaveCount(100);
  await page.getByRole("link", { name: "下一页" }).click();
  await expect(page.locator("tbody tr").first()).toContainText("合成单元100");
});

test("the map's twin holds what the command wrote", async ({ people }) => {
  const page = await people.of("planner");
  await page.goto("/planner/map/synthetic?by=circle.csv&column=minutes");
  const shown = await page.locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll("td")].slice(0, 2).map((cell) => cell.textContent ?? "")),
  );
  const expected = Array.from({ length: 100 }, (_, n) => {
    const [x, y] = [n % SIDE, Math.floor(n / SIDE)];
    const away = (cx: number, cy: number) => 3 * (Math.abs(x - cx) + Math.abs(y - cy));
    return [`合成单元${n}`, String(Math.min(away(10, 10), away(20, 20)))];
  });
  expect(shown).toEqual(expected);
});

test("a stranger sees the county and nothing that is not open @plain", async ({ page }) => {
  await page.goto("/planner");
  await expect(page.getByText("360,229")).toBeVisible();
  await expect(page.getByText("synthetic")).toHaveCount(0);
  const answer = await page.goto("/planner/map/synthetic");
  expect(answer?.status()).toBe(404);
});

test("on paper the drawing is there and nothing to press", async ({ people }) => {
  const page = await people.of("planner");
  await page.goto("/planner/map/synthetic?by=circle.csv");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".map-frame svg")).toBeVisible();
  for (const part of [".choices", ".back", ".map-box"]) await expect(page.locator(part).first(), part).toBeHidden();
});
