// What the pages say to somebody who listens to them, compared with what was written down. What stands
// around every page is in the files of the home page and of the inbox.
import type { Locator, Page } from "@playwright/test";
import { openCase } from "./helpers/desk.ts";
import { answerAll, handIn } from "./helpers/apply.ts";
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
});

test("what a resident and the offices hear of an application", async ({ people }) => {
  const neighbour = await people.of("neighbour");
  await neighbour.goto("/apply/elderly-allowance/phone");
  await saysTheSame(main(neighbour), "question");
  await neighbour.goto("/apply/senior-card");
  await answerAll(neighbour, CARD);
  await saysTheSame(main(neighbour), "check-answers");
  const { number, address } = await handIn(neighbour);
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
