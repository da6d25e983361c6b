// What every affair ends with, whatever it was: the receipt holds offline, the service is rated without
// a name, the auditor replays the ledger, a stranger verifies, and the supervisor's board counts it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { comesToSay } from "./apply.ts";
import { database, keysFolder, tongban } from "./binary.ts";

/** The same file with another letter in the middle of one of its lines. */
function oneLetterChanged(text: string, line: string): string {
  const middle = Math.floor(line.length / 2);
  const letter = line[middle] === "A" ? "B" : "A";
  return text.replace(line, line.slice(0, middle) + letter + line.slice(middle + 1));
}

/** Keeps the receipt of handing in as a file and checks it offline; a changed one is refused in words. */
export async function receiptHolds(page: Page, address: string): Promise<void> {
  await comesToSay(page, `${address}/receipt`, "下载回执文件");
  const coming = page.waitForEvent("download");
  await page.getByRole("main").getByRole("link", { name: "下载回执文件" }).click();
  const receipt = test.info().outputPath("receipt.tlog-proof");
  await (await coming).saveAs(receipt);
  const key = join(keysFolder(), "330825.ledger.vkey");
  expect(tongban("receipt", "verify", receipt, "--key", key)).toContain("提交申请");
  const text = readFileSync(receipt, "utf8");
  const lines = text.split("\n");
  const longest = lines.reduce((one, other) => (other.length > one.length ? other : one));
  const signature = lines.filter((line) => line.startsWith("— ")).at(-1) ?? "";
  expect(signature, "the ledger has signed").not.toBe("");
  const refusals: [string, RegExp][] = [
    [longest, /被改过|不是完整的回执/],
    [signature, /签名对不上：文件被改过/],
  ];
  for (const [line, refusal] of refusals) {
    const changed = test.info().outputPath("changed.tlog-proof");
    writeFileSync(changed, oneLetterChanged(text, line));
    expect(() => tongban("receipt", "verify", changed, "--key", key)).toThrow(refusal);
  }
}

/** Rates how it went; a second rating of the same case is refused, so the first one counts. */
export async function rate(page: Page, address: string): Promise<void> {
  const main = page.getByRole("main");
  await page.goto(address);
  await main.getByRole("link", { name: "给这次服务打分" }).click();
  await main.getByRole("radio", { name: "非常满意" }).check();
  await main.getByRole("button", { name: "提交评价" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("谢谢您的评价");
  const again = await page.request.post(`/api${address}/rating`, {
    headers: { "idempotency-key": crypto.randomUUID(), origin: new URL(page.url()).origin },
    data: { level: "bad" },
  });
  expect([again.status(), (await again.json()).rule]).toEqual([409, "rating.given"]);
}

/** The auditor replays the whole ledger, on the page and with the command. */
export async function auditorVerifies(auditor: Page): Promise<void> {
  await auditor.goto("/desk/audit");
  await auditor.getByRole("button", { name: "现在核验全部记录" }).click();
  await expect(auditor.getByRole("main")).toContainText("总账没有问题");
  expect(tongban("ledger", "verify", "--database", database(), "--var", keysFolder())).toContain("发现 0 处问题");
}

/** How many cases of a matter the supervisor's board shows as 已办结. */
export async function finished(supervisor: Page, matter: string): Promise<number> {
  await supervisor.goto("/desk/board");
  await expect(supervisor.getByRole("heading", { level: 1 })).toContainText("督办看板");
  const caption = supervisor.locator("caption", { hasText: /^\s*按事项\s*$/ });
  const table = supervisor.locator("table").filter({ has: caption }).first();
  const heads = await table.locator("thead th").allTextContents();
  const at = heads.findIndex((head) => head.trim() === "已办结");
  expect(at, `a column 已办结 among ${heads.join(" ")}`).toBeGreaterThan(0);
  const name = supervisor.locator("th", { hasText: new RegExp(`^\\s*${matter}\\s*$`) });
  const row = table.locator("tbody tr").filter({ has: name });
  if ((await row.count()) === 0) return 0;
  // The first cell is the matter's name.
  const cells = await row.first().locator("td").allTextContents();
  return Number.parseInt((cells[at - 1] ?? "").replace(/\D/g, "") || "0", 10);
}

/** Somebody nobody knows types the code of a certificate: it is valid, and says no full name. */
export async function strangerVerifies(stranger: Page, code: string, certificate: string, issuer: string): Promise<void> {
  await stranger.goto("/verify");
  await stranger.getByLabel("核验码").fill(code);
  await stranger.getByRole("button", { name: "核验证照" }).click();
  const seen = stranger.getByRole("main");
  for (const words of ["有效", certificate, issuer, "*"]) await expect(seen).toContainText(words);
}
