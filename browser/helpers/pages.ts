// Every page that people see, with somebody who may see it: `browser/pages.json`. A test of the table of
// routes says which page is missing there (crates/tongban/tests/it/every_page.rs).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { everyoneCanUse, firstVisit, isLargeEnough, readsAtTwiceTheSize, readsOnPaper } from "./page.ts";
import { givenAVoice, readsItselfAloud } from "./voice.ts";

/** An address and who looks at it; `{places}` in it are known at a moment of a journey only. */
export type Shown = { name: string; route: string; who: string | null; address: string; when?: string; status?: number };

/** The widths of a telephone and of a desk. */
const WIDTHS = [360, 1280];
/** What a first visit may weigh, in bytes of bodies and headers, everything together. */
export const FIRST_VISIT = 60_000;

const PAGES = JSON.parse(readFileSync(join(import.meta.dirname, "..", "pages.json"), "utf8")) as Shown[];

/** The pages at a moment of a journey, with what is known by then; those of no moment need nothing. */
export function pagesAt(when: string | null, known: Record<string, string> = {}): Shown[] {
  const filled = (place: string, name: string): string => {
    const value = known[name];
    if (value === undefined) throw new Error(`nobody knows ${place} ${String(when)}`);
    return value;
  };
  const found = PAGES.filter((shown) => (shown.when ?? null) === when);
  if (found.length === 0) throw new Error(`no page is looked at ${String(when)}`);
  return found.map((shown) => ({ ...shown, address: shown.address.replace(/\{(\w+)\}/g, filled) }));
}

/** Looks at the page as it is now, at both widths. Each mode is audited where people have it: large letters
 * on a telephone, the others on both. */
async function lookedAtIn(page: Page, name: string, elder: boolean): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    await test.step(`${name}, ${width} px${elder ? ", elder mode" : ""}`, async () => {
      if (!elder || width === WIDTHS[0]) await everyoneCanUse(page);
      if (elder) await isLargeEnough(page);
      await readsAtTwiceTheSize(page);
      if (width !== WIDTHS[0]) await readsOnPaper(page);
    });
  }
}

/** Looks at a page in every way in which somebody may need it; the first look is a first visit, which is
 * light and loads nothing from elsewhere. It is listened to once. */
export async function lookedAt(page: Page, { name, address, status = 200 }: Shown): Promise<void> {
  const inMode = (elder: string) => address + (address.includes("?") ? "&" : "?") + `elder=${elder}`;
  await givenAVoice(page);
  const { answer, bytes, origins } = await firstVisit(page, inMode("0"));
  expect(answer?.status(), `the status of ${name}`).toBe(status);
  expect(origins, `from where ${name} loads`).toEqual([new URL(page.url()).origin]);
  expect.soft(bytes, `bytes of a first visit to ${name}`).toBeLessThan(FIRST_VISIT);
  await lookedAtIn(page, name, false);
  await test.step(`${name}, read aloud`, () => readsItselfAloud(page));
  await page.goto(inMode("1"));
  await lookedAtIn(page, name, true);
  // Whoever goes on from here goes on as before.
  await page.context().clearCookies({ name: "elder" });
}

/** Looks at a page that stands behind a form, which is not sent twice: large letters are put on as the
 * server does it. */
export async function lookedAtAsItIs(page: Page, name: string): Promise<void> {
  for (const elder of [false, true]) {
    await page.evaluate((on) => document.documentElement.classList.toggle("elder", on), elder);
    await lookedAtIn(page, name, elder);
  }
  await page.evaluate(() => document.documentElement.classList.remove("elder"));
}
