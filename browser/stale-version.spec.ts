// Two officers have the same case open. The second one's act meets a case that is no longer what was seen:
// nothing is done, what changed is shown, what was typed is kept. On SQLite the same is walked in all four
// modes, in wants-to-work.spec.ts.
import { begin, openCase, send } from "./helpers/desk.ts";
import { answerAll, handIn } from "./helpers/apply.ts";
import { expect, test } from "./helpers/people.ts";

const TYPED = "身份证反面照片，要看得清有效期";

test("an act on a case that has changed is refused with what changed and what was typed @postgres", async ({ people }) => {
  const neighbour = await people.of("neighbour");
  await neighbour.goto("/apply/senior-card");
  await answerAll(neighbour, { "请交一张近期照片。": "WITHOUT", 照片: "WITHOUT" });
  const { number } = await handIn(neighbour);

  const [first, second] = [await people.of("window"), await people.of("town-330825101")];
  await openCase(second, number);
  await begin(second, "一次性告知补正");
  await second.getByLabel("要补什么").fill(TYPED);

  await openCase(first, number);
  await begin(first, "受理");
  await send(first, "受理");
  await expect(first.getByText("办好了，已经记录")).toBeVisible();

  await send(second, "一次性告知补正");
  const page = second.getByRole("main");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("别人刚刚改过，您的还没有保存");
  await expect(page.getByRole("row").filter({ hasText: "受理" })).toContainText("待预审");
  await expect(page.getByRole("row").filter({ hasText: "受理" })).toContainText("审查中");
  await expect(page).toContainText(TYPED);
  await openCase(second, number);
  await expect(second.getByRole("main"), "nothing was done").not.toContainText(TYPED);
});
