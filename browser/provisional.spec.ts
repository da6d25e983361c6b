// A limit that reaches into a year whose holidays are not announced has a day that is marked: 暂定. The
// server of this journey knows no calendar of this year and the next, so that it holds on any day.
import type { Locator, Page } from "@playwright/test";
import { act, openCase } from "./helpers/desk.ts";
import { answerAll, comesToSay, handIn } from "./helpers/apply.ts";
import { expect, test } from "./helpers/people.ts";

/** A simulated card: its number can be no bank's (`policy::numbers::bank_card`). */
const CARD = "9999625400973607063";

/** Fails where a day is shown that is not marked. */
async function isMarked(where: Locator, what: string): Promise<void> {
  await expect(where, `the day ${what}`).toContainText(/\d/);
  await expect(where, `provisional ${what}`).toContainText("暂定");
}

/** The line of a case in a list of the desk, on whichever page of the list it is. */
async function lineOf(page: Page, list: string, number: string): Promise<Locator> {
  await page.goto(list);
  const line = page.getByRole("row").filter({ hasText: number }).first();
  const next = page.locator("a[rel=next]");
  while ((await line.count()) === 0 && (await next.count()) > 0) await page.goto((await next.getAttribute("href")) ?? list);
  return line;
}

test("a due day in a year without a calendar is marked as provisional wherever it is shown @unannounced", async ({ people }) => {
  const neighbour = await people.of("neighbour");
  const own = neighbour.getByRole("main");
  await neighbour.goto("/apply/elderly-allowance");
  await answerAll(neighbour, { "钱打到哪张银行卡？": CARD });
  await expect(own, "she may apply all the same").toContainText("还差 2 岁");
  const { number, address } = await handIn(neighbour);
  await isMarked(own, "on the receipt");
  const window = await people.of("window");
  await isMarked(await lineOf(window, "/desk", number), "in the inbox");
  const supervisor = await people.of("supervisor");
  await isMarked(await lineOf(supervisor, "/desk/supervise", number), "on the supervisor's list");
  await openCase(window, number);
  await act(window, "受理");
  await comesToSay(neighbour, address, "审查中");
  for (const clock of ["法定时限", "承诺时限"]) {
    const theirs = window.getByRole("main").getByRole("row").filter({ hasText: clock });
    await isMarked(theirs, `of ${clock} at the desk`);
    await isMarked(own.locator("dl > div").filter({ hasText: clock }), `of ${clock} on her page`);
  }
  await neighbour.goto("/my");
  await isMarked(own.locator("h2 + p").first(), "of the newest of her cases");
  const seen = await (await neighbour.request.get(`/api${address}`)).json();
  expect([seen.provisional, typeof seen.due], "for other systems").toEqual([true, "string"]);
});
