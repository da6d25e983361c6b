// 食品经营许可（小餐饮）: granted on a commitment, free of charge, and verified by a guest of the eatery.
import { act, openCase } from "./helpers/desk.ts";
import { answerAll, comesToSay, DONE, handIn, type Answer } from "./helpers/apply.ts";
import { Journal } from "./helpers/journal.ts";
import { expect, test } from "./helpers/people.ts";

const PROMISE = "我已看懂规定，店里符合卫生、布局、消毒和健康证明的要求；做不到的，愿意被撤销许可。";
const ANSWERS: Record<string, Answer> = {
  "有固定的店面吗（不是流动摊）？": { choose: "是" },
  "店面使用面积多少平方米？": "38",
  "主要卖什么？": { choose: "热菜、面食、早点" },
  "做冷荤凉菜吗？": { choose: "否" },
  "店里有餐具清洗消毒设备吗？": { choose: "是" },
  "在网上（外卖平台）卖吗？": { choose: "否" },
  经营场所平面图: "PHOTO",
};

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
  await journal.step(keeper, "The market register knows name and place already; the rest is asked, one question a page.", async () => {
    await own.getByRole("link", { name: "开始办理" }).click();
    await expect(keeper.getByRole("textbox", { name: "店名叫什么？" })).toHaveValue("龙游演示小吃店");
    await expect(own).toContainText(/来自.*市场/);
    const asked = await answerAll(keeper, ANSWERS);
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
    await expect(own).toContainText("龙游演示小吃店");
  });
  const code = (await own.locator("figcaption").innerText()).replace("核验码", "").trim();
  const guest = await people.stranger();
  await journal.step(guest, "A guest types the code from the wall: the permit is valid.", async () => {
    await guest.goto("/verify");
    await guest.getByLabel("核验码").fill(code);
    await guest.getByRole("button", { name: "核验证照" }).click();
    await expect(guest.getByRole("main")).toContainText("有效");
    await expect(guest.getByRole("main")).toContainText("县市场监督管理局");
  });
  journal.close();
});
