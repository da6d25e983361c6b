// A limit that reaches into a year whose holidays are not announced has a day that is marked: 暂定.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { act, openCase } from "./helpers/desk.ts";
import { answerAll, comesToSay, handIn } from "./helpers/apply.ts";
import { expect, test } from "./helpers/people.ts";

/** The last year whose working days are known. */
const announced = Math.max(
  ...readdirSync(join(import.meta.dirname, "..", "data", "calendar")).map((name) => Number.parseInt(name, 10) || 0),
);

/** Fails when a due day beyond the announced years is not marked, or one within them is. */
function isMarkedRightly(shown: string): void {
  const day = /(?:(\d{4})年)?\d+月\d+日（星期.）/.exec(shown);
  expect(day, `a day in: ${shown}`).not.toBeNull();
  const year = Number(day?.[1] ?? new Date().getFullYear());
  expect(shown.includes("暂定"), shown).toBe(year > announced);
}

test("a due day in a year without a calendar is marked as provisional wherever it is shown", async ({ people }) => {
  const neighbour = await people.of("neighbour");
  await neighbour.goto("/apply/elderly-allowance");
  await answerAll(neighbour, { "钱打到哪张银行卡？": "6228480402564890018" });
  await expect(neighbour.getByRole("main"), "she may apply all the same").toContainText("还差 2 岁");
  const { number, address } = await handIn(neighbour);
  const window = await people.of("window");
  await openCase(window, number);
  await act(window, "受理");
  // By law thirty working days, by promise ten: from the middle of November on, the first end next year.
  await comesToSay(neighbour, address, "审查中");
  for (const clock of ["法定时限", "承诺时限"]) {
    isMarkedRightly(await window.getByRole("main").getByRole("row").filter({ hasText: clock }).innerText());
    const own = neighbour.getByRole("main").locator("dl > div").filter({ hasText: clock });
    isMarkedRightly(await own.innerText());
  }
});
