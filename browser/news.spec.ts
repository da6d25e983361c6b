// Somebody has the inbox open while an application comes in, and somebody their case while the office works
// on it: a line on the page says so and leads to what is so now. Nothing moves by itself.
// On SQLite the same is walked in all four modes, in wants-to-work.spec.ts.
import { answerAll, handIn } from "./helpers/apply.ts";
import { begin, openCase, send } from "./helpers/desk.ts";
import { expect, test } from "./helpers/people.ts";

const NEWS = /这一页的内容有变化/;
/** Three questions of a page that is open. */
const SOON = { timeout: 20_000 };

test("an open inbox and an open case say that something has happened @postgres", async ({ people }) => {
  const [office, neighbour] = [await people.of("town-330825101"), await people.of("neighbour")];
  await office.goto("/desk");
  await neighbour.goto("/apply/senior-card");
  await answerAll(neighbour, { "请交一张近期照片。": "WITHOUT", 照片: "WITHOUT" });
  const { number, address } = await handIn(neighbour);
  await expect(office.getByRole("link", { name: NEWS })).toBeVisible(SOON);
  await expect(office.getByRole("main"), "nothing moves by itself").not.toContainText(number);
  await office.getByRole("link", { name: NEWS }).click();
  await expect(office.getByRole("main")).toContainText(number);
  await expect(office.getByRole("link", { name: NEWS })).toHaveCount(0);

  await neighbour.goto(address);
  await expect(neighbour.getByRole("main")).toContainText(number);
  await openCase(office, number);
  await begin(office, "受理");
  await send(office, "受理");
  await expect(neighbour.getByRole("link", { name: NEWS })).toBeVisible(SOON);
  await neighbour.getByRole("link", { name: NEWS }).click();
  await expect(neighbour.getByRole("link", { name: NEWS })).toHaveCount(0);
});
