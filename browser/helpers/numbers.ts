// The numbers of a simulated resident, as the check of the answers shows them to the resident alone.
import { expect } from "@playwright/test";
import { answerAll, type Answer } from "./apply.ts";
import type { Crowd } from "./modes.ts";

/** The senior card's questions: no photograph, and what is filled in already. */
export const CARD: Record<string, Answer> = { "请交一张近期照片。": "WITHOUT", 照片: "WITHOUT" };

const known = new Map<string, { identity: string }>();

/** The identity number of whoever holds an account. */
export async function numbersOf(crowd: Crowd, login: string): Promise<{ identity: string }> {
  const found = known.get(login);
  if (found) return found;
  const page = await crowd.officer(login);
  await page.goto("/apply/senior-card");
  await answerAll(page, CARD);
  const line = page.getByRole("main").locator("dl > div").filter({ hasText: "公民身份号码" });
  await expect(line, `the number of ${login}`).toContainText(/\d{17}[\dX]/);
  const identity = /\d{17}[\dX]/.exec((await line.textContent()) ?? "")?.[0] ?? "";
  known.set(login, { identity });
  return { identity };
}
