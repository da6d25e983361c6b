// Anyone opens the service: it is there, in Chinese first, for everyone to use, and keeps to itself.
import { expect, test } from "@playwright/test";
import { journey, placeOf } from "./helpers/modes.ts";
import { everyoneCanUse, readsAtTwiceTheSize, tabTo, troubles } from "./helpers/page.ts";

test("the first page greets in Chinese and everyone can use it @both", async ({ page }) => {
  const found = troubles(page);
  const answer = await page.goto("/");
  expect(answer?.status()).toBe(200);
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await everyoneCanUse(page);
  await readsAtTwiceTheSize(page);
  expect(found).toEqual([]);
});

test("without a mouse the first press of Tab offers to skip the menu", async ({ page }) => {
  await page.goto("/");
  await tabTo(page, /./, 1);
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});

journey("large letters are found under the names that other services give them", async (crowd) => {
  // One name in each mode.
  const words = ["关爱版", "亲情版", "长辈版", "无障碍"][placeOf(crowd.mode)] ?? "";
  const visitor = await crowd.visitor();
  await visitor.goto("/?elder=0");
  await visitor.fill(visitor.page.getByRole("searchbox").first(), words);
  await visitor.button("搜索");
  await visitor.press(visitor.main.getByRole("link", { name: "长辈版" }));
  await expect(visitor.page.locator("html"), words).toHaveClass(/elder/);
});
