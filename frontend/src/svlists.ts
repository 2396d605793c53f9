/* Svlists holds what the page Listor says. */
import type { ListName } from "./listnames";
import { daysBetween, localDay, millis, near, shortDay, type Instant } from "./time";
import type { Assessed, Assessments, Attender, InPlace, Prevention, Support } from "./wire";

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
  names: {
    mangsokare: "Mångsökare",
    forebyggande: "Förebyggande",
    "dygnet-runt": "Dygnet runt",
  } satisfies Record<ListName, string>,
  loading: "Hämtar listan …",
  more: "Visa fler",
  logged: "Varje gång du läser en lista skrivs det upp för var och en på den.",
  notUsed: "Listan bygger på en regel som inte är i bruk på den här vårdcentralen. Övriga listor finns som vanligt.",
  notYours: "Listorna är till för dem som vårdar på vårdcentralen. Med din roll visas de inte.",
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
  againThe: (name: string) => `Ändra genomgången av ${name}`,
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
  undo: "Ångra genomgången",
  undone: (name: string) => `Genomgången av ${name} är ångrad.`,
  saved: (name: string) => `${name} är genomgången.`,
};

export const svPrevention = {
  intro: (told: Prevention) =>
    `Den som är minst ${told.age} år, har CFS 1–${told.cfs} och saknar årskontroll de senaste ${told.months} månaderna, eller har något kvar från den. De sköraste först.`,
  checks: "Årskontroll och det förebyggande",
  heads: ["Person", "CFS", "Årskontroll", "Att erbjuda"],
  none: "Ingen saknar årskontroll, och inget är kvar.",
  cfs: (score: number) => `CFS ${score}`,
  scored: (on: string, old: boolean, now: Instant) =>
    `Skattad ${day(on, now)}${old ? ", äldre än 12 månader" : ""}`,
  checked: (on: string | null | undefined, now: Instant) =>
    on == null ? "Ingen är registrerad" : `Senast ${day(on, now)}`,
  whole: "Hela årskontrollen",
  /** Where the columns have no heads, each cell says what it is of. */
  label: (head: number) => `${svPrevention.heads[head]}: `,
  items: {
    halsosamtal: "Hälsosamtal",
    fallprevention: "Fallprevention",
    social_isolering: "Social isolering",
    tandstatus: "Tandstatus",
  } satisfies Record<Prevention["persons"][number]["open_items"][number], string>,
  support: "Insats utan behovsprövning (luB)",
  supportIntro: (days: number) => `Följs upp inom ${days} dygn från att insatsen började. Visas när personen har samtyckt.`,
  supportHeads: ["Person", "Läge", "Steg"],
  supportNone: "Ingen luB som vi får veta av.",
  state: (one: Support, now: Instant) => {
    const due = one.due ? day(one.due, now) : "";
    switch (one.state) {
      case "offered":
        return "Erbjuden";
      case "accepted":
        return "Tackat ja, inte börjat";
      case "due":
        return `Följs upp senast ${due}`;
      case "late":
        return `Skulle ha följts upp ${due}`;
      case "followed":
        return "Uppföljd i tid";
      case "followed_late":
        return "Uppföljd, efter tiden";
    }
  },
  steps: (one: Support, now: Instant) =>
    [
      one.offered ? `erbjuden ${day(one.offered, now)}` : "",
      one.accepted ? `ja ${day(one.accepted, now)}` : "",
      one.executed ? `började ${day(one.executed, now)}` : "",
      one.followed ? `uppföljd ${day(one.followed, now)}` : "",
    ].filter((step) => step !== ""),
};

export const svAssessments = {
  intro:
    "Medicinsk bedömning dygnet runt: kommunen svarar för sjuksköterska och regionen för läkare. Den vars tid går ut först står först. Kommunens begäran visas när personen har samtyckt.",
  waiting: "Väntar",
  done: (n: number) => `Gjorda de senaste ${n} dygnen`,
  heads: ["Person", "Bedömning", "Begärd", "Tid"],
  none: "Ingen bedömning väntar.",
  count: (n: number) => (n === 1 ? "1 bedömning" : `${n} bedömningar`),
  what: {
    lakarbedomning: "Läkarbedömning",
    fall: "Bedömning efter fall",
    avvikelse: "Bedömning efter avvikelse",
    larm: "Bedömning efter larm",
  } satisfies Record<Assessed["what"], string>,
  by: { doctor: "Läkare, regionen", nurse: "Sjuksköterska, kommunen" } satisfies Record<Assessed["by"], string>,
  groups: {
    sabo: "Särskilt boende eller korttidsplats",
    lss: "LSS",
    socialpsykiatri: "Socialpsykiatri",
    trygghetsboende: "Trygghetsboende",
    hemma: "Ordinärt boende",
    okand: "Boende okänt",
  } satisfies Record<Assessed["group"], string>,
  asked: (at: Instant, now: Instant) => near(at, now),
  clock: (one: Assessed, now: Instant) => {
    if (one.done_at) return `Gjord ${near(one.done_at, now)}, efter ${spent(one.asked_at, one.done_at)}`;
    if (!one.due) return "Ingen tid är satt";
    return one.late ? `Skulle ha varit gjord ${near(one.due, now)}` : `Senast ${near(one.due, now)}`;
  },
  kept: (one: Assessed) => (!one.due ? "" : one.late ? "Efter tiden" : "I tid"),
  perGroup: "Per målgrupp",
  groupHeads: ["Målgrupp", "Väntar", "Gjorda", "I tid"],
  inTime: (one: Assessments["groups"][number]) => 
    one.done === 0 ? "ingen gjord" : one.timed === 0 ? "ingen tid satt" : `${one.in_time} av ${one.timed}`,
};

/** 3 h, or 2 dygn when it is longer than two days. */
function spent(from: Instant, to: Instant): string {
  const hours = Math.floor((millis(to) - millis(from)) / 3_600_000);
  if (hours < 1) return "mindre än 1 h";
  return hours < 48 ? `${hours} h` : days(Math.floor(hours / 24));
}
