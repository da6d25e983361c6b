// The senior card, over the interface: for the journeys that begin with a case that is there already.
import type { Crowd } from "./modes.ts";
import type { Standing } from "./program.ts";

/** The office of the township that the residents of the walkthroughs live in. */
export const TOWN = "town-330825101";

/** Hands in an application for the senior card. */
export async function cardOf(crowd: Crowd, login: string): Promise<Standing> {
  return (await crowd.program(login)).handsIn("senior-card", { phone: "13800138000" });
}

/** Accepts a case at the township. */
export async function accepted(crowd: Crowd, handed: Standing): Promise<Standing> {
  return (await crowd.program(TOWN)).does({ do: "accept", later: [] }, handed);
}

/** Grants it: the township looks, the bureau decides. */
export async function granted(crowd: Crowd, handed: Standing): Promise<Standing> {
  const town = await crowd.program(TOWN);
  const seen = await town.does({ do: "accept", later: [] }, handed);
  const passed = await town.does({ do: "pass", task: "check.age", opinion: "情况属实" }, seen);
  const bureau = await crowd.program("minzheng");
  return bureau.does({ do: "grant", reason: "年满六十周岁", amount: null }, passed);
}
