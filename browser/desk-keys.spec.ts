// Keys at the desk: a clerk who works through the list all day needs no mouse. That whoever types, listens or
// does not want them is not disturbed is walked in all four modes, in wants-to-work.spec.ts.
import { answerAll, handIn } from "./helpers/apply.ts";
import { CARD } from "./helpers/numbers.ts";
import { troubles } from "./helpers/page.ts";
import { expect, test, type People } from "./helpers/people.ts";

const PHOTO = { "请交一张近期照片。": "PHOTO", 照片: "PHOTO" } as const;

/** A clerk before a list that has at least two cases, one of them with a photograph. */
async function atTheList(people: People) {
  const neighbour = await people.of("neighbour");
  let address = "";
  for (const answers of [PHOTO, CARD]) {
    await neighbour.goto("/apply/senior-card");
    await answerAll(neighbour, answers);
    const handed = await handIn(neighbour);
    address ||= handed.address;
  }
  const clerk = await people.of("town-330825101");
  await clerk.goto("/desk");
  return { clerk, photographed: `/desk${address}` };
}

test("a clerk goes through the list, opens a case, sees its materials and the next case by keys", async ({ people }) => {
  const { clerk, photographed } = await atTheList(people);
  const found = troubles(clerk);
  const rows = clerk.locator("tbody th[scope='row'] a");
  await expect(rows.nth(1)).toBeVisible();
  await clerk.keyboard.press("j");
  await expect(rows.nth(0)).toBeFocused();
  await clerk.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await clerk.keyboard.press("ArrowUp");
  await expect(rows.nth(0)).toBeFocused();
  await clerk.keyboard.press("k");
  await expect(rows.nth(0), "the list has a first line").toBeFocused();
  const cases = await rows.evaluateAll((all) => [...new Set(all.map((one) => (one as HTMLAnchorElement).pathname))]);
  expect(cases.length).toBeGreaterThan(1);
  await clerk.keyboard.press("Enter");
  await expect(clerk).toHaveURL((url) => url.pathname === cases[0]);
  await clerk.keyboard.press("]");
  await expect(clerk).toHaveURL((url) => url.pathname === cases[1]);
  await clerk.keyboard.press("[");
  await expect(clerk).toHaveURL((url) => url.pathname === cases[0]);
  await clerk.keyboard.press("[");
  await expect(clerk.getByText("刚才的列表里，这个方向没有了。")).toBeVisible();

  await clerk.goto(photographed);
  await expect(clerk.getByRole("main")).toContainText("第 2 份，共 2 份");
  await clerk.keyboard.press("m");
  await expect(clerk).toHaveURL(/material=1/);
  await clerk.keyboard.press("m");
  await expect(clerk).toHaveURL(/material=2/);
  expect(found).toEqual([]);
});
