// What those want who work here: helper, clerk, supervisor, auditor. Each with the keyboard alone, with
// scripts off, in large letters and at 360 px: a helper stands in a farmyard with a telephone.
import { expect } from "@playwright/test";
import { answerAll, handIn } from "./helpers/apply.ts";
import { journey, type Crowd, type Visitor } from "./helpers/modes.ts";
import { CARD, numbersOf } from "./helpers/numbers.ts";

/** Files the senior card for the neighbour, from the form that asks for the number. */
async function filesFor(visitor: Visitor, crowd: Crowd): Promise<void> {
  const { identity } = await numbersOf(crowd, "neighbour");
  await visitor.fill(visitor.main.getByRole("textbox"), identity);
  await visitor.button("下一步");
  await expect(visitor.heading).toHaveText("办什么事？");
  expect(visitor.page.url(), "the number stands in no address").not.toContain(identity);
  await visitor.everyoneCanUse();
  await visitor.follow(/^老年证/);
  await answerAll(visitor.page, CARD);
  const { number } = await handIn(visitor.page);
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
  const resident = await crowd.officer("neighbour");
  await resident.goto("/apply/senior-card");
  await answerAll(resident, CARD);
  const { number } = await handIn(resident);
  const clerk = await crowd.visitor("window");
  await clerk.goto("/desk");
  await clerk.fill(clerk.page.getByLabel("按办件编号查找"), number);
  await clerk.button("查找");
  await expect(clerk.main).toContainText(number);
  await clerk.everyoneCanUse();
  await clerk.press(clerk.page.getByRole("navigation", { name: "现在可以办" }).getByRole("link", { name: /^受理/ }));
  await clerk.everyoneCanUse();
  await clerk.button(/^受理/);
  await expect(clerk.page.getByText("办好了，已经记录")).toBeVisible();
});

journey("a clerk sees the photograph beside what registers say, and steps through the materials", async (crowd) => {
  const resident = await crowd.officer("neighbour");
  await resident.goto("/apply/senior-card");
  await answerAll(resident, { "请交一张近期照片。": "PHOTO", 照片: "PHOTO" });
  const { number } = await handIn(resident);
  const clerk = await crowd.visitor("window");
  await clerk.goto("/desk");
  await clerk.fill(clerk.page.getByLabel("按办件编号查找"), number);
  await clerk.button("查找");
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

journey("the supervisor looks at the last thirty days", async (crowd) => {
  const supervisor = await crowd.visitor("supervisor");
  await supervisor.goto("/desk/board");
  await supervisor.follow(/30 天/);
  await expect(supervisor.page).toHaveURL(/days=30/);
  await expect(supervisor.main.getByRole("table").first()).toBeAttached();
  await supervisor.everyoneCanUse();
});

journey("the auditor has every record checked", async (crowd) => {
  const auditor = await crowd.visitor("auditor");
  await auditor.goto("/desk/audit");
  await auditor.button("现在核验全部记录");
  await expect(auditor.main).toContainText("总账没有问题");
  await auditor.everyoneCanUse();
});
