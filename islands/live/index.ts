// Tells whoever has a page open that what it shows has changed since. The server is asked now and then,
// any server of the county: the answer is in the database. Nothing moves by itself; a link leads to the
// page as it is now. Without scripts one reloads, as ever.
import { isChanged, isOver, pause } from "./news.ts";

/** What is announced must come into a region that is there already. */
const BREATH = 100;

/** The page asks by itself: that keeps nobody signed in who has gone away. */
const HEADERS = { accept: "application/json", "by-itself": "1" };

const rest = (millis: number): Promise<void> => new Promise((done) => setTimeout(done, millis));

function tell(region: HTMLElement): void {
  const link = document.createElement("a");
  link.href = location.href;
  link.className = "button second";
  link.textContent = region.dataset["words"] ?? "";
  region.hidden = false;
  setTimeout(() => region.append(link), BREATH);
}

/** Asks once; whether there is nothing more to ask, and whether it was answered. */
async function look(region: HTMLElement): Promise<{ over: boolean; answered: boolean }> {
  const { live = "", key = "", seen = "" } = region.dataset;
  try {
    const answer = await fetch(live, { headers: HEADERS, cache: "no-store" });
    if (!answer.ok) return { over: isOver(answer.status), answered: false };
    const over = isChanged(await answer.json(), key, seen);
    if (over) tell(region);
    return { over, answered: true };
  } catch {
    return { over: false, answered: false };
  }
}

async function watch(region: HTMLElement): Promise<void> {
  let missed = 0;
  for (;;) {
    await rest(pause(missed));
    // Nobody looks at a page in the background.
    if (document.hidden) continue;
    const { over, answered } = await look(region);
    if (over) return;
    missed = answered ? 0 : missed + 1;
  }
}

const region = document.querySelector<HTMLElement>("[data-live]");
if (region) void watch(region);
