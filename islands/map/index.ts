// The map of a page: takes the drawing's place, moves, says what is under a click, and walks from there.
import { Map as MapLibre, NavigationControl, setWorkerUrl, type MapMouseEvent } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import { filled, share, styleOf, walked, type Colours, type Config, type Side } from "./config.ts";
import "./map.css";

/** Address of the worker, put in when the islands are bundled. */
declare const WORKER: string;

/** Minutes that a click walks. */
const MINUTES = 15;

function coloursOf(frame: HTMLElement, classes: number): Colours {
  const style = getComputedStyle(frame);
  const colour = (name: string) => style.getPropertyValue(name).trim() || "#888888";
  return {
    classes: Array.from({ length: classes }, (_, at) => colour(`--m${at}`)),
    none: colour("--m-none"),
    blind: colour("--m-blind"),
    place: colour("--m-place"),
    ground: colour("--m-ground"),
    line: colour("--m-line"),
    walk: colour("--m-place"),
  };
}

/** A box over the drawing, in which a map is drawn. */
function box(frame: HTMLElement, name: string): HTMLElement {
  const element = document.createElement("div");
  element.className = `map-box ${name}`;
  frame.append(element);
  return element;
}

function draw(container: HTMLElement, side: Side, config: Config, colours: Colours): MapLibre {
  const map = new MapLibre({
    container,
    style: styleOf(side, config, colours, location.origin),
    bounds: config.bounds,
    fitBoundsOptions: { padding: 16 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    renderWorldCopies: false,
    fadeDuration: 0,
    locale: {
      "Map.Title": config.words["map"] ?? "",
      "NavigationControl.ZoomIn": config.words["zoom-in"] ?? "",
      "NavigationControl.ZoomOut": config.words["zoom-out"] ?? "",
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  return map;
}

/** What a click says, for everybody: below the map, and read out by screen readers. */
function teller(frame: HTMLElement): (words: string) => void {
  const line = document.createElement("p");
  line.className = "map-said";
  line.setAttribute("role", "status");
  frame.after(line);
  return (words) => (line.textContent = words);
}

async function walk(map: MapLibre, event: MapMouseEvent, config: Config): Promise<string> {
  const { lng, lat } = event.lngLat;
  const query = new URLSearchParams({
    lon: lng.toFixed(6),
    lat: lat.toFixed(6),
    minutes: String(MINUTES),
    zones: config.zones,
  });
  const answer = await fetch(`${config.walk}?${query}`);
  if (!answer.ok) return config.words["failed"] ?? "";
  const area = await answer.json();
  const source = map.getSource("walk");
  if (source && "setData" in source) (source as unknown as { setData(data: unknown): void }).setData(area);
  if (!area.geometry) return config.words["no-street"] ?? "";
  return walked(config.words, area.properties);
}

function asks(map: MapLibre, config: Config, say: (words: string) => void): void {
  map.on("click", async (event) => {
    const under = map.queryRenderedFeatures(event.point, { layers: ["zones"] })[0];
    const { id, v } = under?.properties ?? {};
    const here = id === undefined ? "" : `${id}：${filled("{v}", { v })} `;
    if (!config.walk) return say(here);
    say(here + (config.words["walking"] ?? ""));
    try {
      say(here + (await walk(map, event, config)));
    } catch {
      say(config.words["failed"] ?? "");
    }
  });
}

/** Two maps that move as one, and the slider that uncovers the second. */
function slides(frame: HTMLElement, left: MapLibre, config: Config, colours: Colours): void {
  const cover = box(frame, "after");
  const right = draw(cover, "d", config, colours);
  let follows = false;
  const follow = (from: MapLibre, to: MapLibre) => {
    if (follows) return;
    follows = true;
    to.jumpTo({ center: from.getCenter(), zoom: from.getZoom() });
    follows = false;
  };
  left.on("move", () => follow(left, right));
  right.on("move", () => follow(right, left));
  const label = document.createElement("label");
  label.className = "map-slider";
  label.textContent = config.words["slider"] ?? "";
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: "0", max: "100", value: "50" });
  label.append(slider);
  frame.before(label);
  const uncover = () => (cover.style.clipPath = `inset(0 0 0 ${share(slider.value)}%)`);
  slider.addEventListener("input", uncover);
  uncover();
}

function start(frame: HTMLElement): void {
  const config = JSON.parse(frame.dataset["config"] ?? "") as Config;
  const colours = coloursOf(frame, config.classes);
  const map = draw(box(frame, "before"), "c", config, colours);
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  // The drawing stays until the map is there: whoever has no WebGL keeps it.
  map.once("load", () => frame.classList.add("is-live"));
  map.once("idle", () => (frame.dataset["ready"] = String(Math.round(performance.now()))));
  asks(map, config, teller(frame));
  if (config.beside) slides(frame, map, config, colours);
  // For those who measure: the frame rate is read from outside.
  Object.assign(frame, { map });
}

setWorkerUrl(new URL(WORKER, location.origin).href);
for (const frame of document.querySelectorAll<HTMLElement>('[data-island="map"]')) {
  try {
    start(frame);
  } catch (why) {
    // The drawing stays: the page says all that the map would.
    console.info("the map stays a drawing:", why);
    frame.querySelectorAll(".map-box").forEach((box) => box.remove());
  }
}
