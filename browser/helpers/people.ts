// The people of the demo county, each in a browser of their own, signed in as the login page asks.
import { expect, test as base, type Browser, type BrowserContextOptions, type Page } from "@playwright/test";
import { leaving, seesThatItIsADemo } from "./page.ts";

/** The password of every demo account. */
const PASSWORD = "longyou-demo-2026";

/** Who comes with a telephone; the others sit at a desk. */
const RESIDENTS = ["elder", "neighbour", "parent", "eatery"];

/** Signs in where the login page is shown or is one link away. */
export async function signIn(page: Page, login: string): Promise<void> {
  if (!new URL(page.url(), "http://nowhere").pathname.startsWith("/sign-in")) await page.goto("/sign-in");
  await page.getByLabel("身份证号、手机号或工作账号").fill(login);
  await page.getByLabel("密码").fill(PASSWORD);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByRole("button", { name: "退出登录" })).toBeVisible();
  await seesThatItIsADemo(page);
}

/** Who takes part in a journey. The same name gives the same browser again. */
export class People {
  private readonly pages = new Map<string, Page>();
  private readonly outside: string[][] = [];

  constructor(private readonly browser: Browser) {}

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
    await signIn(page, login);
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
  people: async ({ browser }, use) => {
    const people = new People(browser);
    await use(people);
    await people.leave();
    expect(people.left(), "requests that leave the server").toEqual([]);
  },
});

export { expect };
