/* Svscrutiny holds the Swedish strings of Loggranskning. */
import { many } from "./svfeeds";
import { addDays, localDay, longDay, near, shortDay, stamp, week, type Instant } from "./time";
import type { ScrutinyItem, Verdict } from "./wire";

export type Part = "week" | "older" | "extract" | "year";

const day = (at: Instant): string => shortDay(localDay(at));

export const svScrutiny = {
  page: "Loggranskning",
  loading: "Hämtar det som ska granskas …",
  parts: {
    week: "Veckans stickprov",
    older: "Äldre, ej klara",
    extract: "Utdrag för en person",
    year: "Året",
  } satisfies Record<Part, string>,
  partsLabel: "Delar av granskningen",
  heading: (monday: string) => `Loggranskning v. ${week(monday)}`,
  span: (monday: string, lines: number) =>
    `${longDay(monday).replace(/ [a-zåäö]+$/, "").replace(/^\S+ /, "")}–${longDay(addDays(monday, 6)).replace(/^\S+ /, "")}, ${many(lines)} ${lines === 1 ? "åtkomst" : "åtkomster"}`,
  judged: (n: number, of: number) => `${n} av ${of} bedömda`,
  split: (signed: number, sample: number) => `${signed} avvikande, ${sample} slumpvis`,
  noWeek: "Ingen vecka är dragen än. Varje måndag 5.30 väljs det som ska granskas från veckan innan.",
  noItems: "Ingen har läst om någon den veckan. Det finns inget att granska.",
  noneOlder: "Inget är kvar sedan tidigare veckor.",
  allDone: "Veckan är klar. Alla poster är bedömda.",
  overdue: (days: number) => `Försenad: det har gått mer än ${days} dagar.`,
  weekName: (monday: string) => `v. ${week(monday)}, från ${shortDay(monday)}`,
  left: (n: number) => (n === 1 ? "1 kvar" : `${n} kvar`),
  signed: "Avvikande",
  signedNote: "utvalda av regler",
  random: "Slumpvis",
  randomNote: (sample: number) => `högst ${sample} dras bland de övriga`,
  columns: { when: "När", who: "Vem", what: "Såg eller gjorde", basis: "Stöd", verdict: "Bedömning" },
  verdicts: {
    ok: "Befogad",
    follow_up: "Behöver utredas",
    breach: "Misstänkt obehörig",
  } satisfies Record<Verdict, string>,
  unjudged: "Inte bedömd",
  heads: ["När", "Vem", "Vad", "Stöd", "Bedömning"],
  now: "Bedöms nu",
  own: "Din egen",
  when: (item: ScrutinyItem) => {
    const same = localDay(item.at) === localDay(item.last_at);
    if (same && stamp(item.at) === stamp(item.last_at)) return `${day(item.at)} ${stamp(item.at)}`;
    return same
      ? `${day(item.at)} ${stamp(item.at)}–${stamp(item.last_at)}`
      : `${day(item.at)}–${day(item.last_at)}`;
  },
  open: (item: ScrutinyItem) => `Öppna ${day(item.at)} ${stamp(item.at)}, ${item.who}`,
  choose: "Välj en post i listan för att se vad som hände och bedöma den.",
  chooseNote: "När du öppnar en post skrivs det i loggen att du har läst den.",

  item: {
    who: "Vem",
    assignment: "Uppdrag",
    person: "Person",
    persons: (n: number) => (n === 0 ? "Ingen" : n === 1 ? "1 person" : `${n} personer; namnen visas inte här`),
    born: (name: string, year: number | null) => (year === null ? name : `${name}, född ${year}`),
    listed: (centre: string) => `listad på ${centre}`,
    protected: "Skyddade personuppgifter. Namnet visas inte.",
    hidden: "Namnet visades inte för medarbetaren och visas därför inte här.",
    gone: "Uppgifterna om personen finns inte kvar.",
    acted: "Egen åtgärd",
    yes: "Ja, samma vecka",
    no: "Nej, ingen samma vecka",
    basis: "Stöd",
    none: "Inget",
    sameWeek: "Samma vecka",
    others: (n: number) => (n === 0 ? "Inga andra åtkomster" : n === 1 ? "1 annan åtkomst" : `${many(n)} andra åtkomster`),
    why: "Varför den är utvald",
    random: "Dragen slumpvis.",
    reasons: "Skälet till nödöppningen, i medarbetarens egna ord",
    lines: (n: number) => (n === 1 ? "Raden i loggen" : `${n} rader i loggen`),
    line: (at: Instant, what: string) => `${day(at)} ${stamp(at)} ${what}`,
    inHuddle: "under avstämningen",
    shown: (kinds: string) => `Visade: ${kinds}`,
    strip: (others: number, these: string) =>
      `Dygnets timmar. De här åtkomsterna: ${these}. Medarbetarens övriga åtkomster samma vecka: ${others}.`,
    said: "Bedömt",
    saidBy: (verdict: string, judge: string, at: Instant, now: Instant) => `${verdict}, ${judge} ${near(at, now)}`,
  },
  judge: {
    legend: "Din bedömning",
    again: "Bedöm på nytt",
    againNote: "Den tidigare bedömningen står kvar. Skriv vad som har kommit fram.",
    final: "En bedömning går inte att ändra. Kommer det fram något nytt bedöms posten på nytt.",
    own: "Det här är dina egna åtkomster. Någon annan som granskar hos er bedömer dem.",
    note: "Varför? Sparas i granskningen",
    noteOk: "Vill du skriva något? Sparas i granskningen",
    noteHelp: "Minst tio tecken. Skriv inget om personens hälsa.",
    save: "Spara och ta nästa",
    saving: "Sparar …",
    skip: "Hoppa över",
    close: "Stäng",
    keys: "Tangenterna 1, 2 och 3 väljer här.",
    saved: (verdict: string, left: number) =>
      `${verdict} är sparat. ${left === 0 ? "Inget är kvar." : left === 1 ? "1 är kvar." : `${left} är kvar.`}`,
  },

  extract: {
    heading: "Utdrag för en person",
    intro:
      "Den som frågar har rätt att få veta vilken åtkomst som har förekommit (8 kap. 5 § patientdatalagen, 4 kap. 5 § lagen om sammanhållen vård- och omsorgsdokumentation). Kontrollera vem som frågar. Utdraget gäller er egen huvudmans personal, och att du tog ut det skrivs i loggen.",
    number: "Personnummer eller reservnummer",
    numberNote: "Tolv tecken, till exempel ÅÅÅÅMMDDNNNN. Numret skrivs in för hand och sparas inte på sidan.",
    since: "Från och med",
    until: "Till och med",
    recipient: "Lämnas till",
    recipients: {
      self: "Den enskilde",
      guardian: "Vårdnadshavare",
      proxy: "Ombud med fullmakt",
      trustee: "God man eller förvaltare",
    },
    format: "Form",
    formats: { pdf: "PDF, för papper", csv: "CSV, för kalkylark" },
    take: "Ta ut utdraget",
    taking: "Tar ut …",
    done: (name: string) => `Utdraget är hämtat som ${name}. Lämna det personligen eller i rekommenderat brev.`,
    backwards: "Första dagen ska vara före den sista.",
  },

  year: {
    which: "År",
    none: "Ingen vecka är dragen än, så det finns inget att summera.",
    weeks: "Granskade veckor",
    lines: "Åtkomster i loggen",
    items: "Poster att granska",
    random: "varav slumpvis dragna",
    judged: "Bedömda",
    ok: "Befogade",
    follow_up: "Behöver utredas",
    breach: "Misstänkt obehöriga",
    unjudged: "Inte bedömda",
    late: "Bedömda för sent",
    days: "Dagar till bedömning, median",
    noDays: "Ingen bedömd än",
    rule: "Regel",
    posts: "Poster",
    few: "färre än 5",
    sheet: "Hämta som CSV",
    caption: "Poster per regel",
    number: (n: number) => n.toLocaleString("sv-SE"),
  },

  bounds: {
    heading: "Så granskas det",
    note: "Gäller från nästa måndag. Vem som ändrade vad, och när, står i ändringsloggen.",
    sample: "Slumpvis dragna varje vecka",
    opens: "Vanlig tid från",
    closes: "Vanlig tid till",
    weekends: "Lördag, söndag och helgdag är ovanlig tid",
    looks: "Många blickar: läsningar av en person på en vecka",
    persons: "Många personer: lästa på en vecka",
    denials: "Upprepade nekanden: antal på en vecka",
    overdue_days: "Försenad efter, dagar",
    save: "Spara",
    saved: "Sparat. Gäller från nästa måndag.",
    wrong: "Ett helt antal.",
    rules: "Reglerna",
  },
};
