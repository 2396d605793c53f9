/* Api understands how to ask the server, and how it says no. */
import type { ToMake, ToShow } from "./passkey";
import { sv } from "./sv";
import type {
  Accounts, Action, ActionCommand, Actions, Again, AskTrial, AskYear, Assessments, Attenders, CentreHistory,
  Commissions, ConsentAct, ConsentsView,
  ContactView, Demo, Entrance, Feeds, InvitationLink, InvitationView, InvitedPasskey, Judge, Letters,
  LetterShape, Lifted, MarkReviewed, MetRows, NameContact, NewAccount, NewAssignment, NewPasskey, NewToken,
  OpenEmergency, OrganisationChanged, OrganisationView, OwnAccount, PasskeyLogin, Period, Person, Places, Prevention, Report,
  Reported, Reports, RetentionView, RevealView, ReviewView, Round, RuleFigures, RulesView, Scrutiny,
  ScrutinyBounds, ScrutinyOpened, ScrutinyYear, Session, SetNumber, Settle, Snapshot, SourceKeys, Trial,
  WallCode, WallsView, WallView, YearTrials,
} from "./wire";

/** One field that was wrong, and why, in Swedish. */
export interface FieldError {
  field: string;
  says: string;
}

/** A refusal by the server (problem+json), or no answer at all (status 0). `message` is Swedish. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly fields: readonly FieldError[] = [],
  ) {
    super(message);
  }
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await answered(method, path, body);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function answered(method: string, path: string, body?: unknown): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      // What the page fetches by itself keeps no session alive; `seen` says that somebody is there.
      headers: {
        ...(method === "GET" ? { "Kvarten-Unattended": "1" } : {}),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, sv.noAnswer);
  }
  if (!response.ok) throw await problem(response);
  return response;
}

async function problem(response: Response): Promise<Problem> {
  const { status } = response;
  try {
    const told = (await response.json()) as { detail?: unknown; fields?: FieldError[] };
    if (typeof told.detail === "string" && told.detail !== "") {
      return new Problem(status, told.detail, told.fields ?? []);
    }
  } catch {
    // A proxy in between answers in its own way; the status is what there is to go by.
  }
  return new Problem(status, sv.answered(status));
}

/** A file, and what it is to be called. */
async function file(method: string, path: string, body?: unknown): Promise<{ blob: Blob; name: string }> {
  const response = await answered(method, path, body);
  const [, name = ""] = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "") ?? [];
  return { blob: await response.blob(), name };
}

const SCRUTINY = "/api/log/review";
const accountOf = (account: string): string => `/api/accounts/${encodeURIComponent(account)}`;
const sourceOf = (source: string): string => `/api/sources/${encodeURIComponent(source)}`;
const listsOf = (centre: string): string => `/api/lists/${encodeURIComponent(centre)}`;
const huddle = (centre: string, date: string): string =>
  `/api/huddles/${encodeURIComponent(centre)}/${date}`;
const consentsOf = (centre: string, date: string, row: string): string =>
  `${huddle(centre, date)}/rows/${encodeURIComponent(row)}/consents`;

export const api = {
  demo: () => ask<Demo>("GET", "/api/demo"),
  session: () => ask<Session>("GET", "/api/session"),
  signIn: (demo: string, device: "desk" | "tablet") => ask<Session>("POST", "/api/session", { demo, device }),
  entrance: () => ask<Entrance>("GET", "/api/entrance"),
  login: (said: { login: string; password: string; code: string; device: string }) =>
    ask<Session>("POST", "/api/login", said),
  toShowPasskey: () => ask<ToShow>("POST", "/api/passkey/options"),
  passkeyLogin: (said: PasskeyLogin) => ask<Session>("POST", "/api/passkey/login", said),
  commissions: () => ask<Commissions>("GET", "/api/oidc/choices"),
  chooseCommission: (number: number) => ask<Session>("POST", "/api/oidc/choices", { number }),
  openInvitation: (token: string) => ask<InvitationView>("POST", "/api/invitation/open", { token }),
  acceptInvitation: (said: { token: string; password: string; code: string }) =>
    ask<undefined>("POST", "/api/invitation/accept", said),
  toAcceptPasskey: (token: string) => ask<ToMake>("POST", "/api/invitation/passkey/options", { token }),
  acceptPasskey: (said: InvitedPasskey) => ask<undefined>("POST", "/api/invitation/passkey", said),
  account: () => ask<OwnAccount>("GET", "/api/account"),
  toMakePasskey: () => ask<ToMake>("POST", "/api/account/passkeys/options"),
  addPasskey: (asked: NewPasskey) => ask<OwnAccount>("POST", "/api/account/passkeys", asked),
  removePasskey: (passkey: string) => ask<OwnAccount>("DELETE", `/api/account/passkeys/${passkey}`),
  seen: () => ask<undefined>("POST", "/api/session/seen"),
  switchTo: (assignment: string) => ask<Session>("POST", "/api/session/switch", { assignment }),
  signOut: () => ask<undefined>("DELETE", "/api/session"),
  huddle: (centre: string, date: string, round: Round) =>
    ask<Snapshot>("GET", `${huddle(centre, date)}?round=${round}`),
  wall: () => ask<WallView>("GET", "/api/wall"),
  askForCode: () => ask<WallCode>("POST", "/api/wall"),
  walls: (centre: string, date: string) => ask<WallsView>("GET", `${huddle(centre, date)}/walls`),
  pairWall: (centre: string, date: string, code: string) =>
    ask<WallsView>("POST", `${huddle(centre, date)}/walls`, { code }),
  putOutWall: (centre: string, date: string, wall: string) =>
    ask<WallsView>("DELETE", `${huddle(centre, date)}/walls/${encodeURIComponent(wall)}`),
  reveal: (centre: string, date: string, row: string) =>
    ask<RevealView>("GET", `${huddle(centre, date)}/rows/${encodeURIComponent(row)}/wall`),
  actions: () => ask<Actions>("GET", "/api/actions"),
  act: (action: string, command: ActionCommand) =>
    ask<Action>("POST", `/api/actions/${encodeURIComponent(action)}`, command),
  feeds: () => ask<Feeds>("GET", "/api/feeds"),
  letters: (state: string, before?: number) =>
    ask<Letters>("GET", `/api/letters?state=${state}${before === undefined ? "" : `&before=${before}`}`),
  letter: (id: number) => ask<LetterShape>("GET", `/api/letters/${id}`),
  replayAll: (source: string) =>
    ask<Again>("POST", `/api/letters/replay?source=${encodeURIComponent(source)}`),
  replay: (id: number) => ask<Again>("POST", `/api/letters/${id}/replay`),
  correct: (id: number, field: string, value: string) =>
    ask<Again>("POST", `/api/letters/${id}/correct`, { field, value }),
  discard: (id: number, reason: string) =>
    ask<Again>("POST", `/api/letters/${id}/discard`, { reason }),
  reports: () => ask<Reports>("GET", "/api/reports"),
  report: (report: Report) => ask<Reported>("POST", "/api/reports", report),
  review: () => ask<ReviewView>("GET", "/api/review"),
  settle: (person: string, told: Settle) =>
    ask<ReviewView>("POST", `/api/review/${encodeURIComponent(person)}`, told),
  scrutiny: () => ask<Scrutiny>("GET", SCRUTINY),
  scrutinyItem: (id: string) => ask<ScrutinyOpened>("GET", `${SCRUTINY}/items/${id}`),
  judge: (id: string, told: Judge) => ask<Scrutiny>("POST", `${SCRUTINY}/items/${id}`, told),
  scrutinyYear: (year: number) => ask<ScrutinyYear>("GET", `${SCRUTINY}/years/${year}`),
  scrutinyBounds: () => ask<ScrutinyBounds>("GET", `${SCRUTINY}/bounds`),
  changeBounds: (told: ScrutinyBounds) => ask<ScrutinyBounds>("PUT", `${SCRUTINY}/bounds`, told),
  yearSheet: (year: number) => file("GET", `${SCRUTINY}/years/${year}/csv`),
  logExtract: (told: {
    person: string; since: string; before: string; format: "pdf" | "csv"; recipient: string;
  }) => file("POST", "/api/log/extract", told),
  openEmergency: (told: OpenEmergency) => ask<ReviewView>("POST", "/api/emergencies", told),
  contacts: () => ask<ContactView>("GET", "/api/contacts"),
  nameContact: (told: NameContact) => ask<ContactView>("POST", "/api/contacts", told),
  endContact: (employee: string) => ask<ContactView>("DELETE", `/api/contacts/${encodeURIComponent(employee)}`),
  consents: (centre: string, date: string, row: string) =>
    ask<ConsentsView>("GET", consentsOf(centre, date, row)),
  consent: (centre: string, date: string, row: string, act: ConsentAct) =>
    ask<ConsentsView>("POST", consentsOf(centre, date, row), act),
  person: (id: string, again: boolean) =>
    ask<Person>("GET", `/api/persons/${encodeURIComponent(id)}${again ? "?again=true" : ""}`),
  prevention: (centre: string, most: number) =>
    ask<Prevention>("GET", `${listsOf(centre)}/forebyggande?most=${most}`),
  assessments: (centre: string, most: number) =>
    ask<Assessments>("GET", `${listsOf(centre)}/dygnet-runt?most=${most}`),
  attenders: (centre: string, most: number) =>
    ask<Attenders>("GET", `${listsOf(centre)}/mangsokare?most=${most}`),
  markReviewed: (centre: string, row: string, told: MarkReviewed, most: number) =>
    ask<Attenders>("POST", `${listsOf(centre)}/mangsokare/${encodeURIComponent(row)}?most=${most}`, told),
  undoReviewed: (centre: string, row: string, most: number) =>
    ask<Attenders>("DELETE", `${listsOf(centre)}/mangsokare/${encodeURIComponent(row)}?most=${most}`),
  places: () => ask<Places>("GET", "/api/periods"),
  period: (place: string, key: string) =>
    ask<Period>("GET", `/api/periods/${encodeURIComponent(place)}/${encodeURIComponent(key)}`),
  met: (centre: string, day: string) =>
    ask<MetRows>("GET", `/api/huddles/${encodeURIComponent(centre)}/${day}/met`),
  lifted: (centre: string) => ask<Lifted>("GET", `/api/lifted/${encodeURIComponent(centre)}`),
  organisation: () => ask<OrganisationView>("GET", "/api/organisation"),
  changeOrganisation: (doc: unknown, version: number, dryRun: boolean) =>
    ask<OrganisationChanged>("POST", `/api/organisation?version=${version}&dry_run=${dryRun}`, doc),
  keys: (source: string) => ask<SourceKeys>("GET", `${sourceOf(source)}/keys`),
  newToken: (source: string, overlapHours: number) =>
    ask<NewToken>("POST", `${sourceOf(source)}/token`, { overlap_hours: overlapHours }),
  takeBackKeys: (source: string) => ask<undefined>("DELETE", `${sourceOf(source)}/token`),
  accounts: () => ask<Accounts>("GET", "/api/accounts"),
  addAccount: (asked: NewAccount) => ask<Accounts>("POST", "/api/accounts", asked),
  assign: (account: string, asked: NewAssignment) => ask<Accounts>("POST", `${accountOf(account)}/assignments`, asked),
  invite: (account: string) => ask<InvitationLink>("POST", `${accountOf(account)}/invitation`),
  disableAccount: (account: string) => ask<Accounts>("POST", `${accountOf(account)}/disable`),
  enableAccount: (account: string) => ask<Accounts>("POST", `${accountOf(account)}/enable`),
  takePasskeys: (account: string) => ask<Accounts>("DELETE", `${accountOf(account)}/passkeys`),
  revokeSessions: (account: string) => ask<Accounts>("DELETE", `${accountOf(account)}/sessions`),
  reviewAssignment: (assignment: string, review_on: string) =>
    ask<Accounts>("POST", `/api/assignments/${assignment}/review`, { review_on }),
  endAssignment: (assignment: string) => ask<Accounts>("POST", `/api/assignments/${assignment}/end`),
  rules: (place?: string) =>
    ask<RulesView>("GET", `/api/rules${place === undefined ? "" : `?place=${encodeURIComponent(place)}`}`),
  setNumber: (told: SetNumber) => ask<RulesView>("PUT", "/api/rules/numbers", told),
  figures: (centre: string) => ask<RuleFigures>("GET", `/api/rules/figures/${encodeURIComponent(centre)}`),
  tryNumbers: (told: AskTrial) => ask<Trial>("POST", "/api/rules/trial", told),
  trials: () => ask<YearTrials>("GET", "/api/rules/trials"),
  beginTrial: (told: AskYear) => ask<YearTrials>("POST", "/api/rules/trials", told),
  centreHistory: (centre: string) =>
    ask<CentreHistory>("GET", `/api/organisation/centres/${encodeURIComponent(centre)}/history`),
  retention: () => ask<RetentionView>("GET", "/api/retention"),
  changeRetention: (months: number, was: number) =>
    ask<RetentionView>("PUT", "/api/retention", { months, was }),
};

/** The address of a huddle's line, from where the page itself came. */
export function lineUrl(centre: string, date: string, round: Round, after: number | null): string {
  const url = socketUrl(`${huddle(centre, date)}/live?round=${round}`);
  if (after !== null) url.searchParams.set("after", String(after));
  return url.href;
}

/** The address of the wall's line: it begins with the whole board each time. */
export function wallUrl(): string {
  return socketUrl("/api/wall/live").href;
}

function socketUrl(path: string): URL {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url;
}
