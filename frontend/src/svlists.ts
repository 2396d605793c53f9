/* Svlists holds what the page Listor says. */
import type { ListName } from "./listnames";
import { daysBetween, localDay, shortDay, type Instant } from "./time";
import type { Attender, InPlace } from "./wire";

const FAR = 300;
const NOTE = 200;

/** tor 12 nov, or 2026-01-12 when that would be read as another year's. */
const day = (on: string, now: Instant): string =>
  Math.abs(daysBetween(on, localDay(now))) > FAR ? on : shortDay(on);
const days = (n: number): string => (n === 1 ? "1 dygn" : `${n} dygn`);
const contacts = (n: number): string => (n === 1 ? "1 kontakt" : `${n} kontakter`);

export const svLists = {
  page: "Listor",
  which: "Vilken lista",
  names: { mangsokare: "Mångsökare" } satisfies Record<ListName, string>,
  loading: "Hämtar listan …",
  more: "Visa fler",
  logged: "Varje gång du läser en lista skrivs det upp för var och en på den.",
  notYours: "Listorna är vårdcentralens egna. Du ser dem när du är inloggad för en vårdcentral.",
  age: (age: number | null | undefined) => (age == null ? "Ålder saknas" : `${age} år`),
  persons: (n: number) => (n === 1 ? "1 person" : `${n} personer`),
  place: {
    kommunal_hsl: "Kommunal primärvård",
    hemtjanst: "Hemtjänst",
    sabo: "Särskilt boende",
    korttid: "Korttidsplats",
    trygghetsboende: "Trygghetsboende",
    lss: "LSS",
    socialpsykiatri: "Socialpsykiatri",
    lakarmedverkan: "Läkarmedverkan",
    trygg_hemgang: "Trygg hemgång",
    nsvt: "Närsjukvårdsteam",
    palliativ: "Palliativ vård",
    sip: "SIP",
    medication_review: "Läkemedelsgenomgång",
    fast_vardkontakt: "Fast vårdkontakt",
  } satisfies Record<InPlace["kind"], string>,
  inPlace: (one: InPlace, now: Instant) => {
    const what = svLists.place[one.kind];
    if (one.kind === "fast_vardkontakt") return one.name ? `${what}: ${one.name}` : what;
    return one.kind === "medication_review" || one.kind === "sip" ? `${what} ${day(one.on, now)}` : what;
  },
  nothingInPlace: "Inget som vi känner till.",
  closed: "Det som andra har på plats visas först när personen har samtyckt.",
};

export const svAttenders = {
  intro: (limits: string, again: number) =>
    `Den som har minst ${limits}. Genomgångna kommer tillbaka efter ${days(again)}, vid ett nytt akutbesök eller när gränsen passeras igen.`,
  heads: ["Person", "Senaste 12 månaderna", "Riktning", "På plats i dag", "Genomgången"],
  waiting: "Att gå igenom",
  reviewed: "Genomgångna",
  none: "Ingen att gå igenom. Alla som är över gränsen är genomgångna.",
  empty: "Ingen listad person är över gränsen just nu.",
  why: (one: Attender, now: Instant) => {
    const on = day(localDay(one.since), now);
    switch (one.why) {
      case "crossed":
        return `Över gränsen sedan ${on}`;
      case "contact":
        return `Akut kontakt ${on}, efter genomgången`;
      case "time":
        return `Genomgången är gammal sedan ${on}`;
    }
  },
  counts: { total: "Alla", vc: "Vårdcentral", ed: "Akuten", malt: "MALT" },
  trends: { more: "Oftare", fewer: "Mer sällan", same: "Lika ofta" },
  trend: (recent: number, before: number) => `${contacts(recent)} på 90 dygn, ${before} på de 90 före`,
  review: "Gå igenom",
  reviewThe: (name: string) => `Gå igenom ${name}`,
  again: "Ändra",
  marked: (one: NonNullable<Attender["review"]>, now: Instant) =>
    `Genomgången ${day(localDay(one.at), now)}${one.by ? ` av ${one.by}` : ""}`,
  before: (one: NonNullable<Attender["review"]>, now: Instant) => `Senast genomgången ${day(localDay(one.at), now)}`,
  until: (on: string, now: Instant) => `Tas upp igen ${day(on, now)}`,
  ask: (name: string) => `Gå igenom ${name}`,
  askMeans: (again: number) =>
    `Markera när ni har tagit ställning till vad personen behöver. Då är raden också klar i avstämningen. Den kommer tillbaka efter ${days(again)}, vid ett nytt akutbesök eller när gränsen passeras igen.`,
  note: "Anteckning",
  noteHelp: (left: number) => `Kort, om nästa steg. Journalen förs på annan plats. ${left} tecken kvar.`,
  longest: NOTE,
  save: "Markera som genomgången",
  saving: "Sparar …",
  back: "Tillbaka",
  saved: (name: string) => `${name} är genomgången.`,
};
