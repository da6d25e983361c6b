// The six digits that a program on a telephone shows (RFC 6238), from the key that a page shows it.
import { createHmac } from "node:crypto";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The bytes of a key in base 32 (RFC 4648 §6), with blanks between the letters. */
export function keyOf(spelled: string): Buffer {
  const letters = [...spelled].filter((letter) => LETTERS.includes(letter));
  const bits = letters.map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** What the program shows now, or so many half minutes later: a code counts once, and the next one counts
 * already, since clocks differ. */
export function oneTimeCode(key: Buffer, ahead = 0): string {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const digest = createHmac("sha1", key).update(step).digest();
  const from = (digest.at(-1) ?? 0) & 0x0f;
  const number = digest.readUInt32BE(from) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, "0");
}
