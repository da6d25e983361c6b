// When an open page asks whether what it shows has changed, and what it makes of the answer.

/** How long from one question to the next, in milliseconds. */
const USUAL = 5_000;
/** Where no answer comes, the pauses grow up to this. */
const LONGEST = 60_000;

/** The pause after so many questions in a row without an answer. */
export const pause = (missed: number): number => Math.min(USUAL * 2 ** missed, LONGEST);

/** Whether the answer has another value under its key than the one that was seen. */
export function isChanged(answer: unknown, key: string, seen: string): boolean {
  if (typeof answer !== "object" || answer === null) return false;
  const value = (answer as Record<string, unknown>)[key];
  return (typeof value === "string" || typeof value === "number") && String(value) !== seen;
}

/** Whether it is of no use to ask again: signed out, not allowed any more, or gone. */
export const isOver = (status: number): boolean => [401, 403, 404, 410].includes(status);
