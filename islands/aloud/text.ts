// What is read and by which voice: nothing here touches the page.

/** A voice as the browser describes it. */
export interface Voice {
  lang: string;
  localService: boolean;
  default: boolean;
}

/** The first part of a language's tag, with Mandarin under each of its names: zh, cmn. */
const kind = (lang: string): string => {
  const first = lang.toLowerCase().split(/[-_]/)[0] ?? "";
  return first === "cmn" ? "zh" : first;
};

/** A voice of this machine for a language; others would send the page's words away. Cantonese is no Mandarin. */
export function voiceFor<V extends Voice>(voices: readonly V[], lang: string): V | undefined {
  const own = voices.filter((voice) => voice.localService && kind(voice.lang) === kind(lang));
  const near = own.filter((voice) => !/[-_](hk|mo)$/i.test(voice.lang));
  return near.find((voice) => voice.default) ?? near.find((voice) => /[-_]cn$/i.test(voice.lang)) ?? near[0];
}

/** An element with what stands in it: words and elements; a part is what is read as one. */
export interface Standing<E> {
  element: E;
  isPart: boolean;
  inside: readonly (string | Standing<E>)[];
}

/** Words that are read as one, and the part that is marked meanwhile. */
export interface Piece<E> {
  part: E;
  words: string;
}

function* heard<E>(inside: readonly (string | Standing<E>)[], part?: E): Generator<Piece<E>> {
  for (const one of inside) {
    if (typeof one !== "string") yield* heard(one.inside, one.isPart ? one.element : part);
    // Words outside of every part are no text of the page: a button, a menu.
    else if (part !== undefined) yield { part, words: one };
  }
}

/** What is read, in the order of the page and each word once: a part inside another comes between the words
 * before and behind it. */
export function spoken<E>(page: Standing<E>): Piece<E>[] {
  const all: Piece<E>[] = [];
  for (const { part, words } of heard(page.inside)) {
    const last = all.at(-1);
    if (last && last.part === part) last.words += words;
    else all.push({ part, words });
  }
  return all.filter(({ words }) => words.trim() !== "");
}

/** Text in pieces that browsers read to their end: at the ends of sentences, else at commas, else anywhere. */
export function pieces(text: string, most = 120): string[] {
  const clean = text.replace(/\s+/g, " ").trim();
  if (clean === "") return [];
  if (clean.length <= most) return [clean];
  const start = clean.slice(0, most);
  const after = (marks: RegExp): number => {
    const found = [...start.matchAll(marks)].at(-1);
    return found ? found.index + found[0].length : 0;
  };
  const cut = after(/[。！？；]|[.!?;] /g) || after(/[，、：]|[,:] /g) || after(/ /g) || most;
  return [clean.slice(0, cut).trim(), ...pieces(clean.slice(cut), most)];
}
