import assert from "node:assert/strict";
import { test } from "node:test";
import { around, line, listOf, meaning, type Press } from "./press.ts";

const press = (key: string, more: Partial<Press> = {}): Press => ({ key, held: false, typing: false, onRow: false, ...more });

test("a key is ours only where nobody types and nothing is held", () => {
  assert.equal(meaning(press("j")), "down");
  assert.equal(meaning(press("？")), "help");
  assert.equal(meaning(press("j", { typing: true })), undefined);
  assert.equal(meaning(press("/", { held: true })), undefined);
  assert.equal(meaning(press("Enter", { onRow: true })), undefined, "a link is opened by the browser");
});

test("the arrows move the page until a line has the focus", () => {
  assert.equal(meaning(press("ArrowDown")), undefined);
  assert.equal(meaning(press("ArrowDown", { onRow: true })), "down");
});

test("the focus stays within the list", () => {
  assert.deepEqual([line(-1, 1, 3), line(-1, -1, 3), line(2, 1, 3), line(0, -1, 3)], [0, 2, 2, 0]);
});

test("the cases around one are those of the list, each once", () => {
  assert.deepEqual(around(["/a", "/b", "/b", "/c"], "/b"), { before: "/a", after: "/c" });
  assert.deepEqual(around(["/a"], "/a"), {});
  assert.deepEqual(around(["/a"], "/z"), {}, "a case from elsewhere has no neighbours");
});

test("a list that is not ours leads nowhere", () => {
  assert.deepEqual(listOf('["/desk/cases/01kq9v","https://elsewhere/","/sign-out",7]'), ["/desk/cases/01kq9v"]);
  assert.deepEqual([listOf(null), listOf("{"), listOf("{}")], [[], [], []]);
});
