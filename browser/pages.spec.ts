// Every page that the table of routes has, as everyone meets it: with a screen reader, on a telephone, in
// large letters, over a slow line. What fails says which page, at which width. In what language its words
// stand is read without a browser, by the same table.
import { act, begin, offers, openCase, send } from "./helpers/desk.ts";
import { answerAll, comesToSay, DONE, handIn } from "./helpers/apply.ts";
import { CARD } from "./helpers/numbers.ts";
import { keyOf, oneTimeCode } from "./helpers/one-time.ts";
import { troubles } from "./helpers/page.ts";
import { FIRST_VISIT, lookedAt, lookedAtAsItIs, pagesAt } from "./helpers/pages.ts";
import { expect, test, type People } from "./helpers/people.ts";

const PASSWORD = "灵山江边的白鹭飞";

test.describe.configure({ mode: "parallel", timeout: 600_000 });

/** Looks at the pages of a moment, each as whoever may see it. */
async function allLookedAt(people: People, when: string, known: Record<string, string> = {}): Promise<void> {
  for (const shown of pagesAt(when, known)) {
    await lookedAt(shown.who ? await people.of(shown.who) : await people.stranger(), shown);
  }
}

for (const who of new Set(pagesAt(null).map((shown) => shown.who))) {
  test(`everyone can use the pages of ${who ?? "a visitor"}`, async ({ people }) => {
    const page = who ? await people.of(who) : await people.stranger();
    for (const shown of pagesAt(null).filter((one) => one.who === who)) await lookedAt(page, shown);
  });
}

test("everyone can use the pages of a case from its check to the rating", async ({ people }) => {
  const elder = await people.of("elder");
  await elder.goto("/apply/senior-card");
  await answerAll(elder, CARD);
  await allLookedAt(people, "answered");
  await elder.goto("/apply/senior-card/check");
  const { number, address } = await handIn(elder);
  const known: Record<string, string> = { case: address.replace("/cases/", "") };
  await comesToSay(elder, `${address}/receipt`, "下载回执文件");
  await allLookedAt(people, "handed in", known);

  // Somebody else was faster, and nothing was done.
  const town = await people.of("town-330825101");
  await openCase(town, number);
  await begin(town, "受理");
  await town.locator("input[name=seen]").evaluate((seen) => ((seen as HTMLInputElement).value = "0"));
  await send(town, "受理");
  await expect(town.getByRole("heading", { level: 1 })).toHaveText("别人刚刚改过，您的还没有保存");
  await lookedAtAsItIs(town, "conflict");

  await openCase(town, number);
  await act(town, "受理");
  await lookedAtAsItIs(town, "act that was done");
  await allLookedAt(people, "accepted", known);
  const desk = `/desk/cases/${known["case"]}`;
  for (const name of ["通过", "不通过", "要求补充材料"]) {
    await town.goto(desk);
    const href = await offers(town).filter({ hasText: new RegExp(`^${name}`) }).first().getAttribute("href");
    await allLookedAt(people, "acting", { act: href ?? "" });
  }
  await town.goto(desk);
  await begin(town, "要求补充材料");
  await send(town, "要求补充材料");
  await expect(town.getByRole("alert")).toBeVisible();
  await lookedAtAsItIs(town, "act with an error");
  await town.goto(desk);
  await act(town, "要求补充材料", { 要补什么: "近期照片" });
  await allLookedAt(people, "asked", known);
  await elder.goto(`${address}/supply`);
  await elder.getByLabel("说明情况").fill("没有照片");
  await elder.getByRole("button", { name: "提交补充的内容" }).click();
  await openCase(town, number);
  await act(town, "通过");
  const bureau = await people.of("minzheng");
  await openCase(bureau, number);
  await act(bureau, "准予");
  await comesToSay(elder, address, DONE);
  await elder.getByRole("link", { name: "看我的证照" }).click();
  known["certificate"] = new URL(elder.url()).pathname;
  const code = (await elder.locator("figcaption").innerText()).replace("核验码", "").trim();
  known["code"] = encodeURIComponent(code);
  await allLookedAt(people, "done", known);
});

test("everyone can use the pages of somebody who is helped", async ({ people }) => {
  const keeper = await people.of("eatery");
  await keeper.goto("/apply/senior-card");
  await answerAll(keeper, CARD);
  const line = keeper.getByRole("main").locator("dl > div").filter({ hasText: "公民身份号码" });
  const number = /\d{17}[\dX]/.exec((await line.textContent()) ?? "")?.[0] ?? "";
  const window = await people.of("window");
  await window.goto("/apply-for");
  await window.getByLabel("您要帮谁办？").fill("1");
  await window.getByRole("button", { name: "下一步" }).click();
  await expect(window.getByRole("alert")).toBeVisible();
  await lookedAtAsItIs(window, "for whom, with an error");
  await window.getByLabel("您要帮谁办？").fill(number);
  await window.getByRole("button", { name: "下一步" }).click();
  await expect(window).toHaveURL(/\/for\//);
  await allLookedAt(people, "chosen", { person: new URL(window.url()).pathname.split("/").at(-1) ?? "" });
});

test("everyone can use the pages of whoever asks somebody", async ({ people }) => {
  const page = await people.of("neighbour");
  await page.goto("/ask-somebody/temporary-assistance");
  await page.getByRole("button", { name: "请他帮我办" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await lookedAtAsItIs(page, "ask for it, with an error");
  await page.getByRole("checkbox").first().check();
  await page.getByRole("button", { name: "请他帮我办" }).click();
  await expect(page).toHaveURL(/\/asked\//);
  const address = new URL(page.url()).pathname;
  await allLookedAt(people, "somebody was asked", { request: address.split("/").at(-1) ?? "" });
  await page.goto(address);
  await page.getByRole("button", { name: "撤回" }).click();
  await expect(page.getByRole("button", { name: "撤回" })).toHaveCount(0);
});

test("everyone can use the pages of a draft", async ({ people }) => {
  const data = await people.of("data");
  await data.goto("/manage/matters/senior-card");
  const begins = data.getByRole("button", { name: "起草新版本" });
  await begins.or(data.getByRole("link", { name: "打开草稿接着改" })).click();
  await expect(data).toHaveURL(/\/manage\/drafts\//);
  const draft = new URL(data.url()).pathname.split("/").at(-1) ?? "";
  await allLookedAt(people, "drafted", { draft });
  await data.goto(`/manage/drafts/${draft}`);
  await data.getByRole("button", { name: "作废这份草稿" }).click();
  await expect(data).not.toHaveURL(/\/drafts\//);
});

test("everyone can use the pages of an officer who is taken in and signs in with two factors", async ({ people }) => {
  const login = `linyi${Date.now() % 1_000_000}`;
  const admin = await people.of("admin");
  await admin.goto("/manage/staff/add");
  await admin.getByRole("button", { name: "添加，并给首次登录码" }).click();
  await expect(admin.getByRole("alert")).toBeVisible();
  await lookedAtAsItIs(admin, "add somebody, with an error");
  await admin.getByLabel("姓名").fill("林一");
  await admin.getByLabel("工作账号").fill(login);
  await admin.getByLabel("角色").selectOption("planner");
  await admin.getByRole("button", { name: "添加，并给首次登录码" }).click();
  const first = await admin.locator("code").innerText();
  await lookedAtAsItIs(admin, "codes for the first sign-in");
  await admin.goto(`/manage/staff?q=${login}`);
  const officer = await admin.getByRole("link", { name: "林一" }).first().getAttribute("href");
  await allLookedAt(people, "taken in", { officer: officer ?? "" });

  const page = await people.stranger();
  await page.goto("/sign-in/first");
  await page.getByLabel("工作账号").fill(login);
  await page.getByLabel("首次登录码").fill(first);
  await page.getByLabel("新密码").fill(PASSWORD);
  await page.getByRole("button", { name: "设好密码并登录" }).click();
  await expect(page.getByRole("button", { name: "退出登录" })).toBeVisible();
  await page.goto("/me/second");
  const key = keyOf(await page.locator("strong.reference").innerText());
  await page.getByLabel("您的密码").fill(PASSWORD);
  await page.getByLabel("填写手机上的动态码").fill(oneTimeCode(key));
  await page.getByRole("button", { name: "设好", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("您的备用码");
  await lookedAtAsItIs(page, "codes for a lost telephone");
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.goto("/sign-in");
  await page.getByLabel("身份证号、手机号或工作账号").fill(login);
  await page.getByLabel("密码").fill(PASSWORD);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in\/second/);
  for (const shown of pagesAt("asked for a code")) await lookedAt(page, shown);
});

test("everyone can use the pages of a slip, of a code and of too many tries", async ({ page, baseURL }) => {
  const login = `nobody${Date.now() % 1_000_000}`;
  const press = async (): Promise<void> => {
    await page.goto("/sign-in");
    await page.getByLabel("身份证号、手机号或工作账号").fill(login);
    await page.getByLabel("密码").fill("not the password");
    await page.getByRole("button", { name: "登录", exact: true }).click();
  };
  await press();
  await expect(page.getByRole("alert")).toContainText("密码");
  await lookedAtAsItIs(page, "sign in, with an error");
  await page.goto("/sign-in/code");
  await page.getByLabel("您的手机号或身份证号").fill("13900000019");
  await page.getByRole("button", { name: "发送验证码" }).click();
  await expect(page.getByLabel("填写短信里的 6 位数字")).toBeVisible();
  await lookedAtAsItIs(page, "code of a message");
  const form = { login, password: "not the password", next: "/" };
  for (let tries = 0; tries < 5; tries += 1) {
    await page.request.post("/sign-in", { form, headers: { origin: baseURL ?? "" } });
  }
  const answer = page.waitForResponse((one) => one.request().method() === "POST");
  await press();
  expect((await answer).status()).toBe(429);
  await lookedAtAsItIs(page, "too many tries");
});

test("on paper there is nothing to press, and forced colours keep the menu's mark alone", async ({ page }) => {
  await page.goto("/matters/elderly-allowance/check");
  await expect(page.locator(".back")).toBeVisible();
  await page.emulateMedia({ media: "print" });
  for (const part of [".back", ".ways", ".menu", ".button"]) await expect(page.locator(part).first(), part).toBeHidden();
  await page.emulateMedia({ media: "screen", forcedColors: "active" });
  const tops = await page.locator(".menu a").evaluateAll((links) =>
    links.map((link) => getComputedStyle(link).borderTopColor === getComputedStyle(document.body).backgroundColor),
  );
  expect(tops, "the borders that only keep room are not seen").not.toContain(false);
});

test("the first visit is light and nothing leaves the server", async ({ page, baseURL }) => {
  const found = troubles(page);
  let weight = 0;
  const origins = new Set<string>();
  page.on("requestfinished", async (request) => {
    if (new URL(request.url()).protocol === "data:") return;
    origins.add(new URL(request.url()).origin);
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    weight += responseBodySize + responseHeadersSize;
  });
  for (const address of ["/", "/search?q=老人钱", "/matters/elderly-allowance", "/matters/elderly-allowance/check"]) {
    await page.goto(address, { waitUntil: "networkidle" });
    if (address === "/") expect(weight, "bytes of the first visit").toBeLessThan(FIRST_VISIT);
  }
  expect([...origins]).toEqual([baseURL]);
  expect(found).toEqual([]);
});
