// Reads the page aloud with a voice of this machine. The bar that the server left hidden is filled only
// where the browser can speak the page's language; without scripts nothing of it is seen.
import { pieces, spoken, voiceFor, type Piece, type Standing } from "./text.ts";

/** What is read as one: its words are marked while they are heard. A number that stands alone is one too. */
const PARTS = "h1,h2,h3,h4,p,li,dt,dd,th,td,caption,figcaption,legend,label,summary,.panel > .reference";
const MARK = "is-read";
/** Slower than browsers speak by themselves, slower still for elders. */
const RATE = 0.95;
const ELDER_RATE = 0.85;

const seen = (element: Element): boolean =>
  element.closest("[aria-hidden='true'],[hidden],script,.no-read") === null && element.getClientRects().length > 0;

/** What stands in an element: its words as one where no part is inside, else each thing by itself. */
function standing(element: HTMLElement): Standing<HTMLElement> {
  const isSeen = seen(element);
  const isPart = element.matches(PARTS);
  if (element.querySelector(PARTS) === null) {
    const words = isSeen ? element.innerText : "";
    // Blocks beside each other are no one word.
    const isInline = isPart || getComputedStyle(element).display.startsWith("inline");
    return { element, isPart, inside: [isInline ? words : `\n${words}\n`] };
  }
  const inside: (string | Standing<HTMLElement>)[] = [];
  for (const child of element.childNodes) {
    if (child instanceof HTMLElement) inside.push(standing(child));
    else if (child.nodeType === Node.TEXT_NODE && isSeen) inside.push(child.textContent ?? "");
  }
  return { element, isPart, inside };
}

/** The parts of the page in their order, each word once: those beside a part inside another too. */
const parts = (main: HTMLElement): Piece<HTMLElement>[] => spoken(standing(main));

function begin(bar: HTMLElement, voice: SpeechSynthesisVoice): void {
  const { start = "", stop = "" } = bar.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button second";
  bar.append(button);
  bar.hidden = false;

  let run = 0;
  const rest = (): void => {
    run += 1;
    speechSynthesis.cancel();
    document.querySelector(`.${MARK}`)?.classList.remove(MARK);
    button.textContent = start;
    button.setAttribute("aria-pressed", "false");
  };
  const say = (part: HTMLElement, piece: string, mine: number): Promise<void> =>
    new Promise((done) => {
      if (mine !== run) return done();
      const told = new SpeechSynthesisUtterance(piece);
      told.voice = voice;
      told.lang = voice.lang;
      told.rate = document.documentElement.classList.contains("elder") ? ELDER_RATE : RATE;
      told.onend = told.onerror = () => done();
      part.classList.add(MARK);
      speechSynthesis.speak(told);
    });
  const read = async (): Promise<void> => {
    const mine = (run += 1);
    button.textContent = stop;
    button.setAttribute("aria-pressed", "true");
    for (const { part, words } of parts(document.querySelector("main") ?? document.body)) {
      for (const piece of pieces(words)) await say(part, piece, mine);
      part.classList.remove(MARK);
      if (mine !== run) return;
    }
    rest();
  };

  rest();
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? rest() : void read()));
  // A page that is left must not go on talking.
  addEventListener("pagehide", rest);
}

const bar = document.querySelector<HTMLElement>("[data-aloud]");
if (bar && "speechSynthesis" in window) {
  const look = (): boolean => {
    const voice = voiceFor(speechSynthesis.getVoices(), document.documentElement.lang);
    if (voice && bar.hidden) begin(bar, voice);
    return voice !== undefined;
  };
  // Some browsers know their voices only a moment later.
  if (!look()) speechSynthesis.addEventListener("voiceschanged", look);
}
