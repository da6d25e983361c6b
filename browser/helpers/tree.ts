// What a page says to somebody who does not see it: its accessibility tree, kept as a file that people
// read and compare, `browser/trees/<page>.yaml`. TONGBAN_RECORD=1 writes the files, as it writes the
// journeys; a change of a page is then a change of its file that whoever reviews it can read.
// Playwright's own `toMatchAriaSnapshot` passes over what a file leaves out; here nothing may be added
// or lost unseen, so the whole text is compared.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator } from "@playwright/test";

const folder = join(import.meta.dirname, "..", "trees");

/** What changes from day to day and from run to run, and what stands for it in a file. */
const CHANGES: [RegExp, string][] = [
  [/http:\/\/127\.0\.0\.1:\d+/g, "〈网站〉"],
  [/\b[0-9A-HJKMNP-TV-Z]{20}\b|\b([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}\b/g, "〈核验码〉"],
  [/\b1\.2\.156\.\d+[0-9A-Z.]*/g, "〈证照标识〉"],
  [/(\d{4} ?年 ?)?\d{1,2} ?月 ?\d{1,2} ?日(（(星期|周)[一二三四五六日]）)?/g, "〈日期〉"],
  [/\d{4}-\d{2}-\d{2}/g, "〈日期〉"],
  [/(凌晨|早上|上午|中午|下午|晚上)?\d{1,2}:\d{2}/g, "〈时刻〉"],
  [/\d{8}-\d{4}-\d{4}-\d/g, "〈编号〉"],
  [/\b[0-9a-hjkmnp-tv-z]{26}\b/g, "〈标识〉"],
  [/\d{4}\*{8,}\w{4}|\d{17}[\dXx]/g, "〈身份证号〉"],
  [/1\d{2}\*{4}\d{4}|\b1\d{10}\b/g, "〈电话〉"],
  [/\b\d{16,19}\b/g, "〈卡号〉"],
  [/(还剩|超期|还差|最晚还有|已满|现在) ?\d+/g, "$1 〈几〉"],
];

/** How far in a line stands. */
const depth = (line: string): number => line.length - line.trimStart().length;

/** What others change while we look, since they work on the same county: `rows` of tables stand for any
 * number of them, and `figures` for whatever they are; drawings of them are passed over. */
export type Moving = "rows" | "figures";

/** The lines without those below each one for which something else stands. */
function folded(lines: string[], stands: (line: string, at: number) => string | null): string[] {
  const kept: string[] = [];
  let above = Infinity;
  lines.forEach((line, at) => {
    if (depth(line) > above) return;
    const instead = stands(line, at);
    above = instead === null ? Infinity : depth(line);
    const short = instead === null ? line : " ".repeat(above) + instead;
    if (instead !== "" && (instead === null || kept.at(-1) !== short)) kept.push(short);
  });
  return kept;
}

/** A tree without what changes. */
export function steady(tree: string, moving: Moving[]): string {
  let text = tree;
  for (const [changing, stands] of CHANGES) text = text.replace(changing, stands);
  const lines = text.split("\n");
  const isHead = (at: number) => lines[at + 1]?.includes("- columnheader") ?? false;
  const stands = (line: string, at: number): string | null => {
    if (moving.includes("rows") && /^ *- row\b/.test(line) && !isHead(at)) return "- row: 〈每件一行〉";
    if (moving.includes("figures") && /^ *- figure\b/.test(line)) return "";
    if (moving.includes("figures") && /^ *- definition\b/.test(line)) return "- definition: 〈几〉";
    return null;
  };
  return `${folded(lines, stands).join("\n").trimEnd()}\n`;
}

/** Fails when a part of the page says something else than its file. */
export async function saysTheSame(part: Locator, name: string, ...moving: Moving[]): Promise<void> {
  const now = steady(await part.ariaSnapshot(), moving);
  const file = join(folder, `${name}.yaml`);
  if (process.env.TONGBAN_RECORD) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, now);
  }
  expect(now, `what ${name} says; TONGBAN_RECORD=1 writes it down anew`).toBe(readFileSync(file, "utf8"));
}
