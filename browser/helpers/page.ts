// What every journey does on a page: sign in, look whether everyone can use it, read it large.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type BrowserContext, type Page, type Request, type Response } from "@playwright/test";

/** Rules of WCAG 2.2 up to AA. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Fails with the rule and the place when somebody could not use the page as it is now. */
export async function everyoneCanUse(page: Page): Promise<void> {
  await seesThatItIsADemo(page);
  // No page has frames: it is judged where it stands, without another page for the sum, and nothing is told
  // of what is in order.
  const judge = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).withTags(RULES).setLegacyMode();
  const { violations } = await judge.analyze();
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

/** Looks at a page as everybody has to be able to; once, since the pages of both databases are the same. */
export async function looked(page: Page): Promise<void> {
  if (test.info().project.name === "postgres") return;
  await everyoneCanUse(page);
  await readsAtTwiceTheSize(page);
}

/** What somebody presses or types into; everything else that is pressed is a link in the text. */
const MAIN =
  "input:not([type=hidden]), select, textarea, button, summary, audio, .button, .cards a, .menu a, .switches a, .filters a, .phone";

/**
 * Fails where elder mode is smaller than 工信厅信管函〔2021〕67号 asks: text of 18 px with lines of 1.3, paragraphs
 * 1.3 lines apart, counted as lines are, from one line to the next; main controls of 60 by 60, other links that
 * stand alone 44 high; an extra large pointer. What only a screen reader says has no size.
 */
export async function isLargeEnough(page: Page): Promise<void> {
  await expect(page.locator("html"), `the mode of ${page.url()}`).toHaveClass(/elder/);
  const found = await page.evaluate((main) => {
    const small: string[] = [];
    const words = (one: Element): string => (one.textContent ?? "").replace(/\s+/g, " ").trim();
    const name = (one: Element): string => {
      const kind = one.getAttribute("type") ?? one.getAttribute("class") ?? "";
      return `${one.tagName.toLowerCase()} ${kind} “${words(one).slice(0, 30)}”`;
    };
    const isSeen = (one: Element): boolean => {
      const { width, height } = one.getBoundingClientRect();
      return width > 1 && height > 1 && one.checkVisibility() && one.closest(".unseen, .skip") === null;
    };
    const controls = Array.from(document.querySelectorAll(main)).filter(isSeen);
    for (const one of controls) {
      const { width, height } = one.getBoundingClientRect();
      if (width < 59.5 || height < 59.5) small.push(`${name(one)}: ${width.toFixed(0)} by ${height.toFixed(0)}`);
    }
    for (const link of Array.from(document.querySelectorAll("a[href]")).filter(isSeen)) {
      const around = link.closest("p, li, dd, td, th, figcaption, label, span") ?? link.parentElement;
      const isInSentence = around !== null && words(around).length > words(link).length + 2;
      const { height } = link.getBoundingClientRect();
      if (!link.matches(main) && !isInSentence && height < 43.5) small.push(`${name(link)}: ${height.toFixed(0)} high`);
    }
    for (const one of Array.from(document.querySelectorAll("html, a[href]"))) {
      if (!getComputedStyle(one).cursor.startsWith("url(")) small.push(`${one.tagName.toLowerCase()}: a small pointer`);
    }
    const paragraphs = "main p, main :is(ul, ol):not([class]) > li";
    for (const one of Array.from(document.querySelectorAll(paragraphs)).filter(isSeen)) {
      const after = one.nextElementSibling;
      if (after?.tagName !== one.tagName || !isSeen(after) || one.closest("nav") !== null) continue;
      const line = parseFloat(getComputedStyle(one).lineHeight);
      const gap = after.getBoundingClientRect().top - one.getBoundingClientRect().bottom;
      // What stands beside it or over it comes after it in no column.
      if (gap > -1 && gap + line < 1.3 * line - 0.5) small.push(`${name(one)}: the next one ${gap.toFixed(0)} px below`);
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const around = text.parentElement;
      if (around === null || !(text.textContent ?? "").trim() || !isSeen(around)) continue;
      if (around.matches("script, style, noscript, option, title")) continue;
      const style = getComputedStyle(around);
      const size = parseFloat(style.fontSize);
      const line = parseFloat(style.lineHeight) / size;
      if (size < 17.9) small.push(`${name(around)}: letters of ${size.toFixed(1)} px`);
      // “normal” is no number: lines of a drawing and of keys stand alone.
      if (line < 1.29) small.push(`${name(around)}: lines of ${line.toFixed(2)}`);
    }
    return [...new Set(small)];
  }, MAIN);
  expect(found, `elder mode of ${page.url()}`).toEqual([]);
}

/** Opens a page as a browser does that was never here: what it loads weighs so many bytes, and comes from
 * these places. */
export async function firstVisit(
  page: Page,
  address: string,
): Promise<{ answer: Response | null; bytes: number; origins: string[] }> {
  const cache = await page.context().newCDPSession(page);
  await cache.send("Network.enable");
  await cache.send("Network.setCacheDisabled", { cacheDisabled: true });
  const sizes: Promise<number>[] = [];
  const origins = new Set<string>();
  const noted = (request: Request): void => {
    if (!request.url().startsWith("http")) return;
    origins.add(new URL(request.url()).origin);
    sizes.push(request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize));
  };
  page.on("requestfinished", noted);
  const answer = await page.goto(address);
  const bytes = (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0);
  page.off("requestfinished", noted);
  await cache.detach();
  return { answer, bytes, origins: [...origins] };
}

/** Notes every request of a browser that leaves the machine, whichever page or script of it asks. */
export function leaving(context: BrowserContext): string[] {
  const found: string[] = [];
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") found.push(request.url());
  });
  return found;
}

/** What is pressed or leads elsewhere in the frame of a page: of no use on paper. */
const NOT_ON_PAPER = ".button, .menu, .switches, .skip, .back, .ways";

/** Fails when the page as it is printed has lost its title, shows what can only be pressed, or keeps a
 * coloured ground that eats ink. */
export async function readsOnPaper(page: Page): Promise<void> {
  await page.emulateMedia({ media: "print" });
  const found = await page.evaluate((pressed) => {
    const isSeen = (one: Element): boolean => one.getClientRects().length > 0;
    const title = document.querySelector("main h1");
    const wrong = Array.from(document.querySelectorAll(pressed))
      .filter(isSeen)
      .map((one) => `${one.className}: ${(one.textContent ?? "").trim()}`);
    if (title === null || !isSeen(title)) wrong.push("no title");
    if (getComputedStyle(document.body).backgroundColor !== "rgb(255, 255, 255)") wrong.push("a coloured ground");
    return wrong;
  }, NOT_ON_PAPER);
  await page.emulateMedia({ media: null });
  expect(found, `${page.url()} on paper`).toEqual([]);
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
