// A second data officer: what one wrote another publishes. Two administrators make them, as they make
// everybody who publishes.
import type { Page } from "@playwright/test";
import { expect, type People } from "./people.ts";
import { workbook } from "./sheet.ts";

const PASSWORD = "灵山江边的白鹭飞";
const HEADS = ["姓名", "工作账号", "角色", "部门", "区划"];

/** Somebody of this name with the post of a data officer, signed in with a password of their own. */
export async function anotherDataOfficer(people: People, name: string): Promise<Page> {
  const login = `data${Date.now() % 1_000_000_000}`;
  const admin = await people.of("admin");
  await admin.goto("/manage/staff/import");
  const buffer = workbook("人员", [HEADS, [name, login, "数据专员", "", ""]]);
  const mimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  await admin.getByLabel("填好的表格").setInputFiles({ name: "staff.xlsx", mimeType, buffer });
  await admin.getByRole("button", { name: "检查并导入", exact: true }).click();
  await expect(admin.getByRole("main")).toContainText(name);

  const other = await people.of("admin2");
  await other.goto("/manage/posts");
  await other.getByRole("row").filter({ hasText: name }).getByRole("button", { name: /^确认/ }).click();
  const code = await other.locator("code").innerText();

  const colleague = await people.stranger();
  await colleague.setViewportSize({ width: 1280, height: 800 });
  await colleague.goto("/sign-in/first");
  await colleague.getByLabel("工作账号").fill(login);
  await colleague.getByLabel("首次登录码").fill(code);
  await colleague.getByLabel("新密码").fill(PASSWORD);
  await colleague.getByRole("button", { name: "设好密码并登录" }).click();
  await expect(colleague.getByRole("button", { name: "退出登录" })).toBeVisible();
  return colleague;
}
