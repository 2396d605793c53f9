/* Svfeeds holds the Swedish strings of Flöden. */
import type { Part } from "./feedlist";
import { clock, daysBetween, localDay, longDay, near } from "./time";
import type { Instant } from "./time";
import type { Feed, Letter } from "./wire";

/** 1:a, 2:a, 3:e, 11:e, 21:a */
export function ordinal(n: number): string {
  const a = (n % 10 === 1 || n % 10 === 2) && n % 100 !== 11 && n % 100 !== 12;
  return `${n}:${a ? "a" : "e"}`;
}

/** How often, as people say it. */
export function every(minutes: number): string {
  const among: [number, string, string][] = [
    [1440, "varje dygn", "dygn"],
    [60, "varje timme", "timme"],
    [1, "varje minut", "minut"],
  ];
  const [size, one, word] = among.find(([size]) => minutes % size === 0) ?? [1, "", "minut"];
  const n = minutes / size;
  return n === 1 ? one : `var ${ordinal(n)} ${word}`;
}

const when = (at: Instant, now: Instant): string => near(at, now).replace(/([\d.]+)$/, "kl. $1");
/** So far away that the day alone would be taken for one of this year. */
const far = (at: Instant, now: Instant): boolean =>
  Math.abs(daysBetween(localDay(at), localDay(now))) > 180;
const joined = (parts: string[]): string => parts.filter((part) => part !== "").join(", ");

const grouped = new Intl.NumberFormat("sv-SE");
/** 112 680 */
export const many = (n: number): string => grouped.format(n);

export const svFeeds = {
  page: "Flöden",
  loading: "Hämtar flödena …",
  asOf: (now: Instant) => `Läget kl. ${clock(now)}.`,
  summary: (late: number, closed: number, never: number): string => {
    const bad = joined([
      late === 0 ? "" : late === 1 ? "1 är tyst" : `${late} är tysta`,
      closed === 0 ? "" : closed === 1 ? "1 är stängd" : `${closed} är stängda`,
      never === 0 ? "" : `${never} har aldrig hörts`,
    ]);
    if (bad === "") return "Alla källor är färska.";
    return `${bad.replace(/^1 /, "1 källa ").replace(/^(?!1 )(\d+) /, "$1 källor ")}.`;
  },
  waiting: (n: number) => (n === 1 ? "1 avvisat väntar." : `${n} avvisade väntar.`),

  fetching: (why: string, again: Instant | null, now: Instant): string =>
    `Går inte att hämta från. ${why}${again === null ? "" : ` Nytt försök ${when(again, now)}.`}`,

  sum: {
    heading: "Allt som kom in",
    covers: (centre: string, since: Instant, now: Instant) => `${centre}, sedan ${when(since, now)}`,
    none: (late: boolean) =>
      late
        ? "Inget har kommit in, men en källa är tyst, så det kan saknas något."
        : "Inget har kommit in. Det är normalt efter en lugn natt: alla källor är färska.",
    conclusion: (received: number, listed: number) =>
      received === 1
        ? `Den enda händelsen är redovisad. Den gäller ${listed === 0 ? "ingen" : "någon"} på tavlan.`
        : `Alla ${received} händelser är redovisade. ${listed === 0 ? "Ingen" : listed} gäller någon på tavlan.`,
    wrong: (received: number, told: number) =>
      `Summan stämmer inte: ${received} kom in, ${told} är redovisade. Ring systemförvaltaren, och lita inte på tavlan ensam.`,
    received: "kom in",
    history: (n: number) =>
      n === 1
        ? "Därtill kom 1 händelse som är mer än fjorton dagar gammal. Den räknas som historik."
        : `Därtill kom ${many(n)} händelser som är mer än fjorton dagar gamla. De räknas som historik.`,
    parts: {
      listed: "på tavlan",
      not_listed: "bedömda, inte på tavlan",
      held: "väntar på samtycke",
      apart: "hanteras särskilt",
      rejected: "avvisade",
    } satisfies Record<Part, string>,
    why: (n: number) => (n === 1 ? "Varför 1 inte är på tavlan" : `Varför ${n} inte är på tavlan`),
    rejected: "Avvisade går inte att läsa. Systemförvaltaren rättar dem, och då kommer de hit av sig själva.",
  },

  state: {
    late: "tyst",
    closed: "stängd",
    never: "har aldrig hörts",
    fresh: "färsk",
    not_expected: "väntas inte",
  } satisfies Record<Feed["state"], string>,
  needs: "Kan göra tavlan ofullständig",
  fine: "Som de ska",
  allFine: "Alla källor är färska. Det är normalt; du behöver inte göra något.",
  noSources: "Ingen källa är inlagd än. Källor läggs in i organisationens fil.",
  heard: (at: Instant, now: Instant) => `Hördes ${when(at, now)}`,
  silent: (at: Instant, now: Instant) => `Tyst sedan ${when(at, now)}`,
  expectedBy: (at: Instant, now: Instant, late: boolean) =>
    `${late ? "väntades" : "väntas"} före ${far(at, now) ? localDay(at) : when(at, now)}`,
  rhythm: (minutes: number, hours: string) => `Väntas ${every(minutes)}, ${hours}`,
  neverHeard: "Har aldrig hörts",
  notExpected: "Inget väntas",
  call: (phone: string) => `Ring ${phone}`,
  callSpoken: (name: string, phone: string) => `Ring ${name} ${phone}`,
  counts: {
    new: "nya",
    known: "kända",
    rejected: "avvisade",
  },
  countsNote: "Siffrorna gäller i dag: nya händelser, sådana vi redan kände, och avvisade.",
  more: {
    open: "Begäran och mer",
    openSpoken: (name: string) => `Begäran och mer om ${name}`,
    basis: "Rättslig grund",
    purpose: "Ändamål",
    until: "Gäller till",
    forever: "utan slut",
    missing: "inte angivet",
    ends: (days: number) =>
      days === 0 ? "går ut i dag" : days === 1 ? "går ut i morgon" : `går ut om ${days} dagar`,
    ended: "har gått ut",
    renew: "Förnya begäran, annars stängs flödet av sig självt.",
    lag: "Fördröjning",
    lagWords: (minutes: number | null) =>
      minutes === null ? "inte känd" : minutes === 1 ? "1 min" : `${minutes} min`,
    rhythm: "Väntas",
    others: "I dag också",
    othersWords: (unused: number, refused: number, dropped: number) =>
      `${unused} används inte, ${refused} nekade, ${dropped} fält utanför begäran borttagna`,
    day: (day: string, soon: boolean) => (soon ? longDay(day) : day),
  },

  letters: {
    heading: "Avvisade",
    open: "Öppna",
    settled: "Avgjorda",
    legend: "Vilka",
    none: "Inget avvisat väntar. Det är normalt.",
    noneSettled: "Inget har avgjorts de senaste 90 dagarna.",
    note: "Inget är förlorat: vart och ett ligger krypterat i 90 dagar. Vem de gäller visas inte.",
    replayAll: "Sänd om alla",
    replayAllSpoken: (name: string) => `Sänd om alla från ${name}`,
    older: "Visa äldre",
    count: (n: number) => `${n} st`,
    came: (letter: Letter, now: Instant) =>
      `${when(letter.last_at, now)}${letter.times > 1 ? `, ${letter.times} gånger` : ""}`,
    kind: (letter: Letter) => letter.kind ?? "okänt slag",
    field: (field: string) => `Fält ${field}`,
    state: { open: "öppet", replayed: "omsänt och mottaget", discarded: "lagt undan" } satisfies Record<
      Letter["state"],
      string
    >,
    sentAll: (went: number, left: number) =>
      left === 0
        ? went === 1
          ? "Omsänt och mottaget."
          : `Alla ${went} är omsända och mottagna.`
        : went === 0
          ? `Inget togs emot. ${left === 1 ? "1 är" : `${left} är`} fortfarande avvisade.`
          : `${went} togs emot, ${left} är fortfarande avvisade.`,
    nothing: "Det fanns inget kvar att sända om.",
  },

  letter: {
    back: "Alla avvisade",
    heading: (name: string) => `Avvisat från ${name}`,
    came: (letter: Letter, now: Instant) =>
      letter.times === 1
        ? `kom in ${when(letter.first_at, now)}`
        : `kom in ${letter.times} gånger, först ${when(letter.first_at, now)}, senast ${when(letter.last_at, now)}`,
    formats: { cloudevents: "CloudEvents", hl7: "HL7 v2", fhir: "FHIR", table: "Tabellrad" } as Record<
      string,
      string
    >,
    fields: "Fälten",
    fieldsNote: "Koder och tider visas. Av allt annat visas bara hur långt det är.",
    fault: "här är felet",
    absent: "saknas",
    mend: "Rätta ett fält",
    which: "Fält",
    value: "Ska vara",
    correct: "Rätta och sänd om",
    replay: "Sänd om som det är",
    replayNote: "När felet var vårt och nu är åtgärdat, till exempel en enhet som saknades.",
    discard: "Lägg undan …",
    why: "Varför? Minst 5 tecken, utan personuppgifter",
    discardNow: "Lägg undan",
    cancel: "Avbryt",
    wentIn: "Mottaget. Det räknas nu, och gäller det någon på tavlan syns det där.",
    still: (reason: string | null) => `Fortfarande avvisat. ${reason ?? ""}`.trim(),
    discarded: "Lagt undan, med ditt skäl.",
    decided: (letter: Letter) =>
      `Avgjort: ${svFeeds.letters.state[letter.state]}${letter.note === null ? "" : `, ${letter.note}`}.`,
  },
};
