// A page reads itself to whoever listens: only where the browser has a voice of its own for the language.
// That every page does is looked at with everything else that every page has to do (helpers/pages.ts).
import { expect, test } from "@playwright/test";
import { journey } from "./helpers/modes.ts";
import { givenAVoice, said } from "./helpers/voice.ts";

journey("somebody has a page read from its heading on, each part once", async (crowd) => {
  const visitor = await crowd.visitor();
  const { page } = visitor;
  const isSilent = crowd.mode === "with scripts off";
  if (!isSilent) await givenAVoice(page);
  await visitor.goto("/matters/elderly-allowance");
  if (isSilent) return expect(page.locator("[data-aloud]"), "nothing of it is seen").toBeHidden();
  const button = page.getByRole("button", { name: "读给我听" });
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await visitor.pressHere(button);
  await expect.poll(() => said(page)).toContain("老人补贴（高龄津贴）");
  await expect(button).toHaveAttribute("aria-pressed", "false", { timeout: 20_000 });
  const words = await said(page);
  expect(words.filter((one) => one === "谁能办")).toHaveLength(1);
  expect(words.join(""), "what is folded is not read").not.toContain("会一次把缺什么都告诉您");
});

test("a voice that would send the words away is not offered, nor a button without any voice", async ({ page }) => {
  await givenAVoice(page, false);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "读给我听" })).toHaveCount(0);
});

test("words beside a list inside an item are read where they stand", async ({ page }) => {
  await givenAVoice(page);
  await page.goto("/matters/elderly-allowance");
  await page.locator("main").evaluate((main) => {
    const add = (to: Element, tag: string, words: string): Element => {
      const made = document.createElement(tag);
      made.append(words);
      to.append(made);
      return made;
    };
    const item = add(add(main, "ul", ""), "li", "先带上");
    add(item, "strong", "身份证");
    add(add(item, "ul", ""), "li", "原件一份");
    item.append("都要清楚");
  });
  const button = page.getByRole("button", { name: "读给我听" });
  await button.click();
  await expect(button).toHaveAttribute("aria-pressed", "false", { timeout: 20_000 });
  expect((await said(page)).slice(-3)).toEqual(["先带上身份证", "原件一份", "都要清楚"]);
});
