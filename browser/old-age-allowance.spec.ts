// 高龄津贴 from a villager's words to the rating, on all sides of the counter: the newcomer's path.
import type { Page } from "@playwright/test";
import { act, begin, openCase, send } from "./helpers/desk.ts";
import { answerAll, comesToSay, DONE, handIn, PHOTOGRAPH } from "./helpers/apply.ts";
import { Journal } from "./helpers/journal.ts";
import { expect, test } from "./helpers/people.ts";
import { auditorVerifies, finished, rate, receiptHolds, strangerVerifies } from "./helpers/proof.ts";

const MATTER = "老人补贴（高龄津贴）";
const BANK = "钱打到哪张银行卡？";
const PHONE = "怎么给您打电话？";

/** The day on which the promised limit of the case on an officer's page ends. */
async function promised(officer: Page): Promise<string> {
  const row = officer.getByRole("main").getByRole("row").filter({ hasText: "承诺时限" });
  return /(?:\d+年)?\d+月\d+日/.exec(await row.innerText())?.[0] ?? "";
}

test.describe.configure({ mode: "default", timeout: 180_000 });

test("高龄津贴：from 老人钱 to certificate, receipt and rating @both @plain", async ({ page, people }) => {
  const journal = new Journal(
    "old-age-allowance",
    "高龄津贴, from a villager's words to the rating",
    "An old woman's allowance seen from all sides of the counter: herself, a neighbour who is too young for it, the window, two departments that review at the same time, the bureau that decides, a stranger, the supervisor and the auditor.",
  );
  const main = page.getByRole("main");
  await journal.step(page, "A villager types 老人钱, as one says at home.", async () => {
    await page.goto("/");
    await page.getByRole("searchbox").fill("老人钱");
    await page.getByRole("button", { name: "搜索" }).click();
    await expect(main.getByRole("listitem").first()).toContainText(MATTER);
    await page.getByRole("searchbox").fill("老人补贴");
    await page.getByRole("button", { name: "搜索" }).click();
    await expect(main.getByRole("listitem").first()).toContainText(MATTER);
  });
  await journal.step(page, "The matter says who can, what to bring and what not, and how long it takes.", async () => {
    await main.getByRole("link", { name: MATTER }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(MATTER);
    await expect(main).toContainText("年满80周岁");
    await expect(main).toContainText("10 个工作日");
    await expect(main).toContainText("户口簿");
  });

  const neighbour = await people.of("neighbour");
  await journal.step(neighbour, "The neighbour of 78 asks whether she can, and learns by how much not.", async () => {
    await neighbour.goto("/matters/elderly-allowance/check");
    const said = neighbour.getByRole("main");
    await expect(said.getByRole("status")).toHaveText("现在看，还不符合条件");
    await expect(said).toContainText("还差 2 岁");
    await expect(said).toContainText("来自人口库");
    await expect(said).toContainText("老年人权益保障法");
  });

  const elder = await people.of("elder");
  const own = elder.getByRole("main");
  await journal.step(elder, "The elder signs in and asks the same: yes, and how much a month.", async () => {
    await elder.goto("/matters/elderly-allowance/check");
    await expect(own.getByRole("status")).toContainText("符合条件，可以办");
    await expect(own.getByRole("status")).toContainText("60");
    await expect(own.getByRole("status")).toContainText("元/月");
    await expect(own).toContainText("来自人口库");
  });
  await journal.step(elder, "She applies, one question a page; the bank card is filled in, and says from where.", async () => {
    await own.getByRole("link", { name: "开始办理" }).click();
    await expect(elder.getByRole("heading", { level: 1 })).toHaveText(BANK);
    await expect(elder.getByRole("textbox", { name: BANK })).toHaveValue(/^[0-9]{16,19}$/);
    await expect(own).toContainText(/来自.*，.*\d+月\d+日.*不对可以改/);
  });
  await journal.step(elder, "She checks her answers before she hands in.", async () => {
    expect(await answerAll(elder, {})).toEqual([BANK, PHONE]);
    await expect(own).toContainText("居民身份证");
    await expect(own).toContainText("不收费");
    await expect(own.getByRole("link", { name: `修改 ${BANK}` })).toBeVisible();
  });
  let number = "";
  let address = "";
  await journal.step(elder, "The receipt: a number, who does what next, by which working day.", async () => {
    ({ number, address } = await handIn(elder));
    await expect(own).toContainText("受理");
    await expect(own).toContainText(/最晚(\d+年)?\d+月\d+日（星期.）/);
  });
  await journal.step(elder, "She keeps the receipt as a file, and the file is checked offline: it holds.", () => receiptHolds(elder, address));

  const window = await people.of("window");
  await journal.step(window, "The window finds the case in its inbox, with the name half hidden, and accepts it.", async () => {
    await window.goto("/desk");
    const line = window.getByRole("row").filter({ hasText: number });
    await expect(line).toContainText("高龄津贴");
    await expect(line).toContainText("*");
    await openCase(window, number);
    await expect(window.getByRole("main")).toContainText("年满80周岁：符合");
    await act(window, "受理");
  });
  const supervisor = await people.of("supervisor");
  await journal.step(supervisor, "The supervisor's list shows what is owed for the case, and by whom.", async () => {
    await supervisor.goto("/desk/supervise");
    const lines = supervisor.getByRole("row").filter({ hasText: number });
    await expect(lines.filter({ hasText: "户籍核查" })).toContainText("县公安局");
    await expect(lines.filter({ hasText: "乡镇核实" })).toContainText("湖镇镇");
  });
  const before = await finished(supervisor, "高龄津贴");
  const police = await people.of("gongan");
  let due = "";
  await journal.step(police, "The police ask for the household book and for a telephone that works: the clock stops.", async () => {
    await openCase(police, number);
    due = await promised(police);
    expect(due, "a day").not.toBe("");
    await begin(police, "要求补充材料 · 户籍核查");
    await police.getByLabel("要补什么").fill("户口簿首页照片，四个角都要拍到");
    await police.getByRole("checkbox", { name: PHONE }).check();
    await send(police, "要求补充材料");
    await expect(police.getByText("办好了，已经记录")).toBeVisible();
    await expect(police.getByRole("main")).toContainText("计时已暂停");
    await expect(police.getByRole("main")).toContainText("户口簿首页照片，四个角都要拍到");
  });
  const town = await people.of("town-330825101");
  await journal.step(town, "The township works on meanwhile and passes.", async () => {
    await openCase(town, number);
    await act(town, "通过 · 乡镇核实", { 意见: "上门看过，本人健在，住在本村" });
    await expect(town.getByRole("main")).toContainText("上门看过，本人健在，住在本村");
  });
  await journal.step(elder, "Her page says what is missing, by when, and that the clock stands still.", async () => {
    await elder.goto(address);
    await expect(own).toContainText("待补正");
    await expect(own).toContainText("户口簿首页照片，四个角都要拍到");
    await expect(own).toContainText("计时已暂停");
  });
  await journal.step(elder, "She photographs the page, puts the telephone right and sends both; a receipt for this, too.", async () => {
    await own.getByRole("link", { name: "补材料" }).click();
    await elder.getByLabel(/^户口簿/).setInputFiles(PHOTOGRAPH);
    await elder.getByLabel(PHONE).fill("13900139000");
    await own.getByRole("button", { name: "提交补充的内容" }).click();
    await expect(elder).toHaveURL(/\/receipt\?record=/);
    await elder.goto(address);
    await expect(own).toContainText("审查中");
    await expect(own).not.toContainText("计时已暂停");
  });
  await journal.step(police, "The police look at the photograph, see both telephones and pass.", async () => {
    await openCase(police, number);
    // The clock stood still for less than a day, so it ends on the day on which it did before.
    expect(await promised(police)).toBe(due);
    await expect(police.getByRole("main")).not.toContainText("计时已暂停");
    await expect(police.getByRole("link", { name: "查看文件 1" })).toBeVisible();
    await expect(police.getByRole("row").filter({ hasText: PHONE }).locator("ins")).toHaveText("13900139000");
    await act(police, "通过 · 户籍核查", { 意见: "户籍在龙游，材料齐" });
  });
  const bureau = await people.of("minzheng");
  await journal.step(bureau, "The bureau decides; the amount is worked out already.", async () => {
    await openCase(bureau, number);
    await expect(bureau.getByRole("main")).toContainText("户籍在龙游，材料齐");
    await act(bureau, "准予");
  });
  await journal.step(elder, "The certificate is made and delivered by itself.", async () => {
    await comesToSay(elder, address, DONE);
    await expect(own).toContainText("60 元");
    await own.getByRole("link", { name: "看我的证照" }).click();
    await expect(elder.getByRole("heading", { level: 1 })).toHaveText("高龄津贴资格确认书");
    await expect(elder.getByRole("img", { name: "核验二维码" })).toBeVisible();
  });
  const code = (await own.locator("figcaption").innerText()).replace("核验码", "").trim();
  const stranger = await people.stranger();
  await journal.step(stranger, "A stranger opens the address of the code: it is valid, and shows no full name.", async () => {
    await stranger.goto(`/verify/${encodeURIComponent(code)}`);
    await expect(stranger.getByRole("main")).toContainText("高龄津贴资格确认书");
    await strangerVerifies(stranger, code, "高龄津贴资格确认书", "龙游县民政局");
  });
  await journal.step(elder, "She rates how it went, without her name.", () => rate(elder, address));
  const auditor = await people.of("auditor");
  await journal.step(auditor, "The auditor replays the whole ledger, on the page and with the command.", () => auditorVerifies(auditor));
  await journal.step(supervisor, "The supervisor's list no longer shows the case: nothing is owed.", async () => {
    await supervisor.goto("/desk/supervise");
    await expect(supervisor.getByRole("row").filter({ hasText: number })).toHaveCount(0);
  });
  await journal.step(supervisor, "The supervisor's board counts one more that is finished.", async () => {
    expect(await finished(supervisor, "高龄津贴")).toBeGreaterThan(before);
  });
  journal.close();
});
