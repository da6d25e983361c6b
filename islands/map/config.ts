// What the page tells the map, and the styles that follow from it. Pure: no page, no map.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

/** Facilities that stand in new places on a side of the map, and the ids of those that have left theirs. */
export type Places = {
  changed: {
    type: "FeatureCollection";
    features: { type: "Feature"; geometry: { type: "Point"; coordinates: [number, number] }; properties: { id: string } }[];
  };
  gone: string[];
};

/** What stands in `data-config` of the map's frame. */
export type Config = {
  tiles: string;
  bounds: [number, number, number, number];
  points: boolean;
  deepest: number;
  facilities: string | null;
  places: Record<Side, Places>;
  walk: string | null;
  zones: string;
  classes: number;
  beside: boolean;
  words: Record<string, string>;
};

/** Colours, read from the style sheet, so that dark mode and high contrast are the page's own. */
export type Colours = {
  classes: string[];
  none: string;
  blind: string;
  place: string;
  ground: string;
  line: string;
  walk: string;
};

/** Which property of a zone is drawn: `c` the measure, `d` the one set beside it. */
export type Side = "c" | "d";

/** The colour of a zone by its class; grey without one. */
export function shade(side: Side, colours: Colours): ExpressionSpecification | string {
  const steps = colours.classes.flatMap((colour, at) => [at, colour]);
  if (steps.length === 0) return colours.none;
  return ["match", ["coalesce", ["get", side], -1], ...steps, colours.none] as unknown as ExpressionSpecification;
}

/** Zones of one side, as areas or as dots, and the outlines of blind spots. */
export function zoneLayers(side: Side, config: Config, colours: Colours): LayerSpecification[] {
  const source = { source: "zones", "source-layer": "zones" } as const;
  const blind = ["==", ["get", "b"], 1] as unknown as ExpressionSpecification;
  if (config.points) {
    const radius = ["interpolate", ["linear"], ["zoom"], 8, 2, 12, 5, 16, 14] as unknown as ExpressionSpecification;
    return [
      {
        id: "zones",
        type: "circle",
        ...source,
        paint: {
          "circle-color": shade(side, colours),
          "circle-radius": radius,
          "circle-stroke-color": ["case", blind, colours.blind, colours.line] as unknown as ExpressionSpecification,
          "circle-stroke-width": ["case", blind, 2.5, 0.5] as unknown as ExpressionSpecification,
        },
      },
    ];
  }
  return [
    // Neighbours are drawn without smoothed edges, which would shine through as a net of light lines.
    { id: "zones", type: "fill", ...source, paint: { "fill-color": shade(side, colours), "fill-antialias": false } },
    { id: "edges", type: "line", ...source, minzoom: 9, paint: { "line-color": colours.line, "line-width": 0.5 } },
    { id: "blind", type: "line", ...source, filter: blind, paint: { "line-color": colours.blind, "line-width": 2 } },
  ];
}

/** Absolute addresses: the worker that fetches tiles has no page to start from. */
export const absolute = (address: string, origin: string): string => origin + address;

/** The whole style of one side. */
export function styleOf(side: Side, config: Config, colours: Colours, origin: string): StyleSpecification {
  const tiles = (address: string) => ({
    type: "vector" as const,
    tiles: [absolute(address, origin)],
    minzoom: 0,
    maxzoom: config.deepest,
  });
  const style: StyleSpecification = {
    version: 8,
    sources: {
      zones: { ...tiles(config.tiles), bounds: config.bounds },
      walk: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colours.ground } },
      ...zoneLayers(side, config, colours),
      { id: "walk", type: "fill", source: "walk", paint: { "fill-color": colours.walk, "fill-opacity": 0.35 } },
      { id: "walk-edge", type: "line", source: "walk", paint: { "line-color": colours.walk, "line-width": 2 } },
    ],
  };
  const paint = {
    "circle-color": colours.place,
    "circle-radius": 4,
    "circle-stroke-color": colours.ground,
    "circle-stroke-width": 1.5,
  };
  const { changed, gone } = config.places[side];
  if (config.facilities) {
    style.sources["facilities"] = tiles(config.facilities);
    const stays = ["!", ["in", ["get", "id"], ["literal", gone]]] as unknown as ExpressionSpecification;
    const source = { source: "facilities", "source-layer": "zones" } as const;
    style.layers.push({ id: "facilities", type: "circle", ...source, ...(gone.length > 0 && { filter: stays }), paint });
  }
  if (changed.features.length > 0) {
    style.sources["changed"] = { type: "geojson", data: changed };
    style.layers.push({ id: "changed", type: "circle", source: "changed", paint });
  }
  return style;
}

/** Words with their figures put in: `{minutes}` and the like. */
export function filled(words: string, figures: Record<string, unknown>): string {
  return words.replace(/\{([a-z_-]+)\}/g, (whole, name: string) => {
    const value = figures[name];
    if (value === undefined || value === null) return "–";
    return typeof value === "number" ? value.toLocaleString("zh-CN", { maximumFractionDigits: 2 }) : String(value);
  });
}

/** What is said of a walk: of zones and people only where the answer knows them. */
export function walked(words: Record<string, string>, figures: Record<string, unknown>): string {
  const known = (name: string) => figures[name] !== undefined && figures[name] !== null;
  const key = known("people") ? "walked" : known("zones") ? "walked-zones" : "walked-area";
  return filled(words[key] ?? "", figures);
}

/** The share of the frame on the left of the slider, within the frame. */
export const share = (value: string): number => Math.min(100, Math.max(0, Number(value) || 0));
