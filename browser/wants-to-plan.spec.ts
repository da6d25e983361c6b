// What those want who plan where a clinic or a bus stop is missing, and what a stranger sees of it. Each with
// the keyboard alone, with scripts off, in elder mode and at 360 px: list, table and drawing say what the map
// says.
import { expect, test } from "@playwright/test";
import { keysFolder } from "./helpers/binary.ts";
import { journey } from "./helpers/modes.ts";
import { town } from "./helpers/town.ts";

// Computing the town takes its time, once.
test.describe.configure({ timeout: 120_000 });

test.beforeEach(() => town(keysFolder()));

journey("a planner goes from the menu to the blind spots, and looks at another figure", async (crowd) => {
  const planner = await crowd.visitor("planner");
  await planner.goto("/planner");
  await planner.follow("circle.csv");
  await expect(planner.main.getByText(/人步行 15 分钟到不了/).first()).toBeVisible();
  await planner.follow("看地图");
  await expect(planner.page).toHaveURL(/\/planner\/map\/synthetic/);
  await expect(planner.page.getByRole("heading", { name: /盲区 \d+ 个/ })).toBeVisible();
  if (crowd.mode === "with scripts off") await expect(planner.page.locator(".map-frame svg")).toBeVisible();
  const figures = planner.page.getByLabel("哪个数");
  await planner.choose(figures, (await figures.locator("option").last().innerText()).trim());
  await planner.button("显示");
  await expect(planner.page).toHaveURL(/column=people/);
  await expect(planner.page.locator("tbody tr")).toHaveCount(100);
  await planner.follow("下一页");
  await expect(planner.page.locator("tbody tr").first()).toContainText("合成单元100");
});

journey("a walk is drawn from a place, and none from where no street is near", async (crowd) => {
  const planner = await crowd.visitor("planner");
  const field = (label: string) => planner.page.getByLabel(label);
  await planner.goto("/planner/datasets/streets");
  await planner.follow("画步行范围");
  const from = async (lon: string): Promise<void> => {
    await planner.fill(field("经度"), lon);
    await planner.fill(field("纬度"), "29.15");
    await planner.fill(field("几分钟"), "30");
    await planner.choose(field("数哪些单元的人"), "synthetic");
    await planner.button("画出范围");
  };
  await from("119.15");
  await expect(planner.page.getByText(/步行 30 分钟能到 [\d.]+ 平方公里，里面有 [1-9]\d* 个单元/)).toBeVisible();
  await expect(planner.page.locator(".map-frame svg")).toBeVisible();
  await from("121.5");
  await expect(planner.page.getByText("附近没有路")).toBeVisible();
});

journey("a scenario is shown before and after, with the places that stand then", async (crowd) => {
  const planner = await crowd.visitor("planner");
  await planner.goto("/planner/results/scenario.csv");
  await expect(planner.page.getByText(/“新卫生室”：pop 共/)).toBeVisible();
  await planner.follow("看地图");
  await expect(planner.page).toHaveURL(/by=scenario\.csv&column=minutes_before&with=scenario\.csv/);
  await expect(planner.page.getByText("新设“c3”：119.25500, 29.05500")).toBeVisible();
  await expect(planner.page.getByRole("columnheader", { name: "变化" })).toBeVisible();
  await planner.goto("/planner/map/synthetic?by=changed.csv&column=minutes_after");
  await expect(planner.page.getByText("关闭“c1”")).toBeVisible();
  await expect(planner.page.getByRole("heading", { name: "实施以后的设施 2 处" })).toBeVisible();
  await expect(planner.page.getByText("c2（卫生室）：119.15500, 29.25500")).toBeVisible();
  await expect(planner.page.getByText("c1（卫生室）")).toHaveCount(0);
});

journey("results are chosen and set side by side", async (crowd) => {
  const planner = await crowd.visitor("planner");
  await planner.goto("/planner/compare");
  await planner.check(planner.page.getByLabel(/^before\.csv/));
  await planner.check(planner.page.getByLabel(/^after\.csv/));
  await planner.button("对比");
  await expect(planner.page).toHaveURL(/of=before\.csv&of=after\.csv|of=after\.csv&of=before\.csv/);
  await expect(planner.page.getByRole("heading", { name: "结果有什么不同" })).toBeVisible();
  await planner.follow(/在地图上对比/);
  await expect(planner.page).toHaveURL(/\/planner\/map\/synthetic\?by=/);
});

journey("a report is read, and its workbook kept", async (crowd) => {
  const planner = await crowd.visitor("planner");
  await planner.goto("/planner");
  await planner.follow("report.html");
  await expect(planner.page.getByRole("heading", { name: "一、现状" })).toBeVisible();
  await expect(planner.page.getByText(/造价 80\.00 万元/)).toBeVisible();
  const href = await planner.page.getByRole("link", { name: "下载数据（XLSX）" }).getAttribute("href");
  const book = await planner.page.request.get(href ?? "");
  expect(book.status()).toBe(200);
  expect(book.headers()["content-type"]).toContain("spreadsheetml");
});

journey("a stranger sees the county and nothing that is not open", async (crowd) => {
  const { page } = await crowd.visitor();
  await page.goto("/planner");
  await expect(page.getByText("360,229")).toBeVisible();
  await expect(page.getByText("synthetic")).toHaveCount(0);
  const answer = await page.goto("/planner/map/synthetic");
  expect(answer?.status()).toBe(404);
});
