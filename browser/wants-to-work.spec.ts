// What those want who work here: helper, clerk, supervisor, auditor. Each with the keyboard alone, with
// scripts off, in large letters and at 360 px: a helper stands in a farmyard with a telephone.
import { expect, type Locator } from "@playwright/test";
import { answer, answerAll, handIn } from "./helpers/apply.ts";
import { accepted, cardOf, TOWN } from "./helpers/card.ts";
import { journey, once, type Crowd, type Visitor } from "./helpers/modes.ts";
import { CARD, numbersOf } from "./helpers/numbers.ts";

/** Opens a case by its number, typed into the inbox. */
async function opens(clerk: Visitor, number: string): Promise<void> {
  await clerk.goto("/desk");
  await clerk.fill(clerk.page.getByLabel("按办件编号查找"), number);
  await clerk.button("查找");
  await expect(clerk.main).toContainText(number);
}

/** Opens the form of an act from the case page. */
async function begins(clerk: Visitor, act: RegExp): Promise<void> {
  await clerk.press(clerk.page.getByRole("navigation", { name: "现在可以办" }).getByRole("link", { name: act }));
}

/** Files the senior card for the neighbour, from the form that asks for the number. */
async function filesFor(visitor: Visitor, crowd: Crowd): Promise<void> {
  const { identity } = await numbersOf(crowd, "neighbour");
  await visitor.fill(visitor.main.getByRole("textbox"), identity);
  await visitor.button("下一步");
  await expect(visitor.heading).toHaveText("办什么事？");
  expect(visitor.page.url(), "the number stands in no address").not.toContain(identity);
  await visitor.follow(/^老年证/);
  await answerAll(visitor.page, CARD, visitor);
  const { number } = await handIn(visitor.page, visitor);
  expect(number).not.toBe("");
}

journey("a helper files for an old neighbour", async (crowd) => {
  const helper = await crowd.visitor("helper");
  await helper.goto("/");
  await helper.press(helper.main.getByRole("link", { name: "帮人办" }));
  await filesFor(helper, crowd);
});

journey("the window files for somebody who came to the counter", async (crowd) => {
  const window = await crowd.visitor("window");
  await window.goto("/desk");
  await window.follow("代人申请");
  await window.follow("开始代办申请");
  await filesFor(window, crowd);
});

journey("a clerk finds a case by its number and accepts it", async (crowd) => {
  const { number } = await cardOf(crowd, "elder");
  const clerk = await crowd.visitor("window");
  await opens(clerk, number);
  await begins(clerk, /^受理/);
  await clerk.everyoneCanUse();
  await clerk.button(/^受理/);
  await expect(clerk.page.getByText("办好了，已经记录")).toBeVisible();
});

journey("a clerk sees the photograph beside what registers say, and steps through the materials", async (crowd) => {
  const { number } = await once("photographed", async () => {
    const resident = await crowd.officer("elder");
    await resident.goto("/apply/senior-card");
    // Another journey may have begun one without a photograph, and this goes on with it.
    await resident.goto("/apply/senior-card/materials/photo");
    await answer(resident, "PHOTO");
    await answerAll(resident, CARD);
    return handIn(resident);
  });
  const clerk = await crowd.visitor("window");
  await opens(clerk, number);
  const photograph = clerk.main.getByRole("img", { name: "照片，第 1 个文件" });
  await photograph.scrollIntoViewIfNeeded();
  await expect(photograph).toBeVisible();
  await clerk.everyoneCanUse();
  const facts = await clerk.main.getByRole("heading", { name: "核验到的事实" }).boundingBox();
  const materials = await clerk.main.getByRole("heading", { name: "材料", exact: true }).boundingBox();
  const isBeside = (materials?.x ?? 0) > (facts?.x ?? 0) + 300;
  expect(isBeside, "beside each other at a desk, one below the other on a telephone").toBe(
    clerk.mode === "with the keyboard alone",
  );
  await clerk.follow("上一份材料");
  await expect(clerk.main).toContainText("第 1 份，共 2 份");
  await expect(photograph).toHaveCount(0);
  await clerk.follow("下一份材料");
  await expect(photograph).toBeVisible();
});

journey("a clerk whose act meets a case that has changed reads what changed, and loses no word", async (crowd) => {
  const typed = "身份证反面照片，要看得清有效期";
  const handed = await cardOf(crowd, "elder");
  const clerk = await crowd.visitor(TOWN);
  await opens(clerk, handed.number);
  await begins(clerk, /^一次性告知补正/);
  await clerk.fill(clerk.page.getByLabel("要补什么"), typed);
  const window = await crowd.program("window");
  await window.does({ do: "accept", later: [] }, handed);
  await clerk.button(/^一次性告知补正/);
  await expect(clerk.heading).toHaveText("别人刚刚改过，您的还没有保存");
  const changed = clerk.main.getByRole("row").filter({ hasText: "受理" });
  await expect(changed).toContainText("待预审");
  await expect(changed).toContainText("审查中");
  await expect(clerk.main).toContainText(typed);
  await clerk.goto(`/desk${handed.address}`);
  await expect(clerk.main, "nothing was done").not.toContainText(typed);
});

// Without scripts one loads the page again, as ever; with them a line says when there is a reason to.
journey("an open inbox and an open case say that something has happened", async (crowd) => {
  const news = /这一页的内容有变化/;
  const handed = await cardOf(crowd, "elder");
  const [clerk, own] = [await crowd.visitor(TOWN), await crowd.visitor("elder")];
  await clerk.goto("/desk");
  await own.goto(handed.address);
  await expect(own.main).toContainText("待预审");
  await accepted(crowd, handed);
  for (const visitor of [clerk, own]) {
    const line = visitor.page.getByRole("link", { name: news });
    if (crowd.mode === "with scripts off") {
      await visitor.page.reload();
      await expect(line).toHaveCount(0);
      continue;
    }
    // Three questions of a page that is open.
    await expect(line).toBeVisible({ timeout: 20_000 });
    await visitor.everyoneCanUse();
    await visitor.press(line);
  }
  await expect(clerk.heading).toHaveText("待办");
  await expect(own.main).toContainText("审查中");
});

// The keys need scripts: without them the same is done by the links of the list, and nothing of the keys
// is seen. A key is pressed wherever there is a keyboard, also beside large letters and a narrow screen.
journey("a clerk learns the keys of the desk, types undisturbed, and turns them off", async (crowd) => {
  await once("listed", () => cardOf(crowd, "elder"));
  const clerk = await crowd.visitor(TOWN);
  await clerk.goto("/desk");
  const [keyboard, first] = [clerk.page.keyboard, clerk.page.locator("tbody th[scope='row'] a").first()];
  if (crowd.mode === "with scripts off") {
    await expect(clerk.page.locator("[data-keys]")).toBeHidden();
    await clerk.press(first);
    return expect(clerk.page).toHaveURL(/\/desk\/cases\//);
  }
  const [help, dialog] = [clerk.page.getByRole("button", { name: "快捷键" }), clerk.page.getByRole("dialog", { name: "快捷键" })];
  await expect(help).toBeVisible();
  await keyboard.press("/");
  const search = clerk.page.getByLabel("按办件编号查找");
  await expect(search).toBeFocused();
  await keyboard.type("j/?m[");
  await expect(search, "a letter in a field is a letter").toHaveValue("j/?m[");
  await search.blur();
  await keyboard.press("Alt+j");
  await expect(clerk.page.locator("tbody a:focus")).toHaveCount(0);
  await keyboard.press("?");
  await expect(dialog).toBeVisible();
  await clerk.everyoneCanUse();
  await isClosedInTheMiddle(dialog);
  await clerk.pressHere(dialog.getByRole("button", { name: "关掉快捷键" }));
  await clerk.pressHere(dialog.getByRole("button", { name: "关上" }));
  await clerk.page.reload();
  await expect(help).toBeVisible();
  await keyboard.press("j");
  await keyboard.press("?");
  await expect(clerk.page.locator("tbody a:focus")).toHaveCount(0);
  await expect(dialog).toBeHidden();
  await clerk.pressHere(help);
  await clerk.pressHere(dialog.getByRole("button", { name: "打开快捷键" }));
  await keyboard.press("Escape");
  await keyboard.press("j");
  await expect(first).toBeFocused();
});

journey("the supervisor looks at the last thirty days", async (crowd) => {
  const supervisor = await crowd.visitor("supervisor");
  await supervisor.goto("/desk/board");
  await supervisor.follow(/30 天/);
  await expect(supervisor.page).toHaveURL(/days=30/);
  await expect(supervisor.main.getByRole("table").first()).toBeAttached();
});

journey("the auditor has every record checked", async (crowd) => {
  const auditor = await crowd.visitor("auditor");
  await auditor.goto("/desk/audit");
  await auditor.button("现在核验全部记录");
  await expect(auditor.main).toContainText("总账没有问题");
  await auditor.everyoneCanUse();
});

/** 工信厅信管函〔2021〕67号: a window over the page is closed by a button of 44 by 44 at its top or in the middle
 * of its foot. */
async function isClosedInTheMiddle(dialog: Locator): Promise<void> {
  const [window, button] = await Promise.all([dialog.boundingBox(), dialog.getByRole("button", { name: "关上" }).boundingBox()]);
  if (!window || !button) throw new Error("the window has no button to close it");
  expect(Math.min(button.width, button.height)).toBeGreaterThanOrEqual(44);
  expect(Math.abs(button.x + button.width / 2 - window.x - window.width / 2)).toBeLessThan(12);
}
