// The map's words and styles, without a map: `node --test`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { absolute, filled, share, shade, styleOf, walked, type Colours, type Config, type Places } from "./config.ts";

const colours: Colours = {
  classes: ["#111111", "#222222"],
  none: "#eeeeee",
  blind: "#aa0000",
  place: "#0000aa",
  ground: "#ffffff",
  line: "#cccccc",
  walk: "#00aa00",
};
const asBefore: Places = { changed: { type: "FeatureCollection", features: [] }, gone: [] };
const config: Config = {
  tiles: "/planner/tiles/a/{z}/{x}/{y}.mvt?of=1",
  bounds: [119, 28, 120, 29],
  points: false,
  deepest: 16,
  facilities: "/planner/tiles/b/{z}/{x}/{y}.mvt?of=2",
  places: { c: asBefore, d: asBefore },
  walk: null,
  zones: "a",
  classes: 2,
  beside: false,
  words: {},
};

test("a zone has the colour of its class, and one without a class has none's", () => {
  assert.deepEqual(shade("c", colours), ["match", ["coalesce", ["get", "c"], -1], 0, "#111111", 1, "#222222", "#eeeeee"]);
  assert.equal(shade("c", { ...colours, classes: [] }), "#eeeeee");
});

test("tiles come from the page's own server and nowhere else", () => {
  const text = JSON.stringify(styleOf("c", config, colours, "http://127.0.0.1:1"));
  const hosts = [...text.matchAll(/https?:\/\/([^/"]+)/g)].map((found) => found[1]);
  assert.deepEqual([...new Set(hosts)], ["127.0.0.1:1"]);
  assert.ok(!text.includes("glyphs") && !text.includes("sprite"));
  assert.equal(absolute("/x", "http://a"), "http://a/x");
});

test("areas are filled, points are dots, and facilities lie on top", () => {
  const kinds = (points: boolean) => styleOf("d", { ...config, points }, colours, "").layers.map((layer) => layer.type);
  assert.deepEqual(kinds(false), ["background", "fill", "line", "line", "fill", "line", "circle"]);
  assert.deepEqual(kinds(true), ["background", "circle", "fill", "line", "circle"]);
});

test("after a scenario its facilities stand in their new places and those that have gone nowhere", () => {
  const feature = { type: "Feature" as const, geometry: { type: "Point" as const, coordinates: [119.5, 28.5] as [number, number] }, properties: { id: "s1" } };
  const after: Places = { changed: { type: "FeatureCollection", features: [feature] }, gone: ["s1", "s2"] };
  const both = { ...config, places: { c: asBefore, d: after } };
  const [before, later] = (["c", "d"] as const).map((side) => styleOf(side, both, colours, ""));
  const facilities = (style: typeof before) => style?.layers.find((layer) => layer.id === "facilities");
  assert.ok(!("filter" in (facilities(before) ?? {})) && !before?.sources["changed"]);
  assert.deepEqual((facilities(later) as unknown as { filter?: unknown }).filter, ["!", ["in", ["get", "id"], ["literal", ["s1", "s2"]]]]);
  assert.equal(later?.layers.at(-1)?.id, "changed");
  assert.deepEqual(later?.sources["changed"], { type: "geojson", data: after.changed });
});

test("a walk tells of people only where they are known", () => {
  const words = { walked: "{zones} {people}", "walked-zones": "{zones}", "walked-area": "area" };
  const told = (zones: number | null, people: number | null) => walked(words, { zones, people });
  assert.deepEqual([told(3, 40), told(3, null), told(null, null)], ["3 40", "3", "area"]);
});

test("figures are put into words, and what is not known is a dash", () => {
  assert.equal(filled("{minutes} 分钟 {people} 人", { minutes: 15, people: 12345 }), "15 分钟 12,345 人");
  assert.equal(filled("{people}", { people: null }), "–");
});

test("the slider keeps to its frame", () => {
  assert.deepEqual(["50", "-3", "400", "x"].map(share), [50, 0, 100, 0]);
});
