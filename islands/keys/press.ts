// What a press of a key means at the desk: nothing here touches the page.

/** What may be done by one key. */
export type Meaning = "down" | "up" | "search" | "before" | "after" | "material" | "help";

/** A press, as far as it matters. */
export interface Press {
  key: string;
  /** Ctrl, Alt or the system's key is held: the press is the browser's or the reader's. */
  held: boolean;
  /** Somebody types into a field, chooses from a list, or puts characters together. */
  typing: boolean;
  /** A line of the list has the focus: only then the arrows are ours. */
  onRow: boolean;
}

/** A Chinese keyboard gives the wide marks. */
const LETTERS = new Map<string, Meaning>([
  ["j", "down"],
  ["k", "up"],
  ["/", "search"],
  ["[", "before"],
  ["【", "before"],
  ["]", "after"],
  ["】", "after"],
  ["m", "material"],
  ["?", "help"],
  ["？", "help"],
]);
const ARROWS = new Map<string, Meaning>([
  ["ArrowDown", "down"],
  ["ArrowUp", "up"],
]);

/** What a press means; nothing where it is somebody else's. */
export function meaning({ key, held, typing, onRow }: Press): Meaning | undefined {
  if (held || typing) return undefined;
  return (onRow ? ARROWS.get(key) : undefined) ?? LETTERS.get(key);
}

/** Which line comes next, one up or down from a line; from none the first or the last. */
export function line(from: number, step: 1 | -1, count: number): number {
  if (from < 0) return step > 0 ? 0 : count - 1;
  return Math.min(Math.max(from + step, 0), count - 1);
}

/** The case before and the one after another in a list; a case that has several lines counts once. */
export function around(list: readonly string[], here: string): { before?: string; after?: string } {
  const cases = [...new Set(list)];
  const at = cases.indexOf(here);
  if (at < 0) return {};
  const [before, after] = [cases[at - 1], cases[at + 1]];
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
}

/** A kept list as it was kept; empty where it is none of ours. */
export function listOf(kept: string | null): string[] {
  try {
    const list: unknown = JSON.parse(kept ?? "[]");
    const isOurs = (one: unknown): one is string => typeof one === "string" && /^\/desk\/cases\/[0-9a-z]+$/.test(one);
    return Array.isArray(list) ? list.filter(isOurs) : [];
  } catch {
    return [];
  }
}
