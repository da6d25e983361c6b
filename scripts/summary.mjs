// Repeats each runner's own summary and adds them up in one last line: `N passed, M failed, K skipped`.
// A report that is missing or unreadable counts as one failure, and so does a step that failed
// (second argument 1) without any test to show for it: silence is not success.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const total = { passed: 0, failed: 0, skipped: 0 };
const add = (passed, failed, skipped) => {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
};
const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, "");
const read = (name) => {
  const path = join(folder, name);
  return existsSync(path) ? plain(readFileSync(path, "utf8")) : undefined;
};
const number = (text, pattern) => Number(text.match(pattern)?.[1] ?? 0);

console.log("\n== summary");

const islands = read("islands");
if (islands !== undefined) {
  const of = (word) => number(islands, new RegExp(`^[#ℹ] ${word} (\\d+)$`, "m"));
  const [passed, bad, skipped] = [of("pass"), of("fail"), of("skipped")];
  console.log(`islands: ${passed} passed, ${bad} failed, ${skipped} skipped`);
  add(passed, passed + bad === 0 ? 1 : bad, skipped);
}

const nextest = read("nextest");
if (nextest !== undefined) {
  const line = nextest.split("\n").findLast((text) => /^\s*Summary \[/.test(text));
  console.log(line?.trim() ?? "nextest: no summary");
  if (line === undefined) add(0, 1, 0);
  else {
    const bad = number(line, /(\d+) failed/) + number(line, /(\d+) timed out/) + number(line, /(\d+) exec failed/);
    add(number(line, /(\d+) passed/), bad, number(line, /(\d+) skipped/));
  }
}

for (const name of ["cargo", "doctest"]) {
  const text = read(name);
  if (text === undefined) continue;
  const lines = text.split("\n").filter((line) => line.startsWith("test result:"));
  if (lines.length === 0) add(0, 1, 0);
  let sum = [0, 0, 0];
  for (const line of lines) {
    sum = sum.map((n, i) => n + number(line, [/(\d+) passed/, /(\d+) failed/, /(\d+) ignored/][i]));
  }
  const word = sum[1] > 0 || lines.length === 0 ? "FAILED" : "ok";
  console.log(`test result: ${word}. ${sum[0]} passed; ${sum[1]} failed; ${sum[2]} ignored (${name})`);
  add(...sum);
}

const playwright = read("playwright.json");
if (playwright === undefined) {
  console.log("playwright: no report");
  add(0, 1, 0);
} else {
  const { stats, errors } = JSON.parse(playwright);
  const bad = stats.unexpected + (errors?.length ?? 0);
  const passed = stats.expected + stats.flaky;
  // What failed once and passed then is said, so that it is looked into; the list above names it.
  const again = stats.flaky > 0 ? ` (${stats.flaky} of them at the second try)` : "";
  console.log(`playwright: ${passed} passed${again}, ${bad} failed, ${stats.skipped} skipped`);
  add(passed, bad, stats.skipped);
}

if (process.argv[3] === "1" && total.failed === 0) total.failed = 1;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);
