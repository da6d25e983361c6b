// Coming in: with a password, with a code on the telephone, with a second factor, with a slip.
import { expect } from "@playwright/test";
import { journey, type Mode } from "./helpers/modes.ts";
import { numbersOf } from "./helpers/numbers.ts";
import { keyOf, oneTimeCode } from "./helpers/one-time.ts";
import { PASSWORD } from "./helpers/sessions.ts";
import { OWN_PASSWORD, takenIn } from "./helpers/staff.ts";

/** A code is sent once a minute to a telephone: each mode has somebody of its own. */
const WHO: Record<Mode, string> = {
  "with the keyboard alone": "elder",
  "with scripts off": "neighbour",
  "in elder mode": "parent",
  "at 360 px": "eatery",
};

journey("a resident signs in with a password and out again", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/my");
  await visitor.press(visitor.main.getByRole("link", { name: "登录" }));
  await visitor.fill(visitor.page.getByLabel("身份证号、手机号或工作账号"), WHO[crowd.mode]);
  await visitor.fill(visitor.page.getByLabel("密码"), PASSWORD);
  await visitor.button("登录");
  await expect(visitor.heading).toHaveText("我的办件");
  await visitor.press(visitor.page.getByRole("button", { name: "退出登录" }));
  await expect(visitor.page.getByRole("link", { name: "登录", exact: true })).toBeVisible();
});

journey("a slip in the password is told and the name stays", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/sign-in");
  const login = visitor.page.getByLabel("身份证号、手机号或工作账号");
  const name = `nobody-${Object.keys(WHO).indexOf(crowd.mode)}`;
  await visitor.fill(login, name);
  await visitor.fill(visitor.page.getByLabel("密码"), "not the password");
  await visitor.button("登录");
  await expect(visitor.page.getByRole("alert")).toContainText("密码");
  await expect(login).toHaveValue(name);
});

journey("a resident without a password signs in with a code on the telephone", async (crowd) => {
  const { identity } = await numbersOf(crowd, WHO[crowd.mode]);
  const visitor = await crowd.visitor();
  await visitor.goto("/sign-in");
  await visitor.follow("没有密码，用短信验证码登录");
  await visitor.fill(visitor.page.getByLabel("您的手机号或身份证号"), identity);
  await visitor.button("发送验证码");
  const code = /\d{6}/.exec(await visitor.main.innerText())?.[0] ?? "";
  await visitor.fill(visitor.page.getByLabel("填写短信里的 6 位数字"), code);
  await visitor.button("登录");
  await expect(visitor.page.getByRole("button", { name: "退出登录" })).toBeVisible();
});

journey("somebody sees where they are signed in", async (crowd) => {
  const visitor = await crowd.visitor();
  await visitor.goto("/sign-in?next=/me");
  await visitor.fill(visitor.page.getByLabel("身份证号、手机号或工作账号"), WHO[crowd.mode]);
  await visitor.fill(visitor.page.getByLabel("密码"), PASSWORD);
  await visitor.button("登录");
  await expect(visitor.heading).toHaveText("我的资料");
  await visitor.follow("我在哪里登录着");
  await expect(visitor.heading).toHaveText("我在哪里登录着");
  await expect(visitor.main).toContainText("这台设备");
  await expect(visitor.main).toContainText("最近用过");
});

journey("a new colleague sets a password and a second factor, and comes back with both", async (crowd) => {
  const login = `linyi${Date.now() % 1_000_000_000}`;
  const first = await takenIn(crowd, "林一", login, "planner");
  const own = await crowd.visitor();
  await own.goto("/sign-in/first");
  await own.fill(own.page.getByLabel("工作账号"), login);
  await own.fill(own.page.getByLabel("首次登录码"), first.toLowerCase());
  await own.fill(own.page.getByLabel("新密码"), OWN_PASSWORD);
  await own.button("设好密码并登录");
  await expect(own.heading).toHaveText("我的资料");
  await own.press(own.main.getByRole("link", { name: "动态码" }));
  const key = keyOf(await own.main.locator("strong.reference").innerText());
  await own.fill(own.page.getByLabel("您的密码"), OWN_PASSWORD);
  await own.fill(own.page.getByLabel("填写手机上的动态码"), oneTimeCode(key));
  await own.button(/^设好$/);
  await expect(own.heading).toHaveText("您的备用码");
  await own.follow("抄好了，继续");
  await own.press(own.page.getByRole("button", { name: "退出登录" }));

  await own.goto("/sign-in");
  await own.fill(own.page.getByLabel("身份证号、手机号或工作账号"), login);
  await own.fill(own.page.getByLabel("密码"), OWN_PASSWORD);
  await own.button("登录");
  await expect(own.page).toHaveURL(/\/sign-in\/second/);
  await own.fill(own.page.getByLabel("填写手机上的动态码"), "000000");
  await own.button("登录");
  await expect(own.page.getByRole("alert")).toBeVisible();
  await own.everyoneCanUse();
  await own.fill(own.page.getByLabel("填写手机上的动态码"), oneTimeCode(key, 1));
  await own.button("登录");
  await expect(own.page.getByRole("button", { name: "退出登录" })).toBeVisible();
});
