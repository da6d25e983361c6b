// What people want who cannot or would rather not do it themselves: somebody who does it for them, a
// helper of the village or a neighbour with a name; and what a visitor learns who leaves nothing.
import { expect } from "@playwright/test";
import { answerAll, comesToSay, handIn } from "./helpers/apply.ts";
import { journey } from "./helpers/modes.ts";
import { CARD, numbersOf } from "./helpers/numbers.ts";

journey("a visitor learns whom to go to and whom to call, and leaves nothing", async (crowd) => {
  const guest = await crowd.visitor();
  await guest.goto("/matters/senior-card");
  await guest.follow("请人帮我办");
  await expect(guest.main).toContainText("老年人优待证");
  await expect(guest.main.getByRole("link", { name: /便民服务点/ })).toBeVisible();
  await expect(guest.main.locator("a[href^='tel:']")).toBeVisible();
  await expect(guest.main.getByRole("textbox")).toHaveCount(0);
});

// Whoever hands in the same themselves takes the request back: nobody else does this for this account.
journey("somebody asks a helper of the village, who files it", async (crowd) => {
  const own = await crowd.visitor("eatery");
  await own.goto("/matters/senior-card");
  await own.follow("请人帮我办");
  await expect(own.main).toContainText("只请他办这一件事");
  await own.button("请他帮我办");
  await expect(own.page.getByRole("alert")).toBeVisible();
  await own.check(own.main.getByRole("checkbox"));
  await own.button("请他帮我办");
  await expect(own.page).toHaveURL(/\/asked\//);
  const address = new URL(own.page.url()).pathname;
  await expect(own.main).toContainText("等帮办员接手");

  const helper = await crowd.visitor("helper");
  await helper.goto("/asked");
  await helper.everyoneCanUse();
  await helper.press(helper.main.locator(`a[href="${address}"]`));
  await helper.button("我来办");
  await expect(helper.main).toContainText("接手了，正在办");
  await helper.everyoneCanUse();
  await own.goto("/my");
  await expect(own.main).toContainText("接手了，正在办");
  await helper.follow("开始替他办");
  await answerAll(helper.page, CARD, helper);
  await handIn(helper.page, helper);
  await comesToSay(own.page, "/my/notices", "有人接手了");
  await comesToSay(own.page, "/my/notices", "已经替您交上去了");
  await own.everyoneCanUse();
  await own.press(own.main.locator(`a[href="${address}"]`).first());
  await comesToSay(own.page, address, "已经替您提交了申请");
  await own.follow("看这个办件");
  await expect(own.page).toHaveURL(/\/cases\//);
});

journey("somebody asks a person with a name, and takes it back", async (crowd) => {
  const { identity } = await numbersOf(crowd, "parent");
  const parent = await crowd.visitor("parent");
  await parent.goto("/me");
  const name = /姓名\s*(\S+)/.exec(await parent.main.innerText())?.[1] ?? "";
  const own = await crowd.visitor("neighbour");
  await own.goto("/ask-somebody/disability-two-subsidies");
  await own.check(own.main.getByRole("radio", { name: /我自己找的人/ }));
  await own.fill(own.page.getByLabel(/他的姓名/), name);
  await own.fill(own.page.getByLabel(/他的身份证号或手机号/), identity);
  await own.check(own.main.getByRole("checkbox"));
  await own.button("请他帮我办");
  await expect(own.page).toHaveURL(/\/asked\//);
  const address = new URL(own.page.url()).pathname;

  await parent.goto("/asked");
  await parent.press(parent.main.locator(`a[href="${address}"]`));
  await parent.button("我来办");
  await expect(parent.main).toContainText("接手了，正在办");

  await own.goto(address);
  await own.fill(own.main.getByRole("textbox"), "女儿回来了");
  await own.button("撤回，不请了");
  await expect(own.main).toContainText("已经撤回");
  await parent.goto("/asked");
  await expect(parent.main.locator(`a[href="${address}"]`)).toHaveCount(0);
  await parent.goto(address);
  await expect(parent.main).toContainText("没有这个请求");
});
