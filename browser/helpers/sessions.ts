// Who is signed in already: signing in by the form is a journey of its own, walked in every mode, so that
// the others need not wait for it.
import type { BrowserContext } from "@playwright/test";

/** The password of every demo account. */
export const PASSWORD = "longyou-demo-2026";

/** The sessions that are open, by server and account. */
const sessions = new Map<string, string>();

/** Lets a browser be where somebody is signed in: with a session that is open, or with a new one. */
export async function comesSignedIn(context: BrowserContext, base: string, login: string): Promise<void> {
  const open = sessions.get(`${base} ${login}`);
  if (open) return context.addCookies([{ name: "session", value: open, url: base, httpOnly: true }]);
  await signsIn(context, base, login, "/sign-in", { login, password: PASSWORD, next: "/" });
}

/** Sends the form of a sign-in and keeps the session that it opens. */
export async function signsIn(
  context: BrowserContext,
  base: string,
  login: string,
  path: string,
  form: Record<string, string>,
): Promise<void> {
  await context.request.post(`${base}${path}`, { form, headers: { origin: base }, maxRedirects: 0 });
  const found = (await context.cookies()).find(({ name }) => name === "session");
  if (!found) throw new Error(`${login} cannot sign in`);
  sessions.set(`${base} ${login}`, found.value);
}
