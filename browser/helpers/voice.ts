// A browser that has a voice of its own, which writes down what it is told: on this machine nobody speaks.
import { expect, type Page } from "@playwright/test";

/** Pages whose browser has a voice already: it is put in once. */
const speaking = new WeakSet<Page>();

/** Gives every document that the page opens from now on a voice for Chinese; `own` says whether it speaks on
 * this machine or sends the words away. What it is told is said at once. */
export async function givenAVoice(page: Page, own = true): Promise<void> {
  if (speaking.has(page)) return;
  speaking.add(page);
  await page.addInitScript((own) => {
    const said: string[] = [];
    const speech = {
      getVoices: () => [{ lang: "zh-CN", localService: own, default: true, name: "test", voiceURI: "test" }],
      speak: (told: { text: string; onend: () => void }) => {
        said.push(told.text);
        queueMicrotask(() => told.onend());
      },
      cancel: () => undefined,
      addEventListener: () => undefined,
    };
    Object.defineProperty(window, "speechSynthesis", { value: speech });
    Object.defineProperty(window, "SpeechSynthesisUtterance", {
      value: class {
        constructor(readonly text: string) {}
      },
    });
    Object.assign(window, { said });
  }, own);
}

/** What the voice has said on this document. */
export const said = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { said: string[] }).said);

/** Fails when the page does not read itself: its button is missing, or of what somebody sees a heading, a
 * paragraph, a number or the words of an item, a cell or a term stay unsaid, also those beside another part. */
export async function readsItselfAloud(page: Page): Promise<void> {
  // The page's own: the example page shows one more.
  const button = page.locator("[data-aloud]").getByRole("button", { name: "读给我听" });
  await expect(button, `the button of ${page.url()}`).toBeVisible();
  const unsaid = await button.evaluate(async (button) => {
    const main = document.querySelector("main");
    const isSeen = (one: Element): boolean =>
      one.checkVisibility() && one.closest("[aria-hidden='true'], .no-read") === null;
    const words = (text: string): string => text.replace(/\s/g, "");
    const parts = Array.from(main?.querySelectorAll<HTMLElement>("h1, h2, h3, p, .reference") ?? []).filter(isSeen);
    const whole = parts.map((one) => words(one.innerText));
    const holders = Array.from(main?.querySelectorAll("li, dt, dd, th, td") ?? []).filter(isSeen);
    const texts = holders.flatMap((one) => Array.from(one.childNodes)).filter((one) => one.nodeType === Node.TEXT_NODE);
    const shown = [...whole, ...texts.map((one) => words(one.textContent ?? ""))].filter((one) => one !== "");
    if (shown.length === 0) return ["nothing to read"];
    (button as HTMLElement).click();
    // All of it is said before the next task.
    await new Promise<void>((done) => setTimeout(() => done()));
    const told = words((window as unknown as { said: string[] }).said.join(""));
    return shown.filter((one) => !told.includes(one));
  });
  expect(unsaid, `what ${page.url()} does not read aloud`).toEqual([]);
  await expect(button).toHaveAttribute("aria-pressed", "false");
}
