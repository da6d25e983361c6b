// 食品经营许可（小餐饮）: granted on a commitment, free of charge, and verified by a guest of the eatery.
import { act, openCase } from "./helpers/desk.ts";
import { answerAll, comesToSay, DONE, handIn } from "./helpers/apply.ts";
import { EATERY, PROMISE } from "./helpers/eatery.ts";
import { Journal } from "./helpers/journal.ts";
import { expect, test } from "./helpers/people.ts";
import { auditorVerifies, finished, rate, receiptHolds, strangerVerifies } from "./helpers/proof.ts";

test("食品经营许可（小餐饮）: a permit on a commitment @both", async ({ people }) => {
  test.setTimeout(240_000);
  const journal = new Journal(
    "small-eatery",
    "食品经营许可（小餐饮）, on a commitment",
    "The keeper of a small eatery signs what the rules ask for, pays nothing and gets the permit; whether the kitchen is as promised is looked at afterwards.",
  );
  const keeper = await people.of("eatery");
  const own = keeper.getByRole("main");
  await journal.step(keeper, "The keeper types 开小吃店 and reads that it costs nothing and takes two days.", async () => {
    await keeper.goto("/");
    await keeper.getByRole("searchbox").fill("开小吃店");
    await keeper.getByRole("button", { name: "搜索" }).click();
    await own.getByRole("link", { name: "开小饭店（食品经营许可（小餐饮））" }).first().click();
    await expect(own).toContainText("不收费");
    await expect(own).toContainText("2 个工作日");
    await expect(own).toContainText("行政许可法");
  });
  await journal.step(keeper, "Can I? What registers know is not asked; a small room is a yes, a large one a no.", async () => {
    await keeper.goto("/matters/small-catering/check");
    await expect(own).toContainText("再回答几个问题，就能知道能不能办");
    await expect(own).toContainText("店面使用面积多少平方米？");
    await expect(own, "the licence is looked up").not.toContainText("登记状态");
    const can = async (area: string) => {
      const facts = { 使用面积: area, 固定店面: "true", 经营场所区划: "330825", 做冷荤: "false", 自有消毒: "true" };
      const answer = await keeper.request.post("/api/matters/small-catering/check", {
        data: { facts },
        headers: { origin: new URL(keeper.url()).origin },
      });
      return (await answer.json()).verdict;
    };
    expect([await can("38"), await can("1999")]).toEqual(["yes", "no"]);
    await keeper.goto("/matters/small-catering");
  });
  await journal.step(keeper, "The market register knows name and place already; the rest is asked, one question a page.", async () => {
    await own.getByRole("link", { name: "开始办理" }).click();
    await expect(keeper.getByRole("textbox", { name: "店名叫什么？" })).toHaveValue("龙游演示小吃店");
    await expect(own).toContainText(/来自.*市场/);
    const asked = await answerAll(keeper, EATERY);
    expect(asked, "who makes no cold dishes is not asked about their place").not.toContain("做凉菜有专用的操作区吗？");
    expect(asked).not.toContain("用集中消毒的或一次性餐具吗？");
    expect(asked, "the licence is looked up").not.toContain("营业执照");
  });
  await journal.step(keeper, "The commitment is shown word by word; without agreeing to it nothing is handed in.", async () => {
    await expect(own).toContainText(PROMISE);
    await expect(own).toContainText("不收费");
    await keeper.getByRole("button", { name: "提交申请" }).click();
    await expect(keeper.getByRole("alert")).toContainText("请先看承诺内容，同意的打勾，再提交");
    await expect(own).toContainText(PROMISE);
  });
  let number = "";
  let address = "";
  await journal.step(keeper, "The keeper agrees and hands in.", async () => {
    ({ number, address } = await handIn(keeper));
  });
  await journal.step(keeper, "The receipt is kept as a file and checked offline: it holds.", () => receiptHolds(keeper, address));
  const supervisor = await people.of("supervisor");
  const before = await finished(supervisor, "食品经营许可（小餐饮）");
  const window = await people.of("window");
  await journal.step(window, "The window accepts.", async () => {
    await openCase(window, number);
    await expect(window.getByRole("main")).toContainText("已签承诺书");
    await act(window, "受理");
  });
  const office = await people.of("shichang");
  await journal.step(office, "The market office looks at the papers and grants on the commitment, without a visit.", async () => {
    await openCase(office, number);
    await act(office, "通过 · 材料审查");
    await act(office, "准予");
  });
  await journal.step(keeper, "The permit is there.", async () => {
    await comesToSay(keeper, address, DONE);
    await own.getByRole("link", { name: "看我的证照" }).click();
    await expect(keeper.getByRole("heading", { level: 1 })).toHaveText("食品经营许可证（小餐饮店登记证）");
    for (const words of ["店名", "龙游演示小吃店", "龙游县市场监督管理局"]) await expect(own).toContainText(words);
    await expect(own, "a certificate asks nothing").not.toContainText("店名叫什么");
  });
  const code = (await own.locator("figcaption").innerText()).replace("核验码", "").trim();
  const guest = await people.stranger();
  await journal.step(guest, "A guest types the code from the wall: the permit is valid.", async () => {
    await strangerVerifies(guest, code, "食品经营许可证（小餐饮店登记证）", "龙游县市场监督管理局");
  });
  await journal.step(keeper, "The keeper rates how it went, without a name.", () => rate(keeper, address));
  const auditor = await people.of("auditor");
  await journal.step(auditor, "The auditor replays the whole ledger.", () => auditorVerifies(auditor));
  await journal.step(supervisor, "The supervisor's board counts one more that is finished.", async () => {
    expect(await finished(supervisor, "食品经营许可（小餐饮）")).toBeGreaterThan(before);
  });
  journal.close();
});
