// What an office wants that changes by itself what it promises: colleagues, days, questions, words, working
// days. Each with the keyboard alone, with scripts off, in elder mode and at 360 px; what one writes another
// publishes. staff.spec.ts and matter-forms.spec.ts tell the same at length, on both databases.
import { expect, test } from "@playwright/test";
import { journey, placeOf, type Crowd, type Visitor } from "./helpers/modes.ts";
import { workbook } from "./helpers/sheet.ts";
import { colleague } from "./helpers/staff.ts";

// Two or three people take part in each, one of them with Tab through long forms.
test.describe.configure({ timeout: 120_000 });

const SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const NOTICE = [
  "一、元旦：1月1日至3日放假。",
  "二、春节：2月1日至12日放假，2月14日上班。",
  "三、劳动节：5月1日至5日放假。",
  "四、国庆节：10月1日至7日放假。",
];
/** An account that nobody has yet. */
const newLogin = (): string => `chenmo${Date.now() % 1_000_000_000}`;

/** The two who change something, and whoever reads what came of it. */
async function three(crowd: Crowd): Promise<[Visitor, Visitor, Visitor]> {
  const login = await colleague(crowd);
  return [await crowd.visitor("data"), await crowd.visitor(login), await crowd.visitor()];
}

/** Opens the draft of a matter, begins one where there is none; its address. */
async function drafts(drafter: Visitor, matter: string): Promise<string> {
  await drafter.goto(`/manage/matters/${matter}`);
  const begin = drafter.main.getByRole("button", { name: "起草新版本" });
  await drafter.press(begin.or(drafter.main.getByRole("link", { name: "打开草稿接着改" })));
  await expect(drafter.page).toHaveURL(/\/manage\/drafts\//);
  return new URL(drafter.page.url()).pathname;
}

const publishes = (visitor: Visitor): Promise<void> => visitor.button(/^发布$/);
const offersToPublish = (visitor: Visitor) => visitor.main.getByRole("button", { name: "发布", exact: true });

journey("an administrator takes in a colleague from a sheet; with one wrong cell nobody is taken in", async (crowd) => {
  const [admin, login] = [await crowd.visitor("admin"), newLogin()];
  const send = async (role: string): Promise<void> => {
    await admin.goto("/manage/staff/import");
    const buffer = workbook("人员", [["姓名", "工作账号", "角色", "部门", "区划"], ["陈沫", login, role, "", ""]]);
    const file = { name: "staff.xlsx", mimeType: SHEET, buffer };
    await admin.page.getByLabel("填好的表格").setInputFiles(file);
    await admin.button("检查并导入");
  };
  await send("老板");
  await expect(admin.main).toContainText("C2（角色）");
  await send("规划人员");
  await expect(admin.main.locator("code").first()).toHaveText(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/);
});

journey("it takes two administrators to make a data officer", async (crowd) => {
  const [admin, other] = [await crowd.visitor("admin"), await crowd.visitor("admin2")];
  // Each mode waits for somebody of its own.
  const name = `林${"甲乙丙丁"[placeOf(crowd.mode)] ?? ""}`;
  await admin.goto("/manage/staff/add");
  await admin.fill(admin.page.getByLabel("姓名"), name);
  await admin.fill(admin.page.getByLabel("工作账号"), newLogin());
  await admin.choose(admin.page.getByLabel("角色"), "数据专员");
  await admin.button("添加，并给首次登录码");
  await admin.goto("/manage/posts");
  const line = (visitor: Visitor) => visitor.main.getByRole("row").filter({ hasText: name }).first();
  await expect(line(admin)).toContainText("这是您提议的");
  await expect(line(admin).getByRole("button", { name: /^确认/ })).toHaveCount(0);
  await other.goto("/manage/posts");
  await other.press(line(other).getByRole("button", { name: /^确认/ }));
  await expect(other.main.locator("code").first()).toHaveText(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/);
});

journey("an office promises fewer days, a colleague publishes it, and it goes back", async (crowd) => {
  const [drafter, second, resident] = await three(crowd);
  const draft = await drafts(drafter, "temporary-assistance");
  const promise = async (days: string): Promise<void> => {
    await drafter.fill(drafter.page.getByLabel("承诺几天办完"), days);
    await drafter.button("保存常用项");
  };
  await promise("60");
  await expect(drafter.main).toContainText("不能发布");
  await expect(drafter.main).toContainText(/第 \d+ 行第 \d+ 列/);
  await drafter.everyoneCanUse();
  await promise("14");
  await expect(drafter.main).toContainText("检查没有错误");
  await expect(offersToPublish(drafter), "not by whoever drafted").toHaveCount(0);

  await second.goto(draft);
  await publishes(second);
  await expect(second.main).toContainText("在用");
  await resident.goto("/matters/temporary-assistance");
  await expect(resident.main).toContainText("14 个工作日");

  await second.goto("/manage/matters/temporary-assistance");
  await second.press(second.main.getByRole("row").last().getByRole("button", { name: "退回到这一版" }));
  await expect(second.page).toHaveURL(/\/manage\/drafts\//);
  await drafter.goto(new URL(second.page.url()).pathname);
  await publishes(drafter);
  await expect(drafter.main).toContainText("在用");
  await resident.goto("/matters/temporary-assistance");
  await expect(resident.main).toContainText("15 个工作日");
});

journey("a data officer asks for one more material and one more thing by forms alone", async (crowd) => {
  const drafter = await crowd.visitor("data");
  const draft = await drafts(drafter, "driving-licence-cancel");
  const choose = (group: string, choice: string): Promise<void> =>
    drafter.check(drafter.page.getByRole("group", { name: group }).getByRole("radio", { name: choice, exact: true }));
  const save = (): Promise<void> => drafter.button("保存到草稿");
  await drafter.goto(`${draft}/materials`);
  await drafter.follow("添加材料");
  await drafter.fill(drafter.page.getByLabel("材料名称（中文）"), "驾驶证原件照片");
  await drafter.fill(drafter.page.getByLabel("材料名称（英文）"), "Photograph of the licence");
  await choose("从哪里来", "上传照片或文件，窗口收纸质的");
  await choose("原件还是复印件", "复印件");
  await choose("是否必要", "容缺后补");
  const when = drafter.page.getByLabel("什么情形才要");
  await drafter.fill(when, "去世的日子 > 3");
  await save();
  await expect(drafter.page.getByRole("alert")).toContainText("去世的日子");
  await expect(when).toHaveAttribute("aria-invalid", "true");
  await drafter.everyoneCanUse();
  await drafter.fill(when, "周岁(过世日期, 今天) >= 60");
  await save();
  await expect(drafter.main.getByRole("row").filter({ hasText: "驾驶证原件照片" })).toContainText("周岁(过世日期, 今天) >= 60");

  await drafter.goto(`${draft}/faq`);
  await drafter.follow("添加一问一答");
  await drafter.fill(drafter.page.getByLabel("群众怎么问（中文）"), "要本人来吗？");
  await drafter.fill(drafter.page.getByLabel("怎么回答（中文）"), "不用，家属来就行。");
  await save();
  await expect(drafter.main.getByRole("row").filter({ hasText: "要本人来吗？" })).toContainText("家属来就行");

  // What residents would see; how it is published another journey tells.
  await drafter.goto(`${draft}/preview`);
  await expect(drafter.main).toContainText("驾驶证原件照片");
  await expect(drafter.main).toContainText("要本人来吗？");
  await drafter.goto(draft);
  await drafter.button("作废这份草稿");
  await expect(drafter.page).not.toHaveURL(/\/drafts\//);
});

journey("a sentence of a page is put better, a colleague publishes it, and it goes back", async (crowd) => {
  const key = "certificates.verify.privacy";
  const [drafter, second, resident] = await three(crowd);
  await drafter.goto("/manage/texts");
  await drafter.fill(drafter.page.getByRole("searchbox", { name: "按文字或编号查找" }), key);
  await drafter.button("查找");
  await drafter.follow(key);
  const propose = async (words: string): Promise<void> => {
    await drafter.fill(drafter.page.getByLabel("中文", { exact: true }), words);
    await drafter.button(/^提议$/);
  };
  await propose("只显示 {n} 项。");
  await expect(drafter.page.getByRole("alert")).toContainText("{n}");
  await drafter.everyoneCanUse();
  await propose("核验的人只看到这几项。");
  await expect(drafter.page.getByRole("heading", { name: "等人发布的提议" })).toBeVisible();
  await expect(offersToPublish(drafter), "not alone").toHaveCount(0);

  const text = `/manage/texts/${key}`;
  await second.goto(text);
  await publishes(second);
  await resident.goto("/verify");
  await expect(resident.main).toContainText("核验的人只看到这几项。");

  // What came with the program stands last.
  await second.goto(text);
  await second.press(second.main.getByRole("button", { name: "退回到这一版" }).last());
  await drafter.goto(text);
  await publishes(drafter);
  await resident.goto("/verify");
  await expect(resident.main).not.toContainText("核验的人只看到这几项。");
});

journey("the working days of a year are read from the notice, and a colleague announces them", async (crowd) => {
  const [drafter, second] = await three(crowd);
  // A year into which no case reaches; each mode announces one of its own.
  const year = String(new Date().getFullYear() + 3 + placeOf(crowd.mode));
  await drafter.goto("/manage/calendar");
  await drafter.fill(drafter.page.getByLabel("哪一年"), year);
  await drafter.fill(drafter.page.getByLabel("文号或网址"), "演示通知");
  await drafter.fill(drafter.page.getByLabel("通知正文"), NOTICE.join(""));
  await drafter.button("读一读");
  await expect(drafter.main).toContainText("2月14日");
  await drafter.button("提议，请另一人发布");
  await expect(drafter.page.getByRole("heading", { name: "等人发布的提议" })).toBeVisible();
  await expect(offersToPublish(drafter), "not alone").toHaveCount(0);
  await second.goto(new URL(drafter.page.url()).pathname);
  await publishes(second);
  await expect(second.page.getByRole("heading", { name: "等人发布的提议" })).toHaveCount(0);
  await second.goto("/manage/calendar");
  await expect(second.main.getByRole("row").filter({ hasText: year })).toContainText("已公布");
});
