import assert from "node:assert/strict";
import { test } from "node:test";
import { isChanged, isOver, pause } from "./news.ts";

test("a page is told only of what is other than it was", () => {
  assert.equal(isChanged({ mark: "a" }, "mark", "a"), false);
  assert.equal(isChanged({ mark: "b" }, "mark", "a"), true);
  assert.equal(isChanged({ version: 3 }, "version", "3"), false);
  assert.equal(isChanged({ version: 4 }, "version", "3"), true);
  for (const answer of [null, "b", {}, { mark: null }, { mark: {} }]) assert.equal(isChanged(answer, "mark", "a"), false);
});

test("a server that does not answer is asked less and less often", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 50].map(pause), [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
});

test("whoever has signed out is not asked for any more, whoever is busy is", () => {
  assert.deepEqual([401, 403, 404, 410].map(isOver), [true, true, true, true]);
  assert.deepEqual([429, 500, 503].map(isOver), [false, false, false]);
});
