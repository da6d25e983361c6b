// What people want who only look: each journey with the keyboard alone, with scripts off, in elder mode
// and at 360 px.
import { expect } from "@playwright/test";
import { journey, type Visitor } from "./helpers/modes.ts";

const ALLOWANCE = /^老人补贴（高龄津贴）/;

async function search(visitor: Visitor, words: string): Promise<void> {
  await visitor.goto("/");
  await visitor.fill(visitor.page.getByRole("searchbox"), words);
  await visitor.button("搜索");
  await expect(visitor.heading).toHaveText("搜索结果");
}

for (const [how, words] of [
  ["in a villager's words", "老人钱"],
  ["by pinyin", "laorenbutie"],
  ["by initials", "glj"],
  ["with a slip of the pen", "高玲津贴"],
] as const) {
  journey(`somebody looks for 老人补贴 ${how}`, async (crowd) => {
    const visitor = await crowd.visitor();
    await search(visitor, words);
    await visitor.follow(ALLOWANCE);
    await expect(visitor.heading).toHaveText(ALLOWANCE);
  });
}

journey("somebody searches for what there is not and is told whom to call", async (crowd) => {
  const visitor = await crowd.visitor();
  await search(visitor, "㊙㊙");
  await expect(visitor.main).toContainText("没有找到");
  await expect(visitor.main.getByRole("link", { name: "12345" })).toHaveAttribute("href", "tel:12345");
});

journey("the keeper of a shop looks through what is for enterprises", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/");
  await visitor.follow(/^企业、个体户办事/);
  await expect(visitor.heading).toHaveText("企业、个体户办事");
  await expect(visitor.main.getByRole("link", { name: ALLOWANCE })).toHaveCount(0);
  await visitor.follow(/^开小饭店/);
  await expect(visitor.main).toContainText("2 个工作日");
});

journey("a daughter looks under old age", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/");
  await visitor.follow(/^养老$/);
  await visitor.follow(ALLOWANCE);
  await expect(visitor.main).toContainText("这些不用带，我们自己查");
});

journey("somebody sees on the matter's page the way with its days, and opens what others ask", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/matters/elderly-allowance");
  const way = visitor.page.getByRole("img", { name: "谁来办，要几天" });
  await expect(way.first().locator("desc")).toContainText("工作日");
  await visitor.pressHere(visitor.main.getByText("材料缺了怎么办？"));
  await expect(visitor.main).toContainText("会一次把缺什么都告诉您");
  await visitor.everyoneCanUse();
});

journey("somebody reads how to object to a decision", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/matters/elderly-allowance");
  await visitor.pressHere(visitor.main.getByText("不同意决定怎么办？"));
  await expect(visitor.main.getByText("申请行政复议")).toBeVisible();
});

journey("a stranger asks whether the mother qualifies", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/matters/elderly-allowance");
  await visitor.follow("看看我能不能办");
  for (const [label, words] of [["年", "1940"], ["月", "5"], ["日", "1"]] as const) {
    await visitor.fill(visitor.page.getByLabel(label, { exact: true }).first(), words);
  }
  await visitor.choose(visitor.main.getByRole("combobox").first(), "湖镇镇");
  await visitor.button("看看结果");
  // The villages of the township come with the next page.
  await visitor.choose(visitor.main.getByRole("combobox").nth(1), "阳湖社区");
  await visitor.button("看看结果");
  await expect(visitor.main.getByRole("status")).toContainText("符合条件，可以办");
  await visitor.everyoneCanUse();
});

journey("the neighbour learns that two years are missing, and why", async (crowd) => {
  const visitor = await crowd.visitor("neighbour");
  await visitor.goto("/matters/elderly-allowance");
  await visitor.follow("看看我能不能办");
  await expect(visitor.main.getByRole("status")).toContainText("还不符合条件");
  await expect(visitor.main).toContainText("还差 2 岁");
});

journey("somebody who cannot do it alone finds who does it for them", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/");
  await visitor.follow(/^请人帮我办/);
  await expect(visitor.main).toContainText("跟自己办一样算数");
  await expect(visitor.main.getByRole("link", { name: "12345" })).toHaveAttribute("href", "tel:12345");
});

journey("somebody learns from pictures how to apply", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/");
  await visitor.follow(/^图说怎么办/);
  await expect(visitor.main.getByRole("listitem")).toHaveCount(12);
  await visitor.follow("找一件事来办");
  await expect(visitor.page).toHaveURL(/\/$/);
});

journey("somebody finds the own village and what its helper can file", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/");
  await visitor.follow(/^就近办事/);
  await visitor.fill(visitor.page.getByRole("searchbox"), "阳湖");
  await visitor.button("搜索");
  await visitor.follow("湖镇镇 · 阳湖社区");
  await expect(visitor.heading).toHaveText("湖镇镇");
  await expect(visitor.main.getByRole("row").filter({ hasText: "阳湖社区" })).toContainText("330825101003");
  await expect(visitor.main).toContainText("不是真实的地点");
});

journey("a guest checks a code that is none", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/");
  await visitor.press(visitor.main.getByRole("link", { name: "核验证照真假" }));
  await visitor.fill(visitor.page.getByLabel("核验码"), "AAAAA-AAAAA-AAAAA-AAAAA");
  await visitor.button("核验证照");
  await expect(visitor.main).toContainText(/没有|不对|查不到/);
});

journey("somebody reads how satisfied others were", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/matters/elderly-allowance");
  await visitor.follow("看评价");
  await expect(visitor.heading).toContainText("评价");
  await visitor.goto("/ratings");
  await expect(visitor.main).toContainText("评价不记名");
});

journey("somebody reads in English and goes back to Chinese", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/matters/elderly-allowance");
  await visitor.follow("English");
  await expect(visitor.page.locator("html")).toHaveAttribute("lang", "en");
  await expect(visitor.main).toContainText("Who can apply");
  await visitor.goto("/");
  await expect(visitor.page.locator("html"), "it stays").toHaveAttribute("lang", "en");
  await visitor.follow("中文");
  await expect(visitor.page.locator("html")).toHaveAttribute("lang", "zh-CN");
});

journey("somebody switches to large letters and back", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/guides");
  const is = (name: string) => visitor.page.getByRole("link", { name, exact: true });
  if (crowd.mode === "in elder mode") await visitor.press(is("普通版"));
  await visitor.press(is("长辈版"));
  await expect(visitor.page.locator("html")).toHaveClass(/elder/);
  const letters = await visitor.page.locator("p").first().evaluate((one) => parseFloat(getComputedStyle(one).fontSize));
  expect(letters).toBeGreaterThanOrEqual(18);
  await visitor.press(is("普通版"));
  await expect(visitor.page.locator("html")).not.toHaveClass(/elder/);
});

journey("a signed-in resident sees who looked at the own data", async (crowd) => {
  const visitor = await crowd.visitor("elder");
  await visitor.goto("/my");
  await visitor.follow("谁查过我的资料");
  await expect(visitor.heading).toHaveText("谁查过我的资料");
  await visitor.goto("/me");
  await expect(visitor.main).toContainText("**********");
});
