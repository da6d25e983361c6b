// What an officer does: find a case in the inbox, open it, do one of the acts that it offers.
import { expect, type Page } from "@playwright/test";

/** Opens a case by its number, typed into the inbox. */
export async function openCase(page: Page, number: string): Promise<void> {
  await page.goto("/desk");
  await page.getByLabel("按办件编号查找").fill(number);
  await page.getByRole("button", { name: "查找" }).click();
  await expect(page).toHaveURL(/\/desk\/cases\//);
  await expect(page.getByRole("main")).toContainText(number);
}

/** The acts that the case page offers now. */
export const offers = (page: Page) => page.getByRole("navigation", { name: "现在可以办" }).getByRole("link");

/** Opens the form of an act from the case page. */
export async function begin(page: Page, name: string): Promise<void> {
  await offers(page).filter({ hasText: name }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
}

/** Sends the form of an act. */
export async function send(page: Page, name: string): Promise<void> {
  await page.getByRole("main").getByRole("button", { name: new RegExp(`^${name}`) }).click();
}

/** Does an act with what is typed in its fields, and sees that it is recorded. */
export async function act(page: Page, name: string, typed: Record<string, string> = {}): Promise<void> {
  await begin(page, name);
  for (const [label, words] of Object.entries(typed)) await page.getByLabel(label).fill(words);
  await send(page, name);
  await expect(page.getByText("办好了，已经记录")).toBeVisible();
}
