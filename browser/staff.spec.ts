// An office changes by itself what it promises: staff from a sheet, posts that take two, a draft, a
// second pair of eyes, and the way back; its working days. No vendor, no restart.
import type { Page } from "@playwright/test";
import { looked } from "./helpers/page.ts";
import { expect, test } from "./helpers/people.ts";
import { workbook } from "./helpers/sheet.ts";

const HEADS = ["姓名", "工作账号", "角色", "部门", "区划"];
const PASSWORD = "灵山江边的白鹭飞";
const MATTER = "/manage/matters/elderly-allowance";

async function send(page: Page, rows: string[][], press: string): Promise<void> {
  await page.goto("/manage/staff/import");
  const buffer = workbook("人员", [HEADS, ...rows]);
  const mimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  await page.getByLabel("填好的表格").setInputFiles({ name: "staff.xlsx", mimeType, buffer });
  await page.getByRole("button", { name: press, exact: true }).click();
}

test("@both an office takes in staff, changes a promise with four eyes, and goes back", async ({ people }) => {
  test.setTimeout(300_000);
  const login = `chenmo${Date.now() % 1_000_000}`;
  const admin = await people.of("admin");

  // One wrong cell, and nobody is taken in.
  await send(admin, [["陈沫", login, "老板", "", ""]], "检查并导入");
  await expect(admin.getByRole("main")).toContainText("C2（角色）");
  await looked(admin);
  await admin.goto(`/manage/staff?q=${login}`);
  await expect(admin.getByRole("main")).toContainText("没有找到人");

  await send(admin, [["陈沫", login, "规划人员", "", ""]], "只检查");
  await expect(admin.getByRole("main")).toContainText("表格没有错误");
  await send(admin, [["陈沫", login, "规划人员", "", ""]], "检查并导入");
  const first = await admin.locator("code").innerText();
  expect(first).toMatch(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/);
  await looked(admin);

  // The role that the sheet did not give.
  await admin.goto(`/manage/staff?q=${login}`);
  await admin.getByRole("link", { name: "陈沫" }).click();
  await admin.getByLabel("角色").selectOption("data-officer");
  await admin.getByRole("button", { name: "给这个岗位" }).click();
  await expect(admin.getByRole("main")).toContainText("等另一位系统管理员确认");
  await looked(admin);

  // Nobody makes a data officer alone: another administrator confirms, and has the code that counts.
  await admin.goto("/manage/posts");
  const line = (page: Page) => page.getByRole("row").filter({ hasText: "陈沫" });
  await expect(line(admin)).toContainText("这是您提议的");
  await expect(line(admin).getByRole("button", { name: /^确认/ })).toHaveCount(0);
  const other = await people.of("admin2");
  await other.goto("/manage/posts");
  await looked(other);
  await line(other).getByRole("button", { name: /^确认/ }).click();
  const code = await other.locator("code").innerText();
  expect(code).not.toBe(first);
  await looked(other);

  // The new colleague sets a password of her own.
  const second = await people.stranger();
  await second.setViewportSize({ width: 1280, height: 800 });
  await second.goto("/sign-in/first");
  await second.getByLabel("工作账号").fill(login);
  await second.getByLabel("首次登录码").fill(code.toLowerCase());
  await second.getByLabel("新密码").fill(PASSWORD);
  await second.getByRole("button", { name: "设好密码并登录" }).click();
  await expect(second.getByRole("button", { name: "退出登录" })).toBeVisible();

  // The drafter promises more than the law has, is told where, and mends it.
  const drafter = await people.of("data");
  await drafter.goto(MATTER);
  await drafter.getByRole("button", { name: "起草新版本" }).click();
  await drafter.getByLabel("承诺几天办完").fill("60");
  await drafter.getByRole("button", { name: "保存常用项" }).click();
  await expect(drafter.getByRole("region", { name: "检查" }).or(drafter.locator("section", { has: drafter.getByRole("heading", { name: "检查" }) })).first()).toContainText("不能发布");
  await expect(drafter.getByRole("main")).toContainText(/第 \d+ 行第 \d+ 列/);
  await looked(drafter);
  await drafter.getByLabel("承诺几天办完").fill("7");
  await drafter.getByRole("button", { name: "保存常用项" }).click();
  await expect(drafter.getByRole("main")).toContainText("检查没有错误");
  await expect(drafter.getByRole("button", { name: "发布", exact: true }), "not by whoever drafted").toHaveCount(0);
  const draft = drafter.url();
  await drafter.getByRole("link", { name: "预览群众看到的页面" }).click();
  await expect(drafter.getByRole("main")).toContainText("7 个工作日");

  const resident = await people.stranger();
  await resident.goto("/matters/elderly-allowance");
  await expect(resident.getByRole("main")).toContainText("10 个工作日");

  await second.goto(draft);
  await looked(second);
  await second.getByRole("button", { name: "发布", exact: true }).click();
  await expect(second.getByRole("main")).toContainText("在用");
  await resident.reload();
  await expect(resident.getByRole("main")).toContainText("7 个工作日");

  // And back: drafted by the second, published by the first.
  await second.goto(MATTER);
  await looked(second);
  await second.getByRole("row").last().getByRole("button", { name: "退回到这一版" }).click();
  await expect(second).toHaveURL(/\/manage\/drafts\//);
  const back = second.url();
  await drafter.goto(back);
  await drafter.getByRole("button", { name: "发布", exact: true }).click();
  await resident.reload();
  await expect(resident.getByRole("main")).toContainText("10 个工作日");

  await aTextIsChanged(drafter, second, resident);
  await textsComeBackAsASheet(drafter, second, resident);
  await aYearIsAnnounced(drafter, second);
});

/** The working days of a year into which no case of another journey reaches: read from the notice,
 * proposed, and announced by the other. */
async function aYearIsAnnounced(drafter: Page, second: Page): Promise<void> {
  const year = String(new Date().getFullYear() + 3);
  await drafter.goto("/manage/calendar");
  await drafter.getByLabel("哪一年").fill(year);
  await drafter.getByLabel("文号或网址").fill("演示通知");
  await drafter.getByLabel("通知正文").fill(
    "一、元旦：1月1日至3日放假。二、春节：2月1日至12日放假，2月14日上班。三、劳动节：5月1日至5日放假。四、国庆节：10月1日至7日放假。",
  );
  await drafter.getByRole("button", { name: "读一读" }).click();
  await expect(drafter.getByRole("main")).toContainText("2月14日");
  await looked(drafter);
  await drafter.getByRole("button", { name: "提议，请另一人发布" }).click();
  await expect(drafter.getByRole("heading", { name: "等人发布的提议" })).toBeVisible();
  await expect(drafter.getByRole("button", { name: "发布", exact: true }), "not alone").toHaveCount(0);
  await looked(drafter);

  await second.goto(drafter.url());
  await looked(second);
  await second.getByRole("button", { name: "发布", exact: true }).click();
  await expect(second.getByRole("heading", { name: "等人发布的提议" })).toHaveCount(0);
  const versions = second.locator("section", { has: second.getByRole("heading", { name: "版本" }) });
  await expect(versions).toContainText("在用");
  await second.goto("/manage/calendar");
  await expect(second.getByRole("row").filter({ hasText: year })).toContainText("已公布");
  await looked(second);
}

/** A sentence of a page: found, proposed, published by the other, and back to what came with it. */
async function aTextIsChanged(drafter: Page, second: Page, resident: Page): Promise<void> {
  await drafter.goto("/manage/texts");
  await drafter.getByRole("searchbox", { name: "按文字或编号查找" }).fill("certificates.verify.privacy");
  await drafter.getByRole("button", { name: "查找" }).click();
  await drafter.getByRole("link", { name: "certificates.verify.privacy" }).click();
  await expect(drafter.getByRole("heading", { name: "改这条文字" })).toBeVisible();
  const text = drafter.url();
  const proposal = { name: "等人发布的提议" };

  // A value that nothing fills is told at its field, and nothing is proposed.
  await drafter.getByLabel("中文", { exact: true }).fill("只显示 {n} 项。");
  await drafter.getByRole("button", { name: "提议", exact: true }).click();
  await expect(drafter.getByRole("alert")).toContainText("{n}");
  await looked(drafter);
  await drafter.getByLabel("中文", { exact: true }).fill("核验的人只看到这几项。");
  await drafter.getByRole("button", { name: "检查并预览" }).click();
  await expect(drafter.getByRole("heading", { name: "预览：刚才填的" })).toBeVisible();
  await drafter.getByRole("button", { name: "提议", exact: true }).click();
  await expect(drafter.getByRole("heading", proposal)).toBeVisible();
  await expect(drafter.getByRole("button", { name: "发布", exact: true })).toHaveCount(0);

  await second.goto(text);
  await looked(second);
  await second.getByRole("button", { name: "发布", exact: true }).click();
  await expect(second.getByRole("heading", proposal)).toHaveCount(0);
  await resident.goto("/verify");
  await expect(resident.getByRole("main")).toContainText("核验的人只看到这几项。");

  await second.getByRole("button", { name: "退回到这一版" }).click();
  await expect(second.getByRole("heading", proposal)).toBeVisible();
  await drafter.goto(text);
  await drafter.getByRole("button", { name: "发布", exact: true }).click();
  await expect(drafter.getByRole("heading", proposal)).toHaveCount(0);
  await resident.reload();
  await expect(resident.getByRole("main")).not.toContainText("核验的人只看到这几项。");
}

interface Words {
  zh: string;
  en: string;
}

/** Texts as a sheet: with one wrong cell nothing is proposed; then all that it changes is published
 * together by the other. */
async function textsComeBackAsASheet(drafter: Page, second: Page, resident: Page): Promise<void> {
  const key = "certificates.verify.privacy";
  const answer = await drafter.request.get(`/api/manage/texts/${key}`);
  const { now, shipped } = (await answer.json()) as { now: Words; shipped: Words };
  const heads = ["编号", "中文", "英文", "系统带来的中文", "系统带来的英文"];
  const mimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  const sent = async (zh: string, press: string): Promise<void> => {
    await drafter.goto("/manage/texts/import");
    const buffer = workbook("文字", [heads, [key, zh, now.en, shipped.zh, shipped.en]]);
    await drafter.getByLabel("填好的表格").setInputFiles({ name: "texts.xlsx", mimeType, buffer });
    await drafter.getByRole("button", { name: press, exact: true }).click();
  };
  await sent("别人看不到号码{n}。", "检查并提议");
  await expect(drafter.getByRole("main")).toContainText("B2（中文）");
  await looked(drafter);
  await sent("别人看不到您的号码。", "只检查");
  await expect(drafter.getByRole("main")).toContainText("共 1 项");
  await looked(drafter);
  await sent("别人看不到您的号码。", "检查并提议");
  await expect(drafter.getByRole("heading", { name: "等发布的文字" })).toBeVisible();
  await expect(drafter.getByRole("button", { name: /^发布/ }), "not alone").toHaveCount(0);
  await looked(drafter);

  await second.goto("/manage/texts/proposed");
  await looked(second);
  await second.getByRole("button", { name: "发布这 1 条" }).click();
  await expect(second.getByRole("main")).toContainText("没有等发布的文字");
  await resident.goto("/verify");
  await expect(resident.getByRole("main")).toContainText("别人看不到您的号码。");

  // Back to what came with the program, which stands last.
  await second.goto(`/manage/texts/${key}`);
  await second.getByRole("button", { name: "退回到这一版" }).last().click();
  await drafter.goto(`/manage/texts/${key}`);
  await drafter.getByRole("button", { name: "发布", exact: true }).click();
  await resident.reload();
  await expect(resident.getByRole("main")).not.toContainText("别人看不到您的号码。");
}
