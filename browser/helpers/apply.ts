// What an applicant does: find a matter, answer one question a page, check, hand in.
import { expect, type Locator, type Page } from "@playwright/test";

/** A small photograph, 2 × 2 points. */
export const PHOTOGRAPH = {
  name: "户口簿.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==",
    "base64",
  ),
};

/** How a question is answered. Text for a line, `choose` for a choice, a list for several boxes. */
export type Answer = string | { choose: string } | { day: [string, string, string] } | "KEEP" | "WITHOUT" | "PHOTO";

/** How somebody works on a page. */
export interface Hand {
  fill(field: Locator, words: string): Promise<void>;
  check(field: Locator): Promise<void>;
  choose(list: Locator, label: string): Promise<void>;
  press(what: Locator): Promise<void>;
}

const MOUSE: Hand = {
  fill: (field, words) => field.fill(words),
  check: (field) => field.check(),
  choose: async (list, label) => void (await list.selectOption({ label })),
  press: (what) => what.click(),
};

/** The question of the page: its only first heading. */
export async function question(page: Page): Promise<string> {
  const words = await page.getByRole("heading", { level: 1 }).innerText();
  return words.replace("（可不填）", "").trim();
}

/** Answers the page's question and goes on. `KEEP` takes what is filled in already. */
export async function answer(page: Page, given: Answer, hand = MOUSE): Promise<void> {
  const main = page.getByRole("main");
  if (given === "PHOTO") {
    await page.getByLabel("选照片或文件").setInputFiles(PHOTOGRAPH);
    await hand.press(page.getByRole("button", { name: "上传", exact: true }));
    return hand.press(page.getByRole("link", { name: "传好了，下一步" }));
  }
  if (given === "WITHOUT") return hand.press(page.getByRole("button", { name: "没有这份材料，跳过" }));
  if (typeof given === "object" && "choose" in given) {
    const lists = main.getByRole("combobox");
    if (await lists.count()) await hand.choose(lists, given.choose);
    else await hand.check(main.getByRole("radio", { name: given.choose, exact: true }));
  } else if (typeof given === "object") {
    await fillDay(page, given.day, hand);
  } else if (given !== "KEEP") {
    await hand.fill(main.getByRole("textbox"), given);
  }
  await hand.press(page.getByRole("button", { name: "保存，下一步" }));
}

/** Fills in year, month and day, where the page asks for one day first. */
export async function fillDay(page: Page, day: readonly string[], hand = MOUSE): Promise<void> {
  for (const [at, label] of ["年", "月", "日"].entries()) {
    await hand.fill(page.getByLabel(label, { exact: true }).first(), day[at] ?? "");
  }
}

/** Answers every question until the check of the answers; gives the questions in their order.
 * What is not named here must be filled in already: nobody is asked what an office knows. */
export async function answerAll(page: Page, answers: Record<string, Answer>, hand = MOUSE): Promise<string[]> {
  const asked: string[] = [];
  while (!page.url().includes("/check")) {
    const now = await question(page);
    expect(asked, `the same question twice: ${now}`).not.toContain(now);
    asked.push(now);
    await answer(page, answers[now] ?? "KEEP", hand);
    expect(asked.length, "an application has an end").toBeLessThan(40);
    await expect(page.getByRole("heading", { level: 1 }), `no answer to ${now}`).not.toHaveText(now);
  }
  return asked;
}

/** Hands in from the check of the answers; gives the number on the receipt and the case's address. */
export async function handIn(page: Page, hand = MOUSE): Promise<{ number: string; address: string }> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("核对一下，没问题就提交");
  const promise = page.getByRole("checkbox");
  if (await promise.count()) await hand.check(promise);
  await hand.press(page.getByRole("button", { name: "提交申请" }));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("申请已提交");
  const said = await page.getByRole("status").first().innerText();
  const number = /[0-9A-Z-]{8,}/.exec(said)?.[0];
  if (!number) throw new Error(`no number on the receipt: ${said}`);
  const address = new URL(page.url()).pathname.replace(/\/receipt$/, "");
  return { number, address };
}

/** Loads a page again until it says something: certificates come from work in the background. */
export async function comesToSay(page: Page, address: string, words: string | RegExp): Promise<void> {
  await expect(async () => {
    await page.goto(address);
    await expect(page.getByRole("main")).toContainText(words, { timeout: 500 });
  }).toPass({ timeout: 30_000, intervals: [500] });
}

/** A case that is over: not 已办结（准予）, when the certificate is still being made. */
export const DONE = /已办结(?!（)/;
