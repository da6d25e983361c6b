// What people want who have an affair of their own: draft, slip, handing in, following, supplement,
// taking back, certificate and rating. Each with the keyboard alone, with scripts off, in elder mode and
// at 360 px; the officers on the other side are not what is looked at.
import { expect, type Page } from "@playwright/test";
import { act, openCase } from "./helpers/desk.ts";
import { answerAll, comesToSay, DONE, handIn, PHOTOGRAPH } from "./helpers/apply.ts";
import { journey, type Crowd } from "./helpers/modes.ts";
import { CARD } from "./helpers/numbers.ts";

/** Hands in an application for the senior card, quickly and by mouse. */
async function handedIn(crowd: Crowd, login: string): Promise<{ number: string; address: string }> {
  const page = await crowd.officer(login);
  await page.goto("/apply/senior-card");
  await answerAll(page, CARD);
  return handIn(page);
}

/** Grants a case: the township looks, the bureau decides. */
async function granted(crowd: Crowd, number: string): Promise<void> {
  const town = await crowd.officer("town-330825101");
  await openCase(town, number);
  await act(town, "受理");
  await act(town, "通过");
  const bureau = await crowd.officer("minzheng");
  await openCase(bureau, number);
  await act(bureau, "准予");
}

const withdrawn = (page: Page) => expect(page.getByRole("main")).toContainText(/已撤回|撤回/);

journey("somebody is interrupted, and goes on later where it stopped", async (crowd) => {
  const own = await crowd.visitor("elder");
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
  await own.everyoneCanUse();
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
  const { number, address } = await handedIn(crowd, "neighbour");
  const town = await crowd.officer("town-330825101");
  await openCase(town, number);
  await act(town, "受理");
  const own = await crowd.visitor("neighbour");
  await own.goto("/my");
  await expect(own.main).toContainText(number);
  await expect(own.main.locator("figure.track").first()).toContainText(/办完 \d 步，共 \d 步/);
  await expect(own.main).toContainText("乡镇（街道）");
  await expect(own.main).toContainText(/还剩|当天|今天/);
  await own.everyoneCanUse();
  await own.goto(address);
  await expect(own.main.getByRole("img", { name: /办完 \d 步/ })).toBeVisible();
  await own.everyoneCanUse();
});

journey("somebody prints the receipt", async (crowd) => {
  const { address } = await handedIn(crowd, "neighbour");
  const own = await crowd.visitor("neighbour");
  await comesToSay(own.page, address, "申请回执");
  const link = own.main.getByRole("link", { name: /申请回执/ }).first();
  const answer = await own.page.request.get((await link.getAttribute("href")) ?? "");
  expect(answer.headers()["content-type"]).toContain("application/pdf");
  expect((await answer.body()).subarray(0, 5).toString()).toBe("%PDF-");
});

journey("somebody is asked for a photograph and sends it", async (crowd) => {
  const { number, address } = await handedIn(crowd, "neighbour");
  const town = await crowd.officer("town-330825101");
  await openCase(town, number);
  await act(town, "一次性告知补正", { 要补什么: "近期照片" });
  const own = await crowd.visitor("neighbour");
  await own.goto(address);
  await expect(own.main).toContainText("近期照片");
  await own.follow("补材料");
  await own.main.locator("input[type=file]").first().setInputFiles(PHOTOGRAPH);
  await own.fill(own.page.getByLabel("说明情况"), "重新拍好了");
  await own.everyoneCanUse();
  await own.button("提交补充的内容");
  await expect(own.page).toHaveURL(/\/receipt\?record=/);
});

journey("somebody gets the certificate, a guest verifies it, and the service is rated without a name", async (crowd) => {
  const { number, address } = await handedIn(crowd, "neighbour");
  await granted(crowd, number);
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
  await guest.everyoneCanUse();
  await own.goto(address);
  await own.follow("给这次服务打分");
  await own.check(own.main.getByRole("radio", { name: "满意", exact: true }));
  await own.button("提交评价");
  await expect(own.heading).toHaveText("谢谢您的评价");
});
