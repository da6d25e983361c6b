// New colleagues, taken in over the interface: for the journeys that begin when they are there already.
import { once, type Crowd } from "./modes.ts";

/** A password that no list of known ones holds. */
export const OWN_PASSWORD = "灵山江边的白鹭飞";

/** What the interface tells of somebody who was taken in. */
interface Taken {
  code: string | null;
}

/** Takes somebody in; the code for the first sign-in. */
export async function takenIn(crowd: Crowd, name: string, login: string, role: string): Promise<string> {
  const admin = await crowd.program("admin");
  const [taken] = await admin.sends<Taken[]>("/staff", { staff: [{ name, login, posts: [{ role }] }] });
  return taken?.code ?? "";
}

/** The account of a second data officer: what one drafts another publishes. Two administrators make it. */
export function colleague(crowd: Crowd): Promise<string> {
  return once("colleague", async () => {
    const login = `data${Date.now() % 1_000_000_000}`;
    await takenIn(crowd, "方卉", login, "data-officer");
    const other = await crowd.program("admin2");
    const { staff } = await other.shows<{ staff: { id: string }[] }>(`/staff?q=${login}`);
    const waiting = await other.shows<{ id: string; officer: string }[]>("/manage/posts");
    const own = waiting.find(({ officer }) => officer === staff[0]?.id);
    const { code } = await other.sends<Taken>(`/manage/posts/${own?.id ?? ""}`, { do: "confirm" });
    await crowd.comesIn(login, code ?? "", OWN_PASSWORD);
    return login;
  });
}
