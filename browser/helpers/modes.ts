// A journey that is walked in four ways: with the keyboard alone, with scripts off, in elder mode, and
// on the narrowest telephone. The same words of the journey serve all of them.
import {
  expect,
  test,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from "@playwright/test";
import type { Hand } from "./apply.ts";
import { everyoneCanUse, leaving, readsAtTwiceTheSize } from "./page.ts";
import { Program } from "./program.ts";
import { comesSignedIn, signsIn } from "./sessions.ts";

export const MODES = {
  "with the keyboard alone": { viewport: { width: 1280, height: 800 } },
  "with scripts off": { viewport: { width: 390, height: 844 }, javaScriptEnabled: false },
  "in elder mode": { viewport: { width: 390, height: 844 } },
  "at 360 px": { viewport: { width: 360, height: 740 } },
} satisfies Record<string, BrowserContextOptions>;

export type Mode = keyof typeof MODES;

/** So many presses of Tab go once around the longest page. */
const MOST_TABS = 400;

/** What the first mode has prepared for the others, which only look at it. */
const prepared = new Map<string, Promise<unknown>>();

/** Prepares something once for all modes of a journey: for what none of them changes. */
export function once<T>(name: string, prepare: () => Promise<T>): Promise<T> {
  const found = prepared.get(name) ?? prepare();
  prepared.set(name, found);
  return found as Promise<T>;
}

/** Which of the modes it is, from 0 on: whoever needs something of their own in each counts with it. */
export const placeOf = (mode: Mode): number => Object.keys(MODES).indexOf(mode);

/** Somebody with a browser of their own, who does everything in one way. */
export class Visitor implements Hand {
  constructor(
    readonly page: Page,
    readonly mode: Mode,
  ) {}

  /** What the page says. */
  get main(): Locator {
    return this.page.getByRole("main");
  }

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  private get byKeyboard(): boolean {
    return this.mode === "with the keyboard alone";
  }

  async goto(address: string): Promise<void> {
    await this.page.goto(address);
  }

  /** Follows a link or presses a button that leads to another page. */
  async press(what: Locator): Promise<void> {
    await (this.byKeyboard ? this.reach(what) : what.waitFor());
    // What follows looks at the page that comes, not at the one that is leaving.
    const led = this.page.waitForEvent("framenavigated", { timeout: 1_500 }).catch(() => null);
    await this.strike(what);
    await led;
    await this.page.waitForLoadState();
  }

  /** Opens what is folded, or presses what stays on the page. */
  async pressHere(what: Locator): Promise<void> {
    if (this.byKeyboard) await this.reach(what);
    await this.strike(what);
  }

  private async strike(what: Locator): Promise<void> {
    await (this.byKeyboard ? this.page.keyboard.press("Enter") : what.click());
  }

  /** A link of the page by its words. */
  async follow(name: string | RegExp): Promise<void> {
    await this.press(this.page.getByRole("link", { name }).first());
  }

  /** A button of the page by its words. */
  async button(name: string | RegExp): Promise<void> {
    await this.press(this.main.getByRole("button", { name }).first());
  }

  /** Types into a field, over what stands there. */
  async fill(field: Locator, words: string): Promise<void> {
    if (!this.byKeyboard) return field.fill(words);
    await this.reach(field);
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(words);
  }

  /** Ticks a box or takes one of several choices. */
  async check(field: Locator): Promise<void> {
    if (!this.byKeyboard) return field.check();
    await this.reach(field);
    if (!(await field.isChecked())) await this.page.keyboard.press("Space");
    await expect(field).toBeChecked();
  }

  /** Chooses from a list. */
  async choose(list: Locator, label: string): Promise<void> {
    if (!this.byKeyboard) return void (await list.selectOption({ label }));
    await this.reach(list);
    for (let pressed = 0; pressed < 60; pressed += 1) {
      const now = await list.evaluate((one) => (one as HTMLSelectElement).selectedOptions[0]?.label);
      if (now === label) return;
      await this.page.keyboard.press("ArrowDown");
    }
    throw new Error(`${label} cannot be chosen with the arrow keys`);
  }

  /** Goes with Tab, and inside a group of choices with the arrows, until something has the focus. */
  private async reach(what: Locator): Promise<void> {
    await expect(what).toBeVisible();
    // Looked for once: on a long page that takes longer than a press.
    const found = await what.elementHandle();
    for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
      const at = await found?.evaluate((target) => {
        const here = document.activeElement;
        if (here === target) return "there";
        const isRadio = (one: Element | null): one is HTMLInputElement =>
          one instanceof HTMLInputElement && one.type === "radio";
        return isRadio(here) && isRadio(target) && here.name === target.name ? "beside" : "away";
      });
      if (at === "there") return;
      await this.page.keyboard.press(at === "beside" ? "ArrowDown" : "Tab");
    }
    throw new Error(`no press of Tab reaches ${what.toString()} on ${this.page.url()}`);
  }

  /** Looks whether everyone can use the page as it is now. Without scripts nothing can be asked of it. */
  async everyoneCanUse(): Promise<void> {
    if (this.mode === "with scripts off") return;
    await everyoneCanUse(this.page);
    await readsAtTwiceTheSize(this.page);
  }
}

/** Whoever takes part in a journey. */
export class Crowd {
  private readonly contexts: BrowserContext[] = [];
  private readonly outside: string[][] = [];

  constructor(
    private readonly browser: Browser,
    private readonly base: string,
    readonly mode: Mode,
  ) {}

  /** Somebody nobody knows, or the holder of an account, in the mode of the journey. */
  async visitor(login = ""): Promise<Visitor> {
    const page = await this.open(MODES[this.mode], login);
    if (this.mode === "in elder mode") await page.context().addCookies([{ name: "elder", value: "1", url: this.base }]);
    return new Visitor(page, this.mode);
  }

  /** Somebody whom the journey is not about: an officer at a desk, with mouse and scripts. */
  async officer(login: string): Promise<Page> {
    return this.open({ viewport: { width: 1280, height: 800 } }, login);
  }

  /** Somebody whose deeds nobody looks at: over the interface. */
  async program(login: string): Promise<Program> {
    const context = await this.context({});
    await comesSignedIn(context, this.base, login);
    return new Program(context.request, this.base);
  }

  /** Opens the first session of a new account, which every visitor with it has from then on. */
  async comesIn(login: string, code: string, password: string): Promise<void> {
    await signsIn(await this.context({}), this.base, login, "/sign-in/first", { login, code, new: password });
  }

  private async open(options: BrowserContextOptions, login: string): Promise<Page> {
    const context = await this.context(options);
    if (login) await comesSignedIn(context, this.base, login);
    return context.newPage();
  }

  private async context(options: BrowserContextOptions): Promise<BrowserContext> {
    const context = await this.browser.newContext({ ...options, baseURL: this.base });
    this.outside.push(leaving(context));
    this.contexts.push(context);
    return context;
  }

  /** What anybody's browser asked of another server than ours: nothing, ever. */
  left(): string[] {
    return this.outside.flat();
  }

  async leave(): Promise<void> {
    for (const context of this.contexts) await context.close();
  }
}

/** One thing that a person wants, walked in each mode; `tag` says on which of the servers. */
export function journey(wish: string, walk: (crowd: Crowd) => Promise<void>, tag = "@modes"): void {
  for (const mode of Object.keys(MODES) as Mode[]) {
    test(`${wish}, ${mode}`, { tag }, async ({ browser, baseURL }) => {
      const crowd = new Crowd(browser, baseURL ?? "", mode);
      try {
        await walk(crowd);
        expect(crowd.left(), "requests that leave the server").toEqual([]);
      } finally {
        await crowd.leave();
      }
    });
  }
}
