// What the pages say to somebody who listens to them, compared with what was written down. What stands
// around every page is in the files of the home page and of the inbox.
import type { Locator, Page } from "@playwright/test";
import { act, begin, openCase, send } from "./helpers/desk.ts";
import { answerAll, comesToSay, DONE, handIn } from "./helpers/apply.ts";
import { CARD } from "./helpers/numbers.ts";
import { saysTheSame } from "./helpers/tree.ts";
import { test } from "./helpers/people.ts";

const main = (page: Page): Locator => page.getByRole("main");
const whole = (page: Page): Locator => page.locator("body");

test.describe.configure({ timeout: 120_000 });

test("what a visitor hears", async ({ page }) => {
  await page.goto("/");
  await saysTheSame(whole(page), "home");
  await page.goto("/matters/elderly-allowance");
  await saysTheSame(main(page), "matter");
  await page.goto("/matters/elderly-allowance/check");
  await saysTheSame(main(page), "can-i");
  await page.goto("/sign-in");
  await saysTheSame(main(page), "sign-in");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await saysTheSame(main(page), "sign-in-with-errors");
  await page.goto("/ratings/elderly-allowance");
  await saysTheSame(main(page), "ratings-of-a-matter");
  await page.goto("/nowhere");
  await saysTheSame(main(page), "not-found");
});

test("what somebody hears in elder mode", async ({ page, people }) => {
  await page.goto("/?elder=1");
  await saysTheSame(whole(page), "home-elder");
  const neighbour = await people.of("neighbour");
  await neighbour.goto("/apply/elderly-allowance/phone?elder=1");
  await saysTheSame(whole(neighbour), "question-elder");
});

test("what somebody hears in English", async ({ page }) => {
  await page.goto("/?lang=en");
  await saysTheSame(whole(page), "home-english");
  await page.goto("/matters/elderly-allowance");
  await saysTheSame(main(page), "matter-english");
});

test("what a resident and the offices hear of an application", async ({ people }) => {
  const neighbour = await people.of("neighbour");
  await neighbour.goto("/apply/elderly-allowance/phone");
  await saysTheSame(main(neighbour), "question");
  await neighbour.goto("/apply/senior-card");
  await answerAll(neighbour, CARD);
  await saysTheSame(main(neighbour), "check-answers");
  const { number, address } = await handIn(neighbour);
  await comesToSay(neighbour, `${address}/receipt`, "下载回执文件");
  await saysTheSame(main(neighbour), "receipt");
  await neighbour.goto(address);
  await saysTheSame(main(neighbour), "my-case");

  const town = await people.of("town-330825101");
  await openCase(town, number);
  await saysTheSame(main(town), "desk-case", "rows");
  await town.goto("/desk");
  await saysTheSame(whole(town), "desk-inbox", "rows");
  const supervisor = await people.of("supervisor");
  await supervisor.goto("/desk/board");
  await saysTheSame(main(supervisor), "board", "rows", "figures");
});

test("what is heard of an act that meets an error, of a certificate and by who verifies it", async ({ people }) => {
  const neighbour = await people.of("neighbour");
  await neighbour.goto("/apply/senior-card");
  await answerAll(neighbour, CARD);
  const { number, address } = await handIn(neighbour);
  const town = await people.of("town-330825101");
  await openCase(town, number);
  await act(town, "受理");
  await begin(town, "不通过");
  await send(town, "不通过");
  await saysTheSame(main(town), "act-with-errors");
  await openCase(town, number);
  await act(town, "通过");
  const bureau = await people.of("minzheng");
  await openCase(bureau, number);
  await act(bureau, "准予");
  await comesToSay(neighbour, address, DONE);
  await neighbour.getByRole("link", { name: "看我的证照" }).click();
  await saysTheSame(main(neighbour), "certificate");
  const code = (await neighbour.locator("figcaption").innerText()).replace("核验码", "").trim();
  const stranger = await people.stranger();
  await stranger.goto(`/verify/${encodeURIComponent(code)}`);
  await saysTheSame(main(stranger), "verified");
  await stranger.goto("/verify");
  await saysTheSame(main(stranger), "verify");
});
