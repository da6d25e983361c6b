// A page reads itself to whoever listens: only where the browser has a voice of its own for the language.
import { expect, test, type Page } from "@playwright/test";
import { journey } from "./helpers/modes.ts";

/** A browser whose voice writes down what it is told; `own` says whether it speaks on this machine. */
async function speaking(page: Page, own: boolean): Promise<void> {
  await page.addInitScript((own) => {
    const said: string[] = [];
    const speech = {
      getVoices: () => [{ lang: "zh-CN", localService: own, default: true, name: "test", voiceURI: "test" }],
      speak: (told: { text: string; onend: () => void }) => {
        said.push(told.text);
        setTimeout(() => told.onend(), 1);
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

const said = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as { said: string[] }).said);

journey("somebody has a page read from its heading on, each part once", async (crowd) => {
  const visitor = await crowd.visitor();
  const { page } = visitor;
  const isSilent = crowd.mode === "with scripts off";
  if (!isSilent) await speaking(page, true);
  await visitor.goto("/matters/elderly-allowance");
  if (isSilent) return expect(page.locator("[data-aloud]"), "nothing of it is seen").toBeHidden();
  const button = page.getByRole("button", { name: "读给我听" });
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await visitor.pressHere(button);
  await expect.poll(() => said(page)).toContain("老人补贴（高龄津贴）");
  await expect(button).toHaveAttribute("aria-pressed", "false", { timeout: 20_000 });
  const words = await said(page);
  expect(words.filter((one) => one === "谁能办")).toHaveLength(1);
  expect(words.join(""), "what is folded is not read").not.toContain("会一次把缺什么都告诉您");
});

test("a voice that would send the words away is not offered, nor a button without any voice", async ({ page }) => {
  await speaking(page, false);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "读给我听" })).toHaveCount(0);
});
