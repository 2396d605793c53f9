/* Api understands how to ask the server, and how it says no. */
import { sv } from "./sv";
import type {
  Action, ActionCommand, Actions, Demo, Lifted, Session, Snapshot,
} from "./wire";

/** A refusal by the server (problem+json), or no answer at all (status 0). `message` is Swedish. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, sv.noAnswer);
  }
  if (!response.ok) throw new Problem(response.status, await detail(response));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function detail(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: unknown };
    if (typeof problem.detail === "string" && problem.detail !== "") return problem.detail;
  } catch {
    // A proxy in between answers in its own way; the status is what there is to go by.
  }
  return sv.answered(response.status);
}

const huddle = (centre: string, date: string): string =>
  `/api/huddles/${encodeURIComponent(centre)}/${date}`;

export const api = {
  demo: () => ask<Demo>("GET", "/api/demo"),
  session: () => ask<Session>("GET", "/api/session"),
  signIn: (demo: string) => ask<Session>("POST", "/api/session", { demo }),
  signOut: () => ask<undefined>("DELETE", "/api/session"),
  huddle: (centre: string, date: string, room: boolean) =>
    ask<Snapshot>("GET", `${huddle(centre, date)}${room ? "?room=1" : ""}`),
  actions: () => ask<Actions>("GET", "/api/actions"),
  act: (action: string, command: ActionCommand) =>
    ask<Action>("POST", `/api/actions/${encodeURIComponent(action)}`, command),
  lifted: (centre: string) => ask<Lifted>("GET", `/api/lifted/${encodeURIComponent(centre)}`),
};

/** The address of a huddle's line, from where the page itself came. */
export function lineUrl(centre: string, date: string, room: boolean, after: number | null): string {
  const url = new URL(`${huddle(centre, date)}/live`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  if (after !== null) url.searchParams.set("after", String(after));
  if (room) url.searchParams.set("room", "1");
  return url.href;
}
