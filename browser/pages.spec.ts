// Every page of the first faces, as everyone meets it: with a screen reader, on a telephone, in large
// letters, in the other language, over a slow line. What fails says which page, at which width.
import type { Page } from "@playwright/test";
import { act, offers, openCase } from "./helpers/desk.ts";
import { answerAll, comesToSay, DONE, handIn } from "./helpers/apply.ts";
import { everyoneCanUse, isLargeEnough, readsAtTwiceTheSize, troubles } from "./helpers/page.ts";
import { expect, test, type People } from "./helpers/people.ts";

/** The widths of a telephone and of a desk. */
const WIDTHS = [360, 1280];
/** What the first visit may weigh, in bytes of bodies and headers, everything together. */
const FIRST_VISIT = 60_000;

/** An address, and who looks at it. */
type Shown = { name: string; who: string | null; address: string };

/** Pages that need no case. */
const OPEN: Shown[] = [
  { name: "home", who: null, address: "/" },
  { name: "search", who: null, address: `/search?q=${encodeURIComponent("老人钱")}` },
  { name: "search without result", who: null, address: `/search?q=${encodeURIComponent("㊙㊙")}` },
  { name: "all matters", who: null, address: "/matters" },
  { name: "matters for enterprises", who: null, address: "/matters?for=business" },
  { name: "guides in pictures", who: null, address: "/guides" },
  { name: "places", who: null, address: "/places?q=%E9%98%B3%E6%B9%96" },
  { name: "villages of a township", who: null, address: "/places/330825101" },
  { name: "ask somebody", who: null, address: "/ask-somebody" },
  { name: "ask somebody for a matter", who: null, address: "/ask-somebody?matter=elderly-allowance" },
  { name: "ask for it", who: "neighbour", address: "/ask-somebody/elderly-allowance" },
  { name: "people who asked me", who: "elder", address: "/asked" },
  { name: "matter", who: null, address: "/matters/elderly-allowance" },
  { name: "joint matter", who: null, address: "/matters/newborn" },
  { name: "can I, unknown", who: null, address: "/matters/elderly-allowance/check" },
  { name: "can I, no", who: "neighbour", address: "/matters/elderly-allowance/check" },
  { name: "can I, yes", who: "elder", address: "/matters/elderly-allowance/check" },
  { name: "sign in", who: null, address: "/sign-in" },
  { name: "sign in by code", who: null, address: "/sign-in/code" },
  { name: "verify", who: null, address: "/verify" },
  { name: "ratings", who: null, address: "/ratings" },
  { name: "question", who: "neighbour", address: "/apply/elderly-allowance/phone" },
  { name: "question with a choice", who: "neighbour", address: "/apply/newborn/household_with" },
  { name: "question with a date", who: "neighbour", address: "/apply/newborn/child_birth" },
  { name: "upload", who: "neighbour", address: "/apply/senior-card/materials/photo" },
  { name: "about me", who: "elder", address: "/me" },
  { name: "where I am signed in", who: "elder", address: "/me/sessions" },
  { name: "second factor", who: "window", address: "/me/second" },
  { name: "who read my data", who: "elder", address: "/my/footprint" },
  { name: "my cases elsewhere", who: "elder", address: "/my/elsewhere" },
  { name: "inbox", who: "window", address: "/desk" },
  { name: "file for somebody", who: "window", address: "/desk/file-for" },
  { name: "due list", who: "supervisor", address: "/desk/supervise" },
  { name: "board", who: "supervisor", address: "/desk/board" },
  { name: "ledger", who: "auditor", address: "/desk/audit" },
  { name: "components", who: null, address: "/design" },
  { name: "interface", who: null, address: "/api" },
  { name: "not found", who: null, address: "/nowhere" },
];

/** Looks at a page in every way in which somebody may need it. */
async function lookedAt(page: Page, { name, address }: Shown): Promise<void> {
  for (const mode of ["0", "1"]) {
    await page.goto(address + (address.includes("?") ? "&" : "?") + `elder=${mode}`);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      await test.step(`${name}, ${width} px${mode === "1" ? ", elder mode" : ""}`, async () => {
        await everyoneCanUse(page);
        if (mode === "1") await isLargeEnough(page);
        await readsAtTwiceTheSize(page);
      });
    }
  }
}

async function allLookedAt(people: People, list: Shown[]): Promise<void> {
  const stranger = await people.stranger();
  for (const shown of list) await lookedAt(shown.who ? await people.of(shown.who) : stranger, shown);
}

for (const who of [null, "neighbour", "elder", "window", "supervisor", "auditor"]) {
  const list = OPEN.filter((shown) => shown.who === who);
  test(`everyone can use the pages of ${who ?? "a visitor"}`, async ({ people }) => {
    test.setTimeout(600_000);
    await allLookedAt(people, list);
  });
}

test("everyone can use the pages of a case from its check to the rating", async ({ people }) => {
  test.setTimeout(600_000);
  const elder = await people.of("elder");
  await elder.goto("/apply/senior-card");
  await answerAll(elder, { "请交一张近期照片。": "WITHOUT", 照片: "WITHOUT" });
  await lookedAt(elder, { name: "check of the answers", who: "elder", address: "/apply/senior-card/check" });
  await elder.goto("/apply/senior-card/check?elder=0");
  const { number, address } = await handIn(elder);
  await comesToSay(elder, `${address}/receipt`, "下载回执文件");
  const own = (name: string, path: string) => lookedAt(elder, { name, who: "elder", address: address + path });
  await own("receipt", "/receipt");
  await own("withdraw", "/withdraw");
  const town = await people.of("town-330825101");
  await openCase(town, number);
  await act(town, "受理");
  const desk = new URL(town.url()).pathname;
  await lookedAt(town, { name: "case at the desk", who: "town", address: desk });
  for (const name of ["通过", "不通过", "要求补充材料"]) {
    await town.goto(`${desk}?elder=0`);
    const href = await offers(town).filter({ hasText: new RegExp(`^${name}`) }).first().getAttribute("href");
    await lookedAt(town, { name: `act ${name}`, who: "town", address: href ?? "" });
  }
  await town.goto(`${desk}?elder=0`);
  await act(town, "要求补充材料", { 要补什么: "近期照片" });
  await own("case, something asked", "");
  await own("supply", "/supply");
  await elder.goto(`${address}/supply?elder=0`);
  await elder.getByLabel("说明情况").fill("没有照片");
  await elder.getByRole("button", { name: "提交补充的内容" }).click();
  await openCase(town, number);
  await act(town, "通过");
  const bureau = await people.of("minzheng");
  await openCase(bureau, number);
  await act(bureau, "准予");
  await comesToSay(elder, address, DONE);
  await own("case, done", "");
  await own("rate", "/rate");
  await lookedAt(elder, { name: "my affairs", who: "elder", address: "/my" });
  await lookedAt(elder, { name: "my certificates", who: "elder", address: "/certificates" });
  await elder.goto(`${address}?elder=0`);
  await elder.getByRole("link", { name: "看我的证照" }).click();
  const certificate = new URL(elder.url()).pathname;
  const code = (await elder.locator("figcaption").innerText()).replace("核验码", "").trim();
  await lookedAt(elder, { name: "certificate", who: "elder", address: certificate });
  await lookedAt(await people.stranger(), { name: "verified", who: null, address: `/verify/${encodeURIComponent(code)}` });
  const supervisor = await people.of("supervisor");
  await lookedAt(supervisor, { name: "due list with lines", who: "supervisor", address: "/desk/supervise" });
});

test("on paper there is nothing to press, and forced colours keep the menu's mark alone", async ({ page }) => {
  await page.goto("/matters/elderly-allowance/check");
  await expect(page.locator(".back")).toBeVisible();
  await page.emulateMedia({ media: "print" });
  for (const part of [".back", ".ways", ".menu", ".button"]) await expect(page.locator(part).first(), part).toBeHidden();
  await page.emulateMedia({ media: "screen", forcedColors: "active" });
  const tops = await page.locator(".menu a").evaluateAll((links) =>
    links.map((link) => getComputedStyle(link).borderTopColor === getComputedStyle(document.body).backgroundColor),
  );
  expect(tops, "the borders that only keep room are not seen").not.toContain(false);
});

test("every page says the same in English", async ({ people }) => {
  test.setTimeout(120_000);
  for (const { name, who, address } of OPEN.filter(({ name }) => !["components", "interface"].includes(name))) {
    const page = who ? await people.of(who) : await people.stranger();
    await page.goto(address + (address.includes("?") ? "&" : "?") + "lang=en");
    await expect(page.locator("html"), name).toHaveAttribute("lang", "en");
    const title = page.getByRole("heading", { level: 1 }).first();
    // A place keeps its own name, and says in which language it stands.
    if ((await title.getAttribute("lang")) === "zh-CN") continue;
    const heading = await title.innerText();
    expect.soft(heading, `the heading of ${name}`).not.toMatch(/\p{Script=Han}/u);
  }
});

test("the first visit is light and nothing leaves the server", async ({ page, baseURL }) => {
  const found = troubles(page);
  let weight = 0;
  const origins = new Set<string>();
  page.on("requestfinished", async (request) => {
    if (new URL(request.url()).protocol === "data:") return;
    origins.add(new URL(request.url()).origin);
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    weight += responseBodySize + responseHeadersSize;
  });
  for (const address of ["/", "/search?q=老人钱", "/matters/elderly-allowance", "/matters/elderly-allowance/check"]) {
    await page.goto(address, { waitUntil: "networkidle" });
    if (address === "/") expect(weight, "bytes of the first visit").toBeLessThan(FIRST_VISIT);
  }
  expect([...origins]).toEqual([baseURL]);
  expect(found).toEqual([]);
});

test("every page is light on a first visit, with everything that it loads", async ({ browser, baseURL }) => {
  test.setTimeout(180_000);
  for (const { name, address } of OPEN.filter(({ who }) => who === null)) {
    const context = await browser.newContext({ baseURL: baseURL ?? "" });
    const page = await context.newPage();
    const answers: Promise<number>[] = [];
    page.on("requestfinished", (request) => {
      if (!request.url().startsWith("http")) return;
      answers.push(request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize));
    });
    await page.goto(address, { waitUntil: "networkidle" });
    const weight = (await Promise.all(answers)).reduce((sum, bytes) => sum + bytes, 0);
    expect.soft(weight, `bytes of ${name}`).toBeLessThan(FIRST_VISIT);
    await context.close();
  }
});
