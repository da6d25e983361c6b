import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces, spoken, voiceFor, type Standing } from "./text.ts";

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

test("words beside a part that stands inside another are read where they stand, each once", () => {
  type Inside = (string | Standing<string>)[];
  const part = (element: string, ...inside: Inside): Standing<string> => ({ element, isPart: true, inside });
  const plain = (...inside: Inside): Standing<string> => ({ element: "", isPart: false, inside });
  const inner = part("inner", "原件");
  const both = plain(inner, " \n ", part("other", "复印件"));
  const item = part("item", "带上", plain("身份证："), both, "都要清楚。");
  assert.deepEqual(spoken(plain("菜单", plain(plain("按钮"), item), part("empty", " "))), [
    { part: "item", words: "带上身份证：" },
    { part: "inner", words: "原件" },
    { part: "other", words: "复印件" },
    { part: "item", words: "都要清楚。" },
  ]);
  assert.deepEqual(spoken(plain(part("alone", "一句话"))), [{ part: "alone", words: "一句话" }]);
});
