// A limit that reaches into a year whose holidays are not announced has a day that is marked: 暂定. The
// server of this journey knows no calendar of this year and the next, so that it holds on any day.
import { expect, type Locator, type Page } from "@playwright/test";
import { answerAll, handIn } from "./helpers/apply.ts";
import { journey, once, type Crowd } from "./helpers/modes.ts";

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

/** A case that waits to be accepted, and one that is accepted: nobody changes them any more. */
const cases = (crowd: Crowd) =>
  once("provisional", async () => {
    const neighbour = await crowd.officer("neighbour");
    await neighbour.goto("/apply/elderly-allowance");
    await answerAll(neighbour, { "钱打到哪张银行卡？": CARD });
    await expect(neighbour.getByRole("main"), "she may apply all the same").toContainText("还差 2 岁");
    const waiting = await handIn(neighbour);
    const resident = await crowd.program("neighbour");
    const handed = await resident.handsIn("elderly-allowance", { bank_account: CARD, phone: "13800138000" });
    const window = await crowd.program("window");
    return { waiting, accepted: await window.does({ do: "accept", later: [] }, handed) };
  });

journey(
  "a due day in a year without a calendar is marked as provisional wherever it is shown",
  async (crowd) => {
    const { waiting, accepted } = await cases(crowd);
    const own = await crowd.visitor("neighbour");
    await own.goto(`${waiting.address}/receipt`);
    await isMarked(own.main, "on the receipt");
    const window = await crowd.visitor("window");
    await isMarked(await lineOf(window.page, "/desk", waiting.number), "in the inbox");
    const supervisor = await crowd.visitor("supervisor");
    await isMarked(await lineOf(supervisor.page, "/desk/supervise", waiting.number), "on the supervisor's list");
    await window.goto(`/desk${accepted.address}`);
    await own.goto(accepted.address);
    for (const clock of ["法定时限", "承诺时限"]) {
      await isMarked(window.main.getByRole("row").filter({ hasText: clock }), `of ${clock} at the desk`);
      await isMarked(own.main.locator("dl > div").filter({ hasText: clock }), `of ${clock} on her page`);
    }
    await own.goto("/my");
    await isMarked(own.main.locator("h2 + p").first(), "of the newest of her cases");
    const seen = await (await own.page.request.get(`/api${accepted.address}`)).json();
    expect([seen.provisional, typeof seen.due], "for other systems").toEqual([true, "string"]);
  },
  "@unannounced",
);
