// Keys for whoever works at the desk all day. Each does what a link or a field of the page does already,
// so that nobody needs them; they can be turned off (WCAG 2.1.4), and the browser keeps that.
import { around, line, listOf, meaning, type Meaning } from "./press.ts";

/** Whether they are off, for this browser. */
const SWITCH = "desk-keys";
/** The list that was looked at last, for this window: addresses of cases and nothing else. */
const LIST = "desk-list";

// Kept, and of nobody: whether the keys are off.
const inBrowser = (): Storage => localStorage;
// Kept, and gone with the window: addresses with ids of cases, which say nothing without a session.
const inWindow = (): Storage => sessionStorage;

const all = <E extends Element>(what: string): E[] => [...document.querySelectorAll<E>(what)];
const rows = (): HTMLAnchorElement[] => all("tbody th[scope='row'] a[href^='/desk/cases/']");

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

/** A browser may refuse to keep anything: then the keys are on, and know of no list. */
function kept(storage: () => Storage, name: string): string | null {
  try {
    return storage().getItem(name);
  } catch {
    return null;
  }
}

function keep(storage: () => Storage, name: string, value: string): void {
  try {
    storage().setItem(name, value);
  } catch {
    // It holds for this page all the same.
  }
}

/** Whoever signs out leaves nothing of the list in this window. */
function forget(): void {
  try {
    inWindow().removeItem(LIST);
  } catch {
    // Nothing was kept.
  }
}

function begin(bar: HTMLElement): void {
  const dialog = bar.querySelector("dialog");
  const part = (name: string): HTMLElement | null => bar.querySelector(`[data-keys-${name}]`);
  const [help, turn, close, said] = [part("help"), part("turn"), part("close"), part("said")];
  if (!dialog || !help || !turn || !close || !said) return;
  let isOff = kept(inBrowser, SWITCH) === "off";

  const go = (address: string | undefined): boolean => {
    if (address) location.assign(address);
    else said.textContent = bar.dataset.none ?? "";
    return true;
  };
  const move = (step: 1 | -1): boolean => {
    const lines = rows();
    const here = lines.findIndex((one) => one === document.activeElement);
    const next = lines[line(here, step, lines.length)];
    next?.focus();
    return next !== undefined;
  };
  const search = (): boolean => {
    const field = document.querySelector<HTMLInputElement>("#q");
    field?.focus();
    field?.select();
    return field !== null;
  };
  const material = (): boolean => {
    const next = document.querySelector<HTMLElement>("[data-material]")?.dataset.material;
    if (next) location.assign(next);
    return Boolean(next);
  };
  const open = (): boolean => {
    turn.textContent = (isOff ? bar.dataset.on : bar.dataset.off) ?? "";
    if (!dialog.open) dialog.showModal();
    return true;
  };
  const neighbours = () => around(listOf(kept(inWindow, LIST)), location.pathname);
  const isCase = bar.dataset.place === "case";
  const does: Record<Meaning, () => boolean> = {
    down: () => move(1),
    up: () => move(-1),
    search,
    before: () => isCase && go(neighbours().before),
    after: () => isCase && go(neighbours().after),
    material,
    help: open,
  };

  document.addEventListener("keydown", (event) => {
    if (isOff || dialog.open || event.defaultPrevented) return;
    const what = meaning({
      key: event.key,
      held: event.ctrlKey || event.altKey || event.metaKey,
      typing: event.isComposing || isTyping(event.target),
      onRow: rows().some((one) => one === document.activeElement),
    });
    // A key that does nothing here stays the browser's.
    if (what && does[what]()) event.preventDefault();
  });
  help.addEventListener("click", open);
  close.addEventListener("click", () => dialog.close());
  turn.addEventListener("click", () => {
    isOff = !isOff;
    keep(inBrowser, SWITCH, isOff ? "off" : "on");
    open();
  });
  document.querySelector("form[action='/sign-out']")?.addEventListener("submit", forget);
  if (!isCase) keep(inWindow, LIST, JSON.stringify(rows().map((one) => one.pathname)));
  bar.hidden = false;
}

const bar = document.querySelector<HTMLElement>("[data-keys]");
if (bar) begin(bar);
