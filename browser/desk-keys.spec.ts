// Keys at the desk: a clerk who works through the list all day needs no mouse; whoever types, listens or
// does not want them is not disturbed.
import { answerAll, handIn } from "./helpers/apply.ts";
import { CARD } from "./helpers/numbers.ts";
import { everyoneCanUse, troubles } from "./helpers/page.ts";
import { expect, test, type People } from "./helpers/people.ts";

const PHOTO = { "请交一张近期照片。": "PHOTO", 照片: "PHOTO" } as const;

/** A clerk before a list that has at least two cases, one of them with a photograph. */
async function atTheList(people: People) {
  const neighbour = await people.of("neighbour");
  let address = "";
  for (const answers of [PHOTO, CARD]) {
    await neighbour.goto("/apply/senior-card");
    await answerAll(neighbour, answers);
    const handed = await handIn(neighbour);
    address ||= handed.address;
  }
  const clerk = await people.of("town-330825101");
  await clerk.goto("/desk");
  return { clerk, photographed: `/desk${address}` };
}

test("a clerk goes through the list, opens a case, sees its materials and the next case by keys", async ({ people }) => {
  const { clerk, photographed } = await atTheList(people);
  const found = troubles(clerk);
  const rows = clerk.locator("tbody th[scope='row'] a");
  await expect(rows.nth(1)).toBeVisible();
  await clerk.keyboard.press("j");
  await expect(rows.nth(0)).toBeFocused();
  await clerk.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await clerk.keyboard.press("ArrowUp");
  await expect(rows.nth(0)).toBeFocused();
  await clerk.keyboard.press("k");
  await expect(rows.nth(0), "the list has a first line").toBeFocused();
  const cases = await rows.evaluateAll((all) => [...new Set(all.map((one) => (one as HTMLAnchorElement).pathname))]);
  expect(cases.length).toBeGreaterThan(1);
  await clerk.keyboard.press("Enter");
  await expect(clerk).toHaveURL((url) => url.pathname === cases[0]);
  await clerk.keyboard.press("]");
  await expect(clerk).toHaveURL((url) => url.pathname === cases[1]);
  await clerk.keyboard.press("[");
  await expect(clerk).toHaveURL((url) => url.pathname === cases[0]);
  await clerk.keyboard.press("[");
  await expect(clerk.getByText("刚才的列表里，这个方向没有了。")).toBeVisible();

  await clerk.goto(photographed);
  await expect(clerk.getByRole("main")).toContainText("第 2 份，共 2 份");
  await clerk.keyboard.press("m");
  await expect(clerk).toHaveURL(/material=1/);
  await clerk.keyboard.press("m");
  await expect(clerk).toHaveURL(/material=2/);
  expect(found).toEqual([]);
});

test("the keys tell what they do, leave a field alone, and can be turned off for good", async ({ people }) => {
  const { clerk } = await atTheList(people);
  await clerk.keyboard.press("/");
  const search = clerk.getByLabel("按办件编号查找");
  await expect(search).toBeFocused();
  await clerk.keyboard.type("j/?m[");
  await expect(search).toHaveValue("j/?m[");
  await expect(search, "a letter in a field is a letter").toBeFocused();
  await search.blur();
  await clerk.keyboard.press("Alt+j");
  await expect(clerk.locator("tbody a:focus")).toHaveCount(0);

  await clerk.keyboard.press("?");
  const dialog = clerk.getByRole("dialog", { name: "快捷键" });
  await expect(dialog).toBeVisible();
  await everyoneCanUse(clerk);
  // 工信厅信管函〔2021〕67号: a window over the page is closed by a button of 44 by 44 at its top or in the middle
  // of its foot.
  const close = dialog.getByRole("button", { name: "关上" });
  const [window, button] = await Promise.all([dialog.boundingBox(), close.boundingBox()]);
  if (!window || !button) throw new Error("the window has no button to close it");
  expect(Math.min(button.width, button.height)).toBeGreaterThanOrEqual(44);
  expect(Math.abs(button.x + button.width / 2 - window.x - window.width / 2)).toBeLessThan(12);
  await clerk.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await clerk.getByRole("button", { name: "快捷键" }).click();
  await dialog.getByRole("button", { name: "关掉快捷键" }).click();
  await dialog.getByRole("button", { name: "关上" }).click();
  await clerk.reload();
  await clerk.keyboard.press("j");
  await clerk.keyboard.press("?");
  await expect(clerk.locator("tbody a:focus")).toHaveCount(0);
  await expect(dialog).toBeHidden();
  await clerk.getByRole("button", { name: "快捷键" }).click();
  await dialog.getByRole("button", { name: "打开快捷键" }).click();
  await clerk.keyboard.press("Escape");
  await clerk.keyboard.press("j");
  await expect(clerk.locator("tbody th[scope='row'] a").first()).toBeFocused();
});

test("without scripts nothing of it is seen", async ({ browser, baseURL, people }) => {
  const clerk = await people.of("town-330825101");
  const cookies = await clerk.context().cookies();
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL ?? "" });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto("/desk");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("待办");
  await expect(page.locator("[data-keys]")).toBeHidden();
  await context.close();
});
