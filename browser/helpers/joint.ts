// 新生儿出生一件事: what a mother answers, and the parts that belong to it.
import type { Locator, Page } from "@playwright/test";
import type { Answer } from "./apply.ts";

export const NEWBORN: Record<string, Answer> = {
  "孩子叫什么名字？": "徐小满",
  "孩子的户口跟谁？": { choose: "跟妈妈" },
  "这是第几个孩子？": "1",
  "生孩子自己先付了多少医疗费？": "0",
  "想怎么接受育儿指导？": { choose: "打电话" },
  "怎么领卡？": { choose: "寄到家" },
  "请交一张近期照片。": "WITHOUT",
  照片: "WITHOUT",
  结婚证: "WITHOUT",
};

/** The parts by their official names, with the accounts that work on them, and what each waits for. */
export const PARTS = [
  { name: "出生医学证明签发", posts: ["yiyuan"], after: [] },
  { name: "生育登记", posts: ["window", "town-330825101", "weijian"], after: [] },
  { name: "科学育儿指导服务登记", posts: ["window", "town-330825101", "weijian"], after: [] },
  { name: "预防接种证办理", posts: ["jikong"], after: ["出生医学证明签发"] },
  { name: "新生儿户口登记", posts: ["gongan"], after: ["出生医学证明签发"] },
  { name: "生育医疗费用报销", posts: ["yibao"], after: ["出生医学证明签发"] },
  { name: "城乡居民基本医疗保险参保登记", posts: ["window", "yibao"], after: ["新生儿户口登记"] },
  { name: "城乡居民医保缴费", posts: ["shuiwu"], after: ["城乡居民基本医疗保险参保登记"] },
  { name: "社会保障卡申领", posts: ["renshe", "yinhang", "renshe"], after: ["新生儿户口登记"] },
];

/** The parts that wait for nothing. */
export const FREE = PARTS.filter(({ after }) => after.length === 0).map(({ name }) => name);

/** The birthday of a child who is a month old: year, month and day. */
export function aMonthAgo(): string[] {
  const born = new Date(Date.now() - 30 * 86_400_000);
  return [born.getFullYear(), born.getMonth() + 1, born.getDate()].map(String);
}

/** The line of a part in the list on the joint case's page. */
export const line = (page: Page, name: string): Locator =>
  page.getByRole("main").getByRole("listitem").filter({ hasText: name }).first();

/** The parts whose case is there, in the order of the page. */
export async function begun(page: Page): Promise<string[]> {
  const names = [];
  for (const { name } of PARTS) {
    if (await line(page, name).getByRole("link").count()) names.push(name);
  }
  return names;
}
