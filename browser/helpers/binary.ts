// The commands that somebody types beside the browser: the same binary that serves.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "@playwright/test";

/** Runs the binary; its own words come back. What it refuses is an error here. */
export function tongban(...words: string[]): string {
  const binary = process.env.TONGBAN_BINARY ?? "";
  return execFileSync(binary, words, { cwd: join(import.meta.dirname, "..", ".."), encoding: "utf8", stdio: "pipe" });
}

/** The folder of the server's keys. */
export const keysFolder = (): string => String(test.info().project.metadata["var"]);

/** The database behind the pages. */
export const database = (): string => String(test.info().project.metadata["database"]);
