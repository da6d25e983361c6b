// An office changes by forms alone what a matter asks for: a material with the case in which it is
// needed, a question, a step, an answer. Another publishes; a resident sees it. Nobody reads the file.
import type { Page } from "@playwright/test";
import { anotherDataOfficer } from "./helpers/colleague.ts";
import { question } from "./helpers/apply.ts";
import { looked } from "./helpers/page.ts";
import { expect, test } from "./helpers/people.ts";

const MATTER = "driving-licence-cancel";
const MATERIAL = "驾驶证原件照片";
const QUESTION = "驾驶证还在您手里吗？";

const choose = (page: Page, group: string, choice: string) =>
  page.getByRole("group", { name: group }).getByRole("radio", { name: choice, exact: true }).check();
const save = (page: Page) => page.getByRole("button", { name: "保存到草稿" }).click();

test("@both a data officer adds a material, a question and a step by forms, another publishes, a resident sees them", async ({ people }) => {
  test.setTimeout(300_000);
  const second = await anotherDataOfficer(people, "方卉");
  const drafter = await people.of("data");
  await drafter.goto(`/manage/matters/${MATTER}`);
  await drafter.getByRole("button", { name: "起草新版本" }).click();
  await expect(drafter).toHaveURL(/\/manage\/drafts\//);
  const draft = drafter.url();

  await aMaterialIsAdded(drafter);
  await aQuestionIsAdded(drafter, draft);
  await aStepIsAdded(drafter, draft);
  await drafter.goto(`${draft}/faq`);
  await drafter.getByRole("link", { name: "添加一问一答" }).click();
  await drafter.getByLabel("群众怎么问（中文）").fill("要本人来吗？");
  await drafter.getByLabel("怎么回答（中文）").fill("不用，家属来就行。");
  await save(drafter);
  await expect(drafter.getByRole("row").filter({ hasText: "要本人来吗？" })).toContainText("家属来就行");

  const resident = await people.of("neighbour");
  await resident.goto(`/matters/${MATTER}`);
  await expect(resident.getByRole("main")).not.toContainText(MATERIAL);
  await drafter.goto(draft);
  await expect(drafter.getByRole("button", { name: "发布", exact: true }), "not by whoever drafted").toHaveCount(0);
  await second.goto(draft);
  await second.getByRole("button", { name: "发布", exact: true }).click();
  await expect(second.getByRole("main")).toContainText("在用");

  await resident.reload();
  await expect(resident.getByRole("main")).toContainText(MATERIAL);
  await expect(resident.getByRole("main")).toContainText("要本人来吗？");
  await resident.goto(`/apply/${MATTER}/has_licence`);
  expect(await question(resident)).toBe(QUESTION);
});

test("a data officer begins a matter by a form, and the check says what is missing", async ({ people }) => {
  const drafter = await people.of("data");
  await drafter.goto("/manage/matters");
  await drafter.getByRole("link", { name: "添加事项" }).click();
  await looked(drafter);
  const begin = drafter.getByRole("button", { name: "起草", exact: true });
  await begin.click();
  await expect(drafter.getByRole("alert")).toContainText("请填事项的正式名称");
  await looked(drafter);
  await drafter.getByLabel("正式名称").fill("高温津贴");
  await drafter.getByLabel("基本编码").fill("330511009000");
  await drafter.getByLabel("哪个部门负责").selectOption("minzheng");
  await drafter.getByLabel("事项类型").selectOption("行政给付");
  await begin.click();
  const main = drafter.getByRole("main");
  await expect(main).toContainText("缺少字段“fee”");
  const draft = drafter.url();
  await drafter.getByRole("link", { name: "各项规定" }).click();
  await looked(drafter);
  await drafter.getByRole("link", { name: "不发证照时的结果" }).click();
  await drafter.getByLabel("办成是什么结果（中文）").fill("钱打到卡上");
  await save(drafter);
  await expect(drafter.getByRole("row").filter({ hasText: "不发证照时的结果" })).toContainText("钱打到卡上");
  // Others see the county as it was.
  await drafter.goto(draft);
  await drafter.getByRole("button", { name: "作废" }).click();
  await expect(main).not.toContainText("高温津贴");
});

/** A condition that cannot be read is told at its field; an example takes its place. */
async function aMaterialIsAdded(drafter: Page): Promise<void> {
  await drafter.getByRole("link", { name: "材料", exact: true }).click();
  await drafter.getByRole("link", { name: "添加材料" }).click();
  await save(drafter);
  await expect(drafter.getByRole("alert")).toContainText("请填写");
  await looked(drafter);
  await drafter.getByLabel("材料名称（中文）").fill(MATERIAL);
  await drafter.getByLabel("材料名称（英文）").fill("Photograph of the licence");
  await choose(drafter, "从哪里来", "上传照片或文件，窗口收纸质的");
  await choose(drafter, "原件还是复印件", "复印件");
  await choose(drafter, "是否必要", "容缺后补");
  const when = drafter.getByLabel("什么情形才要");
  await when.fill("去世的日子 > 3");
  await save(drafter);
  await expect(drafter.getByRole("alert")).toContainText("去世的日子");
  await expect(when).toHaveAttribute("aria-invalid", "true");
  await looked(drafter);
  await when.fill("");
  await drafter.getByLabel("选一个例子").selectOption({ index: 1 });
  await save(drafter);
  const line = drafter.getByRole("row").filter({ hasText: MATERIAL });
  await expect(line).toContainText("周岁(过世日期, 今天) >= 60");
  await line.getByRole("button", { name: `上移 ${MATERIAL}` }).click();
  await expect(drafter.getByRole("row").nth(1)).toContainText(MATERIAL);
  await drafter.getByRole("link", { name: "预览群众看到的页面" }).click();
  await expect(drafter.getByRole("main")).toContainText(MATERIAL);
}

async function aQuestionIsAdded(drafter: Page, draft: string): Promise<void> {
  await drafter.goto(`${draft}/questions`);
  await drafter.getByRole("link", { name: "添加问题" }).click();
  await drafter.getByLabel("代号").fill("has_licence");
  await drafter.getByLabel("问题（中文）").fill(QUESTION);
  await drafter.getByLabel("问题（英文）").fill("Do you still have the licence?");
  await drafter.getByLabel("回答方式").selectOption("bool");
  await drafter.getByLabel("为什么问（中文）").fill("还在的要交回来。");
  await choose(drafter, "是不是必须回答", "必须答");
  await save(drafter);
  await expect(drafter.getByRole("row").filter({ hasText: QUESTION })).toContainText("是或否");
}

/** A step that is longer than the promise is told beside the steps, and mended there. */
async function aStepIsAdded(drafter: Page, draft: string): Promise<void> {
  await drafter.goto(`${draft}/steps`);
  await drafter.getByRole("link", { name: "添加步骤" }).click();
  await drafter.getByLabel("步骤名称（中文）").fill("收回驾驶证");
  await drafter.getByLabel("哪个部门").selectOption("jiaojing");
  await drafter.getByLabel("什么岗位的人办").selectOption("reviewer");
  await drafter.getByLabel("几天办完").fill("9");
  await choose(drafter, "按什么算", "小时");
  await save(drafter);
  await expect(drafter.getByRole("main")).toContainText("各环节加起来超过承诺的");
  await drafter.getByRole("link", { name: "收回驾驶证" }).click();
  await drafter.getByLabel("几天办完").fill("1");
  await save(drafter);
  await expect(drafter.getByRole("main")).not.toContainText("各环节加起来超过承诺的");
  await expect(drafter.getByRole("img", { name: "办理步骤" }).first()).toBeVisible();
  await looked(drafter);
}
