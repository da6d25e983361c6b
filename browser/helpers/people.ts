// The people of the demo county, each in a browser of their own, signed in.
import { expect, test as base, type Browser, type BrowserContextOptions, type Page } from "@playwright/test";
import { leaving } from "./page.ts";
import { comesSignedIn } from "./sessions.ts";

/** Who comes with a telephone; the others sit at a desk. */
const RESIDENTS = ["elder", "neighbour", "parent", "eatery"];

/** Who takes part in a journey. The same name gives the same browser again. */
export class People {
  private readonly pages = new Map<string, Page>();
  private readonly outside: string[][] = [];

  constructor(
    private readonly browser: Browser,
    private readonly base: string,
  ) {}

  /** Somebody nobody knows: no cookies, no account. */
  async stranger(): Promise<Page> {
    const page = await this.opened({});
    this.pages.set(`stranger ${this.pages.size}`, page);
    return page;
  }

  /** The page of somebody who has signed in. */
  async of(login: string): Promise<Page> {
    const known = this.pages.get(login);
    if (known) return known;
    const screen = RESIDENTS.includes(login) ? {} : { viewport: { width: 1280, height: 800 } };
    const page = await this.opened(screen);
    this.pages.set(login, page);
    await comesSignedIn(page.context(), this.base, login);
    return page;
  }

  private async opened(options: BrowserContextOptions): Promise<Page> {
    const context = await this.browser.newContext(options);
    this.outside.push(leaving(context));
    return context.newPage();
  }

  /** What anybody's browser asked of another server than ours: nothing, ever. */
  left(): string[] {
    return this.outside.flat();
  }

  /** Everybody goes home. */
  async leave(): Promise<void> {
    for (const page of this.pages.values()) await page.context().close();
  }
}

/** A test in which people take part. */
export const test = base.extend<{ people: People }>({
  people: async ({ browser, baseURL }, use) => {
    const people = new People(browser, baseURL ?? "");
    await use(people);
    await people.leave();
    expect(people.left(), "requests that leave the server").toEqual([]);
  },
});

export { expect };
