// 新生儿出生一件事: nine affairs with one form; no question twice; each part begins when what it needs is there.
import { act, offers, openCase } from "./helpers/desk.ts";
import { answerAll, comesToSay, DONE, fillDay, handIn } from "./helpers/apply.ts";
import { aMonthAgo, begun, FREE, line, NEWBORN, PARTS } from "./helpers/joint.ts";
import { Journal } from "./helpers/journal.ts";
import { expect, test, type People } from "./helpers/people.ts";
import { auditorVerifies, finished, rate, receiptHolds, strangerVerifies } from "./helpers/proof.ts";

/** Works on a part until nobody owes anything: accepts, passes, grants. */
async function work(people: People, number: string, posts: string[]): Promise<void> {
  for (const login of posts) {
    const officer = await people.of(login);
    await openCase(officer, number);
    for (const verb of ["受理", "通过", "准予"]) {
      const offer = offers(officer).filter({ hasText: new RegExp(`^${verb}`) }).first();
      if ((await offer.count()) === 0) continue;
      // No rule says no to a child of whom registers know nothing yet: a yes needs no excuse.
      await act(officer, (await offer.innerText()).replace(/\s*[a-z]$/, "").trim(), {});
    }
  }
}

test("新生儿出生一件事: one form, parts in the order in which they need each other @both", async ({ people }) => {
  test.setTimeout(600_000);
  const journal = new Journal(
    "newborn",
    "新生儿出生一件事",
    "A mother fills one form for nine affairs; each begins by itself as soon as what it needs is there.",
  );
  const mother = await people.of("parent");
  const own = mother.getByRole("main");
  await journal.step(mother, "The mother finds everything for a newborn, with the parts that belong to it.", async () => {
    await mother.goto("/");
    await mother.getByRole("searchbox").fill("刚生了小孩");
    await mother.getByRole("button", { name: "搜索" }).click();
    await own.getByRole("link", { name: /新生儿出生一件事/ }).first().click();
    await expect(own).toContainText("出生医学证明签发");
  });
  await journal.step(mother, "Can I? Only the birthday is asked: yes for a child of a month, with where the rest is known from.", async () => {
    await mother.goto("/matters/newborn/check");
    await expect(own).toContainText("再回答几个问题，就能知道能不能办");
    await fillDay(mother, aMonthAgo());
    await mother.getByRole("button", { name: "看看结果" }).click();
    await expect(own.getByRole("status")).toContainText("符合条件，可以办");
    await expect(own).toContainText("来自人口库");
    await mother.goto("/matters/newborn");
  });
  await journal.step(mother, "She answers each question once; what the hospital has recorded is filled in.", async () => {
    await own.getByRole("link", { name: "开始办理" }).click();
    await mother.getByRole("button", { name: "保存，下一步" }).click();
    const asked = await answerAll(mother, NEWBORN);
    expect(new Set(asked).size, `a question came twice: ${asked.join(" ")}`).toBe(asked.length);
    expect(asked.length).toBeGreaterThan(10);
    await expect(own).toContainText(/来自.*(卫生|健康|出生)/);
  });
  let number = "";
  let address = "";
  await journal.step(mother, "She hands in once.", async () => {
    ({ number, address } = await handIn(mother));
    expect(number).not.toBe("");
  });
  await journal.step(mother, "The receipt is kept as a file and checked offline: it holds.", () => receiptHolds(mother, address));
  const supervisor = await people.of("supervisor");
  const before = await finished(supervisor, "出生医学证明签发");
  let first = "";
  await journal.step(mother, "Only what needs nothing else has begun.", async () => {
    await comesToSay(mother, address, "联办中");
    await expect.poll(async () => { await mother.reload(); return begun(mother); }).toEqual(FREE);
  });
  const done: string[] = [];
  for (const { name, posts, after } of PARTS) {
    await journal.step(mother, `${name} is worked on and granted.`, async () => {
      for (const needed of after) expect(done).toContain(needed);
      await expect(async () => {
        await mother.goto(address);
        await expect(line(mother, name).getByRole("link")).toBeVisible({ timeout: 300 });
      }).toPass({ timeout: 30_000 });
      const ready = PARTS.filter((part) => part.after.every((needed) => done.includes(needed)));
      await expect.poll(async () => { await mother.reload(); return begun(mother); }).toEqual(ready.map((part) => part.name));
      await line(mother, name).getByRole("link").click();
      const part = /[0-9A-Z-]{8,}/.exec(await own.innerText())?.[0] ?? "";
      await work(people, part, posts);
      const theirs = new URL(mother.url()).pathname;
      await comesToSay(mother, theirs, DONE);
      first ||= theirs;
      done.push(name);
    });
  }
  await journal.step(mother, "All parts are done, and with them the whole.", async () => {
    await comesToSay(mother, address, DONE);
    for (const { name } of PARTS) await expect(line(mother, name)).toContainText(/已办结/);
  });
  await journal.step(mother, "The first part has its certificate.", async () => {
    await mother.goto(first);
    await own.getByRole("link", { name: "看我的证照" }).click();
    await expect(own).toContainText("徐小满");
    await expect(own).toContainText("孩子姓名");
  });
  const certificate = (await mother.getByRole("heading", { level: 1 }).innerText()).trim();
  const code = (await own.locator("figcaption").innerText()).replace("核验码", "").trim();
  const stranger = await people.stranger();
  await journal.step(stranger, "A stranger types its code: it is valid, and shows no full name.", () =>
    strangerVerifies(stranger, code, certificate, "龙游县人民医院"),
  );
  await journal.step(mother, "She rates how it went, without her name.", () => rate(mother, first));
  const auditor = await people.of("auditor");
  await journal.step(auditor, "The auditor replays the whole ledger.", () => auditorVerifies(auditor));
  await journal.step(supervisor, "The supervisor's board counts the part as finished.", async () => {
    expect(await finished(supervisor, "出生医学证明签发")).toBeGreaterThan(before);
  });
  journal.close();
});
