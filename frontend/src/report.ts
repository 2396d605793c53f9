/* Report understands the form: what each kind asks for, what is still lacking, and what is sent. */
import { atLocal, clock, localDay } from "./time";
import type { Report } from "./wire";

export type Topic = "avvikelse" | "telefon" | "sjukhuset" | "samsa" | "hemgang" | "cfs" | "vardplan" | "sip" | "viktigt" | "samtycke";

export interface Field {
  name: string;
  /** Of `several` the value is each that is ticked, with a space between. */
  sort: "choice" | "several" | "day" | "instant" | "units" | "told" | "text";
  options?: readonly string[];
  /** What is chosen when nobody has chosen. Never a fact about a person, only what is usual to say of it. */
  preset?: string;
  optional?: boolean;
  /** Of a day: it is to come. */
  coming?: boolean;
  /** Asked only when another field has this answer. */
  only?: readonly [field: string, answer: string];
  /** How many signs a text may have. */
  longest?: number;
}

interface Kind {
  topic: Topic;
  /** The kind's own field that says when, if it has one, and whether that is a whole day. */
  when?: string;
  day?: boolean;
  /** What it is told of says when it was. */
  timeless?: boolean;
  fields: readonly Field[];
}

const choice = (name: string, ...options: string[]): Field => ({ name, sort: "choice", options });
const SENT = { topic: "samsa", when: "sent_at" } as const;
const NEXT: Field = { name: "next_followup_on", sort: "day", optional: true, coming: true };
const PURPOSE = choice("purpose", "sammanhallen", "utlamnande", "sip");
/** What a medicinsk vårdplan is to say, in the order that Personen tells it. */
const PLAN_ITEMS = ["behandlingsbegransningar", "lakemedel_tre_dagar", "apodos", "amp", "onskemal", "anhorig"];
/** Who may be with in a SIP: those who come to a huddle by their role, and others (app/words.py). */
const SIP_PARTIES = [
  "aldre_ssk", "vc_lakare", "kommun_hsl", "hemtjanst_planerare", "bistandshandlaggare", "tandvard", "syn_horsel", "anhorig",
];
/** The usual points of a safe way home, as Personen has them (app/pathways/checklist.py). */
export const POINTS = [
  "Samtycke", "Utskrivningsdag bekräftad", "Medicinsk plan", "Läkemedelslista", "Läkemedel för tre dagar", "Hjälpmedel",
  "Hembesök", "Namngiven kontakt", "SIP prövad", "Varm överlämning", "Kontaktväg", "Uppföljningssamtal", "Social kontakt",
  "Munhälsa", "Syn", "Hörsel", "Anhörig informerad och erbjuden stöd",
];
/** The roles that write down what is important to a person (app/events/report.py). */
export const WRITES_IMPORTANT: readonly string[] = ["aldre_ssk", "kommun_hsl", "bistandshandlaggare"];
const SCORES = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Every kind that can be told by hand, in the order of the form. */
export const KINDS: Readonly<Record<string, Kind>> = {
  "hemtjanst.deviation": {
    topic: "avvikelse",
    fields: [
      choice("kind", "fall", "worsened", "not_eating", "refused", "no_access", "alarm"),
      choice("severity", "now", "today", "note"),
    ],
  },
  "phone.contact": {
    topic: "telefon",
    fields: [
      choice("channel", "vc", "aldretelefon", "mottagning", "1177"),
      choice("result", "reached", "not_reached"),
    ],
  },
  "ed.visit.closed": {
    topic: "sjukhuset", timeless: true, fields: [choice("outcome", "home", "admitted", "left")],
  },
  "inpatient.discharged": {
    topic: "sjukhuset", timeless: true, fields: [choice("disposition", "home", "korttid", "sabo", "other")],
  },
  "samsa.inskrivningsmeddelande": {
    ...SENT,
    fields: [
      { name: "recipients", sort: "units" },
      { name: "pud", sort: "instant", optional: true },
    ],
  },
  "samsa.pud_changed": { ...SENT, fields: [{ name: "new", sort: "instant", coming: true }] },
  "samsa.utskrivningsklar": { ...SENT, fields: [] },
  "samsa.utskrivningsklar_withdrawn": { ...SENT, fields: [] },
  "samsa.avbrott": { topic: "samsa", fields: [] },
  "checklist.point_set": {
    topic: "hemgang",
    fields: [
      choice("point", ...POINTS), choice("state", "done", "open", "not_needed"),
      { name: "reason", sort: "text", optional: true, longest: 200, only: ["state", "not_needed"] },
    ],
  },
  "cfs.assessed": {
    topic: "cfs", when: "assessed_on", day: true,
    fields: [choice("score", ...SCORES), { ...choice("context", "habitual", "acute"), preset: "habitual" }],
  },
  "medical_plan.recorded": {
    topic: "vardplan", when: "on", day: true,
    fields: [{ name: "items", sort: "several", options: PLAN_ITEMS, optional: true }],
  },
  "sip.proposed": { topic: "sip", fields: [] },
  "sip.declined": { topic: "sip", fields: [] },
  "sip.held": { topic: "sip", when: "held_at", fields: [] },
  "sip.created": {
    topic: "sip", when: "valid_from", day: true,
    fields: [NEXT, { name: "parties", sort: "several", options: SIP_PARTIES, optional: true }],
  },
  "sip.followed_up": { topic: "sip", when: "on", day: true, fields: [NEXT] },
  "sip.closed": { topic: "sip", fields: [] },
  "person.important": {
    topic: "viktigt", timeless: true, fields: [{ name: "text", sort: "text", optional: true, longest: 200 }],
  },
  "consent.given": { topic: "samtycke", when: "start", fields: [PURPOSE, { name: "told", sort: "told" }] },
  "consent.refused": { topic: "samtycke", fields: [PURPOSE] },
  "consent.ended": { topic: "samtycke", fields: [PURPOSE] },
  "consent.voided": { topic: "samtycke", fields: [PURPOSE] },
  "svod.objected": { topic: "samtycke", when: "on", day: true, fields: [] },
  "svod.objection_lifted": { topic: "samtycke", when: "on", day: true, fields: [] },
};

export interface OnBoard {
  centre: string;
  day: string;
  id: string;
}

/** Of whom: somebody on a board, or a number written by hand. */
export interface Whom {
  row: OnBoard | null;
  name: string;
}

export interface Draft {
  id: string;
  whom: Whom | null;
  number: string;
  topic: Topic | null;
  kind: string | null;
  values: Record<string, string>;
  units: string[];
  /** Local time or day as the browser's field has it; empty is now, or today. */
  when: string;
}

export function blank(id: string, kinds: readonly string[], whom: Whom | null = null): Draft {
  const draft: Draft = { id, whom, number: "", topic: null, kind: null, values: {}, units: [], when: "" };
  const [only, ...more] = topics(kinds);
  return only !== undefined && more.length === 0 ? about(draft, only, kinds) : draft;
}

/** A draft about one kind of thing, when the role may tell of it. */
export function aimed(draft: Draft, kind: string | null, kinds: readonly string[]): Draft {
  const topic = kind !== null && kinds.includes(kind) ? KINDS[kind]?.topic : undefined;
  return topic === undefined ? draft : of({ ...draft, topic }, kind);
}

/** What the role may tell of, in the order of the form. */
export function topics(kinds: readonly string[]): Topic[] {
  const told = Object.entries(KINDS).filter(([kind]) => kinds.includes(kind));
  return [...new Set(told.map(([, { topic }]) => topic))];
}

export function kindsOf(topic: Topic, kinds: readonly string[]): string[] {
  return Object.keys(KINDS).filter((kind) => KINDS[kind]?.topic === topic && kinds.includes(kind));
}

/** The draft about another topic: of whom is kept, the rest begins anew. */
export function about(draft: Draft, topic: Topic, kinds: readonly string[]): Draft {
  const [only = null, ...more] = kindsOf(topic, kinds);
  return of({ ...draft, topic }, more.length === 0 ? only : null);
}

export function of(draft: Draft, kind: string | null): Draft {
  const preset = fields(kind).flatMap(({ name, preset }) => (preset === undefined ? [] : [[name, preset]]));
  return { ...draft, kind, values: Object.fromEntries(preset) as Record<string, string>, units: [], when: "" };
}

/** What is ticked of several. */
export const ticked = (value: string): string[] => value.split(" ").filter((one) => one !== "");

/** The same with one more, or one less; in the order of the form. */
export function tick(field: Field, value: string, one: string): string {
  const on = ticked(value);
  const now = on.includes(one) ? on.filter((each) => each !== one) : [...on, one];
  return (field.options ?? []).filter((each) => now.includes(each)).join(" ");
}

export function fields(kind: string | null): readonly Field[] {
  return kind === null ? [] : (KINDS[kind]?.fields ?? []);
}

/** Whether a field is asked, by what else has been answered. */
export function isAsked({ only }: Field, values: Readonly<Record<string, string>>): boolean {
  return only === undefined || values[only[0]] === only[1];
}

/** Of a deviation, what it was is asked with what is told; all else is details. */
export function asksWhat(field: Field): boolean {
  return field.name === "kind";
}

export type Step = "whom" | "what" | "how" | "send";
export const STEPS: readonly Step[] = ["whom", "what", "how", "send"];

function filled(draft: Draft, field: Field): boolean {
  if (field.optional) return true;
  return field.sort === "units" ? draft.units.length > 0 : (draft.values[field.name] ?? "") !== "";
}

/** The first step that lacks something; "send" when nothing does. */
export function lacks(draft: Draft): Step {
  const asked = fields(draft.kind);
  if (draft.whom === null && draft.number.trim() === "") return "whom";
  if (draft.kind === null || asked.some((field) => asksWhat(field) && !filled(draft, field))) return "what";
  return asked.every((field) => filled(draft, field)) ? "send" : "how";
}

export function done(draft: Draft, step: Step): boolean {
  const asked = fields(draft.kind);
  switch (step) {
    case "whom":
      return draft.whom !== null || draft.number.trim() !== "";
    case "what":
      return draft.kind !== null && asked.every((field) => !asksWhat(field) || filled(draft, field));
    case "how":
      return draft.kind !== null && asked.every((field) => asksWhat(field) || filled(draft, field));
    case "send":
      return false;
  }
}

/** An instant of the form's own local time, as ISO. */
function instant(local: string): string {
  const [day = "", time = "12:00"] = local.split("T");
  return new Date(atLocal(day, time)).toISOString();
}

/** What is sent: only the kind's own fields, and when it was. */
export function bodyOf(draft: Draft, now: number): Report {
  const kind = KINDS[draft.kind ?? ""];
  if (draft.kind === null || kind === undefined) throw new Error("nothing is told");
  const today = localDay(now);
  const day = draft.when === "" ? today : draft.when;
  // A whole day that is over is told as its noon; today is told as now, never as ahead of us.
  const at =
    kind.day === true
      ? day === today
        ? new Date(now).toISOString()
        : instant(day)
      : draft.when === ""
        ? new Date(now).toISOString()
        : instant(draft.when);
  const told: Record<string, unknown> = {};
  for (const field of kind.fields) {
    const { name, sort } = field;
    const value = isAsked(field, draft.values) ? (draft.values[name] ?? "") : "";
    if (sort === "units") told[name] = [...draft.units];
    // An empty line is told too: it takes back what was there.
    else if (sort === "text") told[name] = value.trim();
    else if (sort === "told" || value === "") continue;
    else if (sort === "several") told[name] = ticked(value);
    else if (name === "score") told[name] = Number(value);
    else told[name] = sort === "instant" ? instant(value) : value;
  }
  if (kind.when !== undefined) told[kind.when] = kind.day === true ? day : at;
  const number = draft.whom === null ? draft.number.trim() : null;
  const informed = kind.fields.some(({ name, sort }) => sort === "told" && (draft.values[name] ?? "") !== "");
  return { id: draft.id, kind: draft.kind, fields: told, number, row: draft.whom?.row ?? null, at, informed };
}

export type Wrong = "ahead" | "past";

/** What is told of a day that cannot be: something that was and is ahead of us, or is to come and was. */
export function wrong(draft: Draft, now: number): Readonly<Record<string, Wrong>> {
  const today = localDay(now);
  const found: Record<string, Wrong> = {};
  if (draft.when !== "" && draft.when > (KINDS[draft.kind ?? ""]?.day === true ? today : localTime(now))) found["when"] = "ahead";
  for (const { name, coming } of fields(draft.kind)) {
    const value = draft.values[name] ?? "";
    if (coming === true && value !== "" && value.slice(0, 10) < today) found[name] = "past";
  }
  return found;
}

/** Where in the form a field of the server's stands. */
export function placeOf(field: string, kind: string | null): string {
  const own = kind === null ? undefined : KINDS[kind]?.when;
  if (field === "time" || field === own) return "when";
  return field === "number" || fields(kind).some(({ name }) => name === field) ? field : "";
}

/** The browser's own way of writing a local time. */
export function localTime(now: number): string {
  return `${localDay(now)}T${clock(now).replace(".", ":").padStart(5, "0")}`;
}
