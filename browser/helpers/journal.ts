// Writes a journey down as a page with pictures, `docs/journeys/<name>.md`, when TONGBAN_RECORD is set:
//   TONGBAN_RECORD=1 make browser
// Otherwise the steps only name themselves in the report.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type Page } from "@playwright/test";

const docs = join(import.meta.dirname, "..", "..", "docs", "journeys");

export class Journal {
  private readonly lines: string[] = [];
  private count = 0;
  private readonly records: boolean;

  /** `name` is the file's, `title` and `about` open the page. */
  constructor(
    private readonly name: string,
    title: string,
    about: string,
  ) {
    // One database is enough for the pictures; the others walk the same way.
    this.records = Boolean(process.env.TONGBAN_RECORD) && test.info().project.name === "sqlite";
    this.lines.push(`# ${title}`, "", about, "", "Recorded by the browser test of the same name; nobody in it is real.", "");
  }

  /** One thing that somebody does; its picture shows the page afterwards. */
  async step(page: Page, words: string, what: () => Promise<void>): Promise<void> {
    await test.step(words, what);
    this.count += 1;
    if (!this.records) return;
    const picture = `${String(this.count).padStart(2, "0")}.jpg`;
    mkdirSync(join(docs, this.name), { recursive: true });
    await page.screenshot({ path: join(docs, this.name, picture), fullPage: true, type: "jpeg", quality: 55 });
    this.lines.push(`${this.count}. ${words}`, "", `   ![${words}](${this.name}/${picture})`, "");
  }

  /** Writes the page. */
  close(): void {
    if (this.records) writeFileSync(join(docs, `${this.name}.md`), this.lines.join("\n"));
  }
}
