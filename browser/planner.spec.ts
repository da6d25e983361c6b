// What the map of a planner does that moves, and whether everyone can use the planner's pages. What a planner
// wants without it is walked in all four modes, in wants-to-plan.spec.ts.
import { keysFolder } from "./helpers/binary.ts";
import { everyoneCanUse, isLargeEnough, readsAtTwiceTheSize, troubles } from "./helpers/page.ts";
import { pagesAt } from "./helpers/pages.ts";
import { expect, test } from "./helpers/people.ts";
import { SIDE, town } from "./helpers/town.ts";
import { givenAVoice, readsItselfAloud } from "./helpers/voice.ts";

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
          // As every page: large letters are audited on a telephone, where people have them.
          if (mode === "0" || width === 360) await everyoneCanUse(page);
          if (mode === "1" && width === 360) await isLargeEnough(page);
          await readsAtTwiceTheSize(page);
        });
      }
      if (mode === "0") await readsItselfAloud(page);
    }
    expect(found).toEqual([]);
  });
}

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

test("on paper the drawing is there and nothing to press", async ({ people }) => {
  const page = await people.of("planner");
  await page.goto("/planner/map/synthetic?by=circle.csv");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".map-frame svg")).toBeVisible();
  for (const part of [".choices", ".back", ".map-box"]) await expect(page.locator(part).first(), part).toBeHidden();
});
