// Anyone opens the service: it is there, in Chinese first, for everyone to use, and keeps to itself.
import { expect, test } from "@playwright/test";
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

test("English is one press away and stays @plain", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("link", { name: "中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
});

test("without a mouse the first press of Tab offers to skip the menu", async ({ page }) => {
  await page.goto("/");
  await tabTo(page, /./, 1);
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});

test("large letters are found under the names that other services give them @plain", async ({ page }) => {
  for (const words of ["关爱版", "亲情版", "长辈版", "无障碍"]) {
    await page.goto("/?elder=0");
    await page.getByRole("searchbox").first().fill(words);
    await page.getByRole("button", { name: "搜索" }).first().click();
    await page.getByRole("main").getByRole("link", { name: "长辈版" }).click();
    await expect(page.locator("html"), words).toHaveClass(/elder/);
  }
});
