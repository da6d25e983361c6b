import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces, voiceFor } from "./text.ts";

const voice = (lang: string, localService = true, isDefault = false) => ({ lang, localService, default: isDefault });

test("a voice that sends the words away is never taken", () => {
  assert.equal(voiceFor([voice("zh-CN", false)], "zh-CN"), undefined);
  assert.equal(voiceFor([voice("zh-CN", false), voice("cmn-Hans-CN")], "zh-CN")?.lang, "cmn-Hans-CN");
});

test("Mandarin is read by a Mandarin voice, English by an English one", () => {
  const all = [voice("zh-HK"), voice("zh-TW"), voice("zh_CN"), voice("en-GB"), voice("en-US", true, true)];
  assert.equal(voiceFor(all, "zh-CN")?.lang, "zh_CN");
  assert.equal(voiceFor(all, "en")?.lang, "en-US");
  assert.equal(voiceFor(all, "fr"), undefined);
});

test("long text is cut at the ends of sentences and nothing is lost", () => {
  const text = "年满八十周岁可以领。每月发一次，打到银行卡里，不用自己去取。".repeat(8);
  const cut = pieces(text, 40);
  assert.equal(cut.join(""), text);
  assert.ok(cut.every((piece) => piece.length <= 40 && piece.endsWith("。")));
  assert.deepEqual(pieces("  \n "), []);
  assert.deepEqual(pieces("a".repeat(5), 2), ["aa", "aa", "a"]);
});
