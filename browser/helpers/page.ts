// What every journey does on a page: sign in, look whether everyone can use it, read it large.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Rules of WCAG 2.2 up to AA. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Fails with the rule and the place when somebody could not use the page as it is now. */
export async function everyoneCanUse(page: Page): Promise<void> {
  await seesThatItIsADemo(page);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id} at ${target.join(" ")}: ${help}`),
  );
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}

/** Everybody reads on every page of the demo county that nothing here is real. */
export async function seesThatItIsADemo(page: Page): Promise<void> {
  await expect(page.locator("p.demo"), `the banner of ${page.url()}`).toContainText("演示系统");
}

/** How many points the page is wider than the screen, with the text at a size. */
const beyond = (page: Page, size: string): Promise<number> =>
  page.evaluate((size) => {
    // Not a style sheet: the pages' policy forbids styles that are not their own.
    const root = document.documentElement;
    root.style.setProperty("font-size", size, "important");
    const over = root.scrollWidth - root.clientWidth;
    root.style.removeProperty("font-size");
    return over;
  }, size);

/** Fails when the page must be moved sideways to be read, as it is or with the text at twice its size. */
export async function readsAtTwiceTheSize(page: Page): Promise<void> {
  for (const size of ["", "200%"]) {
    expect(await beyond(page, size), `${page.url()} at ${size || "its own"} text is wider than the screen`).toBeLessThanOrEqual(0);
  }
}

/** Notes what goes wrong behind a page: script errors, failed requests, requests that leave the machine. */
export function troubles(page: Page): string[] {
  const found: string[] = [];
  page.on("pageerror", (error) => found.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") found.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") found.push(`leaves: ${request.url()}`);
  });
  return found;
}

/** Reaches an element by the Tab key alone, as somebody without a mouse does. */
export async function tabTo(page: Page, name: string | RegExp, most = 60): Promise<void> {
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press("Tab");
    const label = await page.evaluate(() => {
      const here = document.activeElement as HTMLElement | null;
      const labelled = (here as HTMLInputElement | null)?.labels?.[0]?.textContent;
      return (here?.getAttribute("aria-label") ?? labelled ?? here?.textContent ?? "").trim();
    });
    if (typeof name === "string" ? label === name : name.test(label)) return;
  }
  throw new Error(`${String(name)} cannot be reached by ${most} presses of Tab on ${page.url()}`);
}
