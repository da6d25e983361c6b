// A limit that reaches into a year whose holidays are not announced has a day that is marked: 暂定.
import { act, openCase } from "./helpers/desk.ts";
import { answerAll, comesToSay, handIn } from "./helpers/apply.ts";
import { expect, test } from "./helpers/people.ts";

test("a due day in a year without a calendar is marked as provisional wherever it is shown", async ({ people }) => {
  const neighbour = await people.of("neighbour");
  await neighbour.goto("/apply/elderly-allowance");
  await answerAll(neighbour, { "钱打到哪张银行卡？": "6228480402564890018" });
  await expect(neighbour.getByRole("main"), "she may apply all the same").toContainText("还差 2 岁");
  const { number, address } = await handIn(neighbour);
  const window = await people.of("window");
  await openCase(window, number);
  await act(window, "受理");
  // Thirty working days from November end in January 2027; ten end this year.
  const clocks = window.getByRole("main").getByRole("row");
  await expect(clocks.filter({ hasText: "法定时限" })).toContainText(/2027年1月\d+日（星期[一二三四五]）（暂定）/);
  await expect(clocks.filter({ hasText: "承诺时限" })).not.toContainText("暂定");
  await comesToSay(neighbour, address, "审查中");
  const shown = neighbour.getByRole("main").locator("dl > div").filter({ hasText: "法定时限" });
  await expect(shown).toContainText("（暂定）");
});
