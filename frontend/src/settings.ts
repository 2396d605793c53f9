/* Settings understands the organisation as a document that is edited: what each entry may say. */
import { svSettings } from "./svsettings";
import type { PastChange } from "./wire";

export type Entry = Record<string, unknown>;
export type Section = keyof typeof svSettings.sections;
export type Doc = { region: Entry } & Record<Exclude<Section, "region">, Entry[]>;
export type Pack = { id: string; headline: string };
export type Place = { section: Section; at: number; field: string };
type Kind =
  | "text" | "number" | "time" | "date" | "lines" | "weekday" | "weekdays" | "dates" | "parties"
  | "pack" | "provider" | "unit" | "municipality" | "kind" | "authority";
export type Field = {
  name: string; label: string; kind: Kind; required?: true; hint?: string;
  /** What a new entry says there before anybody has. */
  first?: string | number;
};

export const SECTIONS: readonly Section[] = [
  "centres", "units", "providers", "municipalities", "region", "sources",
];
const KEY: Record<Section, string> = {
  region: "hsa_id", municipalities: "code", providers: "hsa_id", units: "hsa_id", centres: "unit",
  sources: "id",
};
const hsa: Field = { name: "hsa_id", label: "HSA-id", kind: "text", required: true };
const name: Field = { name: "name", label: "Namn", kind: "text", required: true };
const town: Field = { name: "municipality", label: "Kommun", kind: "municipality" };
const phone: Field = { name: "phone", label: "Telefon", kind: "text" };

export const FIELDS: Record<Section, readonly Field[]> = {
  region: [name, hsa],
  municipalities: [name, { name: "code", label: "Kommunkod", kind: "text", required: true }],
  providers: [
    name, hsa, { name: "kind", label: "Vård eller omsorg", kind: "kind", required: true },
    { name: "authority", label: "Drivs av", kind: "authority", required: true }, town,
  ],
  units: [
    name, { name: "short", label: "Kortnamn, som på tavlan", kind: "text", required: true }, hsa,
    { name: "kind", label: "Slag av enhet", kind: "text", required: true, hint: "vardcentral, hemtjanst, bistand …" },
    { name: "provider", label: "Huvudman", kind: "provider", required: true }, town, phone,
  ],
  centres: [
    { name: "unit", label: "Vårdcentral", kind: "unit", required: true },
    { name: "time", label: "Tid", kind: "time", required: true },
    { name: "weekdays", label: "Veckodagar", kind: "weekdays", required: true },
    { name: "closed", label: "Stängda dagar, utöver helgdagar", kind: "dates" },
    { name: "pack", label: "Paket av regler", kind: "pack", required: true, first: "boken", hint: "Vem som tas upp, och för vad. Med LSS och socialpsykiatri tas de som har sådan insats upp i alla åldrar, vid sidan av de äldre. Reglerna står i Regelboken." },
    { name: "weekly_day", label: "Teamrond, veckodag", kind: "weekday", required: true, first: "tor", hint: "Är dagen stängd hålls den sista avstämningsdagen före." },
    { name: "weekly_time", label: "Teamrond, tid", kind: "time", required: true, first: "13:00", hint: "Från 07:00 till 18:00." },
    { name: "weekly_minutes", label: "Teamrond, minuter", kind: "number", required: true, first: 45, hint: "Från 15 till 120." },
    { name: "group", label: "Grupp som oenighet om ansvar lyfts till", kind: "text", hint: "Till exempel Närvårdsgruppen Sävstad." },
    { name: "parties", label: "Kallade parter", kind: "parties", required: true },
  ],
  sources: [
    name, { name: "id", label: "Id", kind: "text", required: true },
    { name: "controller", label: "Huvudman", kind: "provider", required: true },
    { name: "legal_basis", label: "Rättslig grund", kind: "text", required: true },
    { name: "purpose", label: "Ändamål", kind: "text", required: true },
    { name: "valid_from", label: "Begäran gäller från", kind: "date" },
    { name: "valid_to", label: "Begäran gäller till", kind: "date", required: true },
    { name: "kinds", label: "Händelser", kind: "lines", required: true, hint: "Till exempel ed.visit.*" },
    { name: "fields", label: "Begärda uppgifter", kind: "lines", required: true, hint: "Till exempel ed.visit.*.*" },
    { name: "free_text", label: "Begärd fritext", kind: "lines" },
    { name: "interval_minutes", label: "Längsta normala tystnad, minuter", kind: "number", required: true },
    { name: "weekdays", label: "Dagar då källan hörs av", kind: "weekdays", hint: "Ingen vald: alla dagar." },
    { name: "opens", label: "Hörs av från", kind: "time" },
    { name: "closes", label: "Hörs av till", kind: "time" },
    { name: "missing", label: "Vad som kan saknas när källan är tyst", kind: "text", required: true },
    phone,
    { name: "controllers", label: "Talar även för huvudmännen (HSA-id)", kind: "lines" },
    { name: "units", label: "Bara enheterna (HSA-id)", kind: "lines" },
    { name: "peers", label: "Adresser som får ansluta", kind: "lines" },
    { name: "rate_per_minute", label: "Högst händelser i minuten", kind: "number" },
    { name: "mapping", label: "Översättningsfil", kind: "text" },
    { name: "local_systems", label: "Egna id-system", kind: "lines" },
  ],
};
const LISTS: readonly Kind[] = ["lines", "weekdays", "dates", "parties"];

export const text = (entry: Entry, field: string): string => {
  const value = entry[field];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

export const list = <T = string>(entry: Entry, field: string): readonly T[] =>
  Array.isArray(entry[field]) ? (entry[field] as T[]) : [];

export const entriesOf = (doc: Doc, section: Section): readonly Entry[] =>
  section === "region" ? [doc.region] : doc[section];

/** A new entry of a section, with nothing said but what holds until somebody says otherwise. */
export function blank(section: Section): Entry {
  return Object.fromEntries(
    FIELDS[section].map(({ name: field, kind, first }) => [field, first ?? (LISTS.includes(kind) ? [] : null)]),
  );
}

/** The document with an entry in a place: the one beyond the last is a new one. */
export function put(doc: Doc, section: Section, at: number, entry: Entry): Doc {
  if (section === "region") return { ...doc, region: entry };
  const entries = [...doc[section]];
  entries[at] = entry;
  return { ...doc, [section]: entries };
}

export function takeOut(doc: Doc, section: Section, at: number): Doc {
  if (section === "region") return doc;
  return { ...doc, [section]: doc[section].filter((_, place) => place !== at) };
}

/** An entry with a field said, or left unsaid when it is empty. */
export function say(entry: Entry, { name: field, kind }: Field, value: string): Entry {
  const told = value.trim();
  if (kind === "lines") {
    return { ...entry, [field]: value.split("\n").map((line) => line.trim()).filter((line) => line !== "") };
  }
  if (kind === "number") return { ...entry, [field]: /^\d+$/.test(told) ? Number(told) : told || null };
  return { ...entry, [field]: told === "" ? null : value };
}

export const keyOf = (section: Section, entry: Entry): string => text(entry, KEY[section]);

/** What an entry is called: a huddle by its health centre. */
export function nameOf(doc: Doc, section: Section, entry: Entry): string {
  if (section !== "centres") return text(entry, "name") || keyOf(section, entry);
  return unitName(doc, text(entry, "unit"));
}

export function unitName(doc: Doc, id: string): string {
  const unit = doc.units.find((one) => one["hsa_id"] === id);
  return unit === undefined ? id : text(unit, "name") || id;
}

/** One line about an entry, below its name. */
export function about(doc: Doc, section: Section, entry: Entry): string {
  const provider = (id: string) =>
    text(doc.providers.find((one) => one["hsa_id"] === id) ?? {}, "name") || id;
  const told = ((): string[] => {
    switch (section) {
      case "region":
        return [text(entry, "hsa_id")];
      case "municipalities":
        return [text(entry, "code")];
      case "providers":
        return [svSettings.kinds[text(entry, "kind")] ?? "", svSettings.authorities[text(entry, "authority")] ?? "", text(entry, "hsa_id")];
      case "units":
        return [text(entry, "kind"), provider(text(entry, "provider")), text(entry, "hsa_id")];
      case "centres":
        return [
          text(entry, "time").replace(/^0?(\d+):/, "kl. $1."), list(entry, "weekdays").join(" "),
          svSettings.parties.count(list(entry, "parties").length),
        ];
      case "sources":
        return [provider(text(entry, "controller")), list(entry, "kinds").join(" "), `till ${text(entry, "valid_to")}`];
    }
  })();
  return told.filter((part) => part !== "").join(" · ");
}

/** How many entries are not as they were: new, said otherwise, or taken out. */
export function unsaved(before: Doc, after: Doc): number {
  let count = 0;
  for (const section of SECTIONS) {
    const was = byKey(before, section);
    const is = byKey(after, section);
    for (const [key, said] of is) if (was.get(key) !== said) count += 1;
    for (const key of was.keys()) if (!is.has(key)) count += 1;
  }
  return count;
}

export function isChanged(before: ReadonlyMap<string, string>, section: Section, entry: Entry): boolean {
  return before.get(keyOf(section, entry)) !== JSON.stringify(entry);
}

/** What each entry of a section says, by its key. */
export function byKey(doc: Doc, section: Section): Map<string, string> {
  return new Map(
    entriesOf(doc, section).map((entry, at) => [keyOf(section, entry) || `#${at}`, JSON.stringify(entry)]),
  );
}

/** Whether every word of a search stands somewhere in the entry or in its name. */
export function matches(doc: Doc, section: Section, entry: Entry, search: string): boolean {
  const whole = `${nameOf(doc, section, entry)} ${about(doc, section, entry)}`.toLocaleLowerCase("sv");
  return search.toLocaleLowerCase("sv").split(/\s+/).every((word) => whole.includes(word));
}

/** What the page calls a field. */
export function labelOf(section: string, field: string): string {
  return FIELDS[section as Section]?.find((one) => one.name === field)?.label ?? field;
}

/** A value of a field as it is read: a pack by its headline, several with commas. */
export function said(field: string, value: unknown, packs: readonly Pack[]): string {
  if (Array.isArray(value)) return value.join(", ") || svSettings.history.nothing;
  const headline = field === "pack" ? packs.find(({ id }) => id === value)?.headline : undefined;
  return headline ?? (value === null || value === undefined ? svSettings.history.nothing : String(value));
}

/** The entry with the fields of one change as they were before it. */
export function wasBefore(entry: Entry, change: PastChange): Entry {
  return { ...entry, ...Object.fromEntries(change.fields.map(({ name: field, before }) => [field, before ?? null])) };
}

/** Where a fault lies, from the server's words: centres[3].parties[1].role. */
export function placeOf(path: string): Place | null {
  const [, section = "", at, field = ""] = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?/.exec(path) ?? [];
  if (!(section in FIELDS)) return null;
  return { section: section as Section, at: Number(at ?? 0), field };
}

/** A place in words: Lindåsens vårdcentral, Tid. */
export function placeName(doc: Doc, { section, at, field }: Place): string {
  const entry = entriesOf(doc, section)[at];
  const label = FIELDS[section].find((one) => one.name === field)?.label;
  const name_ = entry && nameOf(doc, section, entry);
  return [name_ || svSettings.unnamed, label ?? ""].filter((part) => part !== "").join(", ");
}
