// What people want who have an affair of their own: handing in, draft, slip, following, supplement, taking
// back, certificate and rating. Each with the keyboard alone, with scripts off, in elder mode and at 360 px;
// the officers on the other side are not what is looked at.
import { expect, test, type Page } from "@playwright/test";
import { answerAll, comesToSay, DONE, fillDay, handIn, PHOTOGRAPH } from "./helpers/apply.ts";
import { accepted, cardOf, granted, TOWN } from "./helpers/card.ts";
import { EATERY, PROMISE } from "./helpers/eatery.ts";
import { aMonthAgo, begun, FREE, NEWBORN } from "./helpers/joint.ts";
import { journey, once } from "./helpers/modes.ts";

const BANK = "钱打到哪张银行卡？";
const PHONE = "怎么给您打电话？";

const withdrawn = (page: Page) => expect(page.getByRole("main")).toContainText(/已撤回|撤回/);

journey("an old woman applies for the allowance; the card is filled in, and says from where", async (crowd) => {
  const own = await crowd.visitor("elder");
  await own.goto("/matters/elderly-allowance");
  await own.follow("开始办理");
  await expect(own.heading).toHaveText(BANK);
  await expect(own.page.getByRole("textbox", { name: BANK })).toHaveValue(/^[0-9]{16,19}$/);
  await expect(own.main).toContainText(/来自.*，.*\d+月\d+日.*不对可以改/);
  expect(await answerAll(own.page, {}, own)).toContain(BANK);
  await expect(own.main).toContainText("居民身份证");
  await expect(own.main.getByRole("link", { name: `修改 ${BANK}` })).toBeVisible();
  await handIn(own.page, own);
  await expect(own.main).toContainText(/最晚(\d+年)?\d+月\d+日（星期.）/);
});

journey("the keeper of a small eatery signs what the rules ask for, and hands in nothing before", async (crowd) => {
  test.setTimeout(120_000);
  const keeper = await crowd.visitor("eatery");
  await keeper.goto("/matters/small-catering");
  await keeper.follow("开始办理");
  await expect(keeper.page.getByRole("textbox", { name: "店名叫什么？" })).toHaveValue("龙游演示小吃店");
  await answerAll(keeper.page, EATERY, keeper);
  await expect(keeper.main).toContainText(PROMISE);
  await keeper.button("提交申请");
  await expect(keeper.page.getByRole("alert")).toContainText("请先看承诺内容，同意的打勾，再提交");
  await keeper.everyoneCanUse();
  await handIn(keeper.page, keeper);
});

journey("a mother fills one form for nine affairs, and sees which of them have begun", async (crowd) => {
  test.setTimeout(120_000);
  const mother = await crowd.visitor("parent");
  await mother.goto("/matters/newborn");
  await mother.follow("看看我能不能办");
  await fillDay(mother.page, aMonthAgo(), mother);
  await mother.button("看看结果");
  await expect(mother.main.getByRole("status")).toContainText("符合条件，可以办");
  await mother.follow("开始办理");
  await mother.button("保存，下一步");
  await answerAll(mother.page, NEWBORN, mother);
  const { address } = await handIn(mother.page, mother);
  await comesToSay(mother.page, address, "联办中");
  await expect(async () => {
    await mother.goto(address);
    expect(await begun(mother.page)).toEqual(FREE);
  }).toPass({ timeout: 30_000, intervals: [500] });
  await mother.everyoneCanUse();
});

journey("somebody is interrupted, and goes on later where it stopped", async (crowd) => {
  const own = await crowd.visitor("elder");
  await own.goto("/apply/elderly-allowance");
  await own.goto("/apply/elderly-allowance/phone");
  await own.fill(own.main.getByRole("textbox"), "13900139000");
  await own.button("保存，下一步");
  await expect(own.heading).not.toHaveText("怎么给您打电话？");
  await own.goto("/my");
  await expect(own.main).toContainText("没填完");
  await own.everyoneCanUse();
  await own.press(own.main.getByRole("link", { name: /高龄津贴.*点这里接着填/ }).first());
  await expect(own.page).toHaveURL(/\/apply\/elderly-allowance/);
  await own.goto("/apply/elderly-allowance/phone");
  await expect(own.main.getByRole("textbox")).toHaveValue("13900139000");
});

journey("a slip is told at its field, and what was typed stays", async (crowd) => {
  const own = await crowd.visitor("parent");
  await own.goto("/apply/elderly-allowance/phone");
  const phone = own.main.getByRole("textbox");
  await own.fill(phone, "12");
  await own.button("保存，下一步");
  await expect(own.page.getByRole("alert")).toBeVisible();
  await expect(phone).toHaveValue("12");
  await expect(phone).toHaveAttribute("aria-invalid", "true");
  await own.everyoneCanUse();
});

journey("somebody hands in, notes the number, and takes it back", async (crowd) => {
  const own = await crowd.visitor("neighbour");
  await own.goto("/matters/senior-card");
  await own.follow("开始办理");
  for (let page = 0; page < 4 && !own.page.url().includes("/check"); page += 1) {
    const here = own.page.url();
    const skip = own.main.getByRole("button", { name: "没有这份材料，跳过" });
    const save = own.main.getByRole("button", { name: "保存，下一步" });
    await own.press(skip.or(save).first());
    await expect(own.page).not.toHaveURL(here);
  }
  await own.button("提交申请");
  await expect(own.heading).toHaveText("申请已提交");
  await own.follow("看办到哪一步了");
  await expect(own.main).toContainText("待预审");
  await own.follow("撤回这份申请");
  await own.fill(own.main.getByRole("textbox"), "想过些日子再办");
  await own.button("撤回申请");
  await expect(own.page).toHaveURL(/\/cases\//);
  await own.goto("/my");
  await withdrawn(own.page);
});

journey("somebody sees on one page how far it is, who has it and how many days are left", async (crowd) => {
  const { number, address } = await once("accepted", async () => accepted(crowd, await cardOf(crowd, "neighbour")));
  const own = await crowd.visitor("neighbour");
  await own.goto("/my");
  await expect(own.main).toContainText(number);
  await expect(own.main.locator("figure.track").first()).toContainText(/办完 \d 步，共 \d 步/);
  await expect(own.main).toContainText("乡镇（街道）");
  await expect(own.main).toContainText(/还剩|当天|今天/);
  await own.goto(address);
  await expect(own.main.getByRole("img", { name: /办完 \d 步/ })).toBeVisible();
  await own.everyoneCanUse();
});

journey("somebody prints the receipt", async (crowd) => {
  const { address } = await once("handed in", () => cardOf(crowd, "neighbour"));
  const own = await crowd.visitor("neighbour");
  await comesToSay(own.page, address, "申请回执");
  const link = own.main.getByRole("link", { name: /申请回执/ }).first();
  const answer = await own.page.request.get((await link.getAttribute("href")) ?? "");
  expect(answer.headers()["content-type"]).toContain("application/pdf");
  expect((await answer.body()).subarray(0, 5).toString()).toBe("%PDF-");
});

journey("somebody is asked for a photograph and another telephone, and sends both", async (crowd) => {
  const handed = await cardOf(crowd, "neighbour");
  const ask = { do: "ask-correction", items: ["近期照片"], answers: ["phone"] };
  const { address } = await (await crowd.program(TOWN)).does(ask, handed);
  const own = await crowd.visitor("neighbour");
  await own.goto(address);
  await expect(own.main).toContainText("近期照片");
  await own.follow("补材料");
  await own.main.locator("input[type=file]").first().setInputFiles(PHOTOGRAPH);
  await own.fill(own.page.getByLabel(PHONE), "13900139000");
  await own.fill(own.page.getByLabel("说明情况"), "重新拍好了");
  await own.everyoneCanUse();
  await own.button("提交补充的内容");
  await expect(own.page).toHaveURL(/\/receipt\?record=/);
});

journey("somebody gets the certificate, a guest verifies it, and the service is rated without a name", async (crowd) => {
  const { address } = await granted(crowd, await cardOf(crowd, "neighbour"));
  const own = await crowd.visitor("neighbour");
  await comesToSay(own.page, address, DONE);
  await own.follow("看我的证照");
  await expect(own.page.getByRole("img", { name: "核验二维码" })).toBeVisible();
  const code = (await own.main.locator("figcaption").innerText()).replace("核验码", "").trim();
  const guest = await crowd.visitor();
  await guest.goto("/verify");
  await guest.fill(guest.page.getByLabel("核验码"), code);
  await guest.button("核验证照");
  await expect(guest.main).toContainText("有效");
  await own.goto(address);
  await own.follow("给这次服务打分");
  await own.check(own.main.getByRole("radio", { name: "满意", exact: true }));
  await own.button("提交评价");
  await expect(own.heading).toHaveText("谢谢您的评价");
});
