// What happens on the other side of a journey, done over the interface as another system would: nobody
// looks at it there, so no page need be opened for it.
import { expect, type APIRequestContext } from "@playwright/test";

/** Where a case stands after an act. */
export interface Standing {
  case: string;
  number: string;
  /** The version that the next act has seen. */
  version: number;
  /** The page of the applicant. */
  address: string;
}

/** Somebody who is signed in and uses the interface. */
export class Program {
  constructor(
    private readonly request: APIRequestContext,
    private readonly base: string,
  ) {}

  /** What the interface shows. */
  async shows<T>(path: string): Promise<T> {
    const answer = await this.request.get(`${this.base}/api${path}`);
    expect(answer.ok(), `GET ${path}: ${await answer.text()}`).toBe(true);
    return (await answer.json()) as T;
  }

  /** Sends something that must be done, on the version that was seen where there is one. */
  async sends<T>(path: string, data: unknown, seen?: number): Promise<T> {
    const headers: Record<string, string> = { "idempotency-key": crypto.randomUUID(), origin: this.base };
    if (seen !== undefined) headers["if-match"] = `"${seen}"`;
    const answer = await this.request.post(`${this.base}/api${path}`, { data, headers });
    expect(answer.ok(), `POST ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return (await answer.json()) as T;
  }

  /** Hands in an application; what registers know need not be told. */
  async handsIn(matter: string, answers: Record<string, string>): Promise<Standing> {
    const done = await this.sends<Omit<Standing, "address">>("/cases", { matter, answers, promise: true });
    return { ...done, address: `/cases/${done.case}` };
  }

  /** Does an act on a case. */
  async does(what: Record<string, unknown>, on: Standing): Promise<Standing> {
    const done = await this.sends<Omit<Standing, "address">>(`/cases/${on.case}/acts`, what, on.version);
    return { ...done, address: on.address };
  }
}
