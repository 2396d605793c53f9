/* Svperson holds what the page about one person says. */
import { svReport } from "./svreport";
import { clock, dayWord, daysBetween, addDays, localDay, millis, near, shortDay } from "./time";
import type { Instant } from "./time";
import type { Person, Tracker, TrackerClock } from "./wire";

const FAR = 300;
/** Days after which a day of another year is not taken for one of this. */
const OTHER_YEAR = 60;
const LATE_MS = 6 * 3_600_000;
const listed = new Intl.ListFormat("sv-SE");

function far(day: string, now: Instant): boolean {
  const away = Math.abs(daysBetween(localDay(now), day));
  return away > FAR || (away > OTHER_YEAR && day.slice(0, 4) !== localDay(now).slice(0, 4));
}

/** A day near now as a word, one far away with its year. */
function dayOf(day: string, now: Instant): string {
  if (far(day, now)) return day;
  return Math.abs(daysBetween(localDay(now), day)) <= 1 ? dayWord(day, localDay(now)) : shortDay(day);
}

const moment = (at: Instant, now: Instant): string =>
  far(localDay(at), now) ? localDay(at) : near(at, now).replace(/([\d.]+)$/, "kl.\u00a0$1");

/** Until when: a midnight is the end of the day before it. */
function until(at: Instant, now: Instant): string {
  if (clock(at) === "0.00") return `till och med ${dayOf(addDays(localDay(at), -1), now)}`;
  return `senast ${dayOf(localDay(at), now)} kl.\u00a0${clock(at)}`;
}

function left(deadline: Instant, now: Instant): string {
  const hours = Math.floor((millis(deadline) - millis(now)) / 3_600_000);
  if (hours < 1) return "mindre än 1 h kvar";
  return hours < 72 ? `${hours} h kvar` : `${Math.floor(hours / 24)} dygn kvar`;
}

const clocks: Record<string, string> = {
  call: "Samtal som når fram",
  notice: "Inskrivningsmeddelande inom 24 timmar",
  sip_call: "Kallelse till SIP",
  payment: "Kommunen betalar från",
  information: "Information samma dag",
  last_day: "Läkarmedverkan",
  responsible: "Specialistvårdens ansvar",
  check: "Nästa årskontroll",
  review: "Nästa läkemedelsgenomgång",
  followup: "Uppföljning",
  answer: "Första svar",
};

export const svPerson = {
  page: "Personen",
  open: "Öppna personen",
  openSpoken: (name: string) => `Öppna sidan om ${name}`,
  loading: "Hämtar …",
  gone: "Den kan vara listad på en annan vårdcentral, ha skyddade personuppgifter eller inte vara din att läsa om.",
  born: (year: number | null, age: number | null) =>
    [year === null ? "" : `född ${year}`, age === null ? "" : `${age} år`].filter((part) => part !== "").join(", "),
  died: (on: string) => `Avled ${on}. Alla öppna åtgärder är avslutade.`,
  read: (at: Instant) => `Läst kl.\u00a0${clock(at)}.`,
  again: "Läs om sidan",
  seen: "Du ser det som din enhet får veta. Varje titt skrivs i loggen.",
  back: "Tillbaka",

  important: "Viktigt för mig",
  noImportant: (writes: boolean) =>
    writes ? "Inget som du kan läsa är nedskrivet. Det skrivs in under Rapportera." : "Inget som du kan läsa är nedskrivet.",
  written: (at: Instant, unit: string | null, now: Instant) =>
    `Nedskrivet ${dayOf(localDay(at), now)}${unit === null ? "" : `, ${unit}`}`,

  underway: "Pågår",
  nothing: "Inget pågår som du får se. Det är det vanliga.",
  over: (n: number) => `Avslutat nyligen (${n})`,
  since: (at: Instant, now: Instant) => `sedan ${dayOf(localDay(at), now)}`,
  kinds: {
    trygg_hemgang: "Trygg hemgång",
    uppfoljning: "Uppföljningssamtal efter sjukhuset",
    samsa: "Planering i SAMSA",
    sip: "SIP",
    lakarmedverkan: "Läkarmedverkan",
    specialist: "Specialistvården ansvarar",
    arskontroll: "Årskontroll",
    lakemedel: "Läkemedelsgenomgång",
    lub: "Insats utan behovsprövning (luB)",
    aldretelefon: "Äldre-telefonen",
    vardplan: "Medicinsk vårdplan",
  } satisfies Record<Tracker["kind"], string>,
  stages: {
    none_set: "Öppnad, ingen punkt är satt",
    open: "Punkter är öppna",
    some_set: "Det som är satt är klart, resten är inte satt",
    broken_off: "Planeringen avbröts",
    waiting: "Väntar",
    attempted: "Försökt, inte nådd",
    reached: "Nådd",
    readmitted: "Åter inskriven på sjukhus",
    admitted: "Inskriven",
    planned: "Planerad",
    ready: "Utskrivningsklar",
    home: "Hemma",
    proposed: "Föreslagen",
    consented: "Samtycke",
    called: "Kallad",
    held: "Hållen",
    followed_up: "Uppföljd",
    closed: "Avslutad",
    declined: "Avböjd",
    underway: "Pågår",
    extended: "Förlängd",
    handed_back: "Återlämnad till vårdcentralen",
    over: "Tiden är ute, ingen har sagt vem som tar över",
    done: "Gjord",
    due: "Ska göras om",
    never: "Ingen är registrerad",
    offered: "Erbjuden",
    accepted: "Tackade ja",
    executed: "Verkställd",
    answered: "Besvarad",
    pud: "Planerad hemgång",
    begun: "Började",
    opened: "Ringde",
    none_told: "Ingen uppgift om någon plan",
    recorded: "Upprättad",
    old: "Äldre än 12 månader, ska ses över",
  } as Record<string, string>,
  stage: (one: Tracker): string =>
    one.kind === "trygg_hemgang" && one.stage === "closed"
      ? "Alla punkter är klara"
      : (svPerson.stages[one.stage] ?? one.stage),
  steps: (one: Tracker): string => `Steg: ${svPerson.kinds[one.kind]}`,
  /** A step that was passed by without a word is not one that is left. */
  stepAt: (at: Instant | null, passed: boolean, now: Instant) =>
    at !== null ? dayOf(localDay(at), now) : passed ? "ingen uppgift" : "inte än",
  day: (one: Tracker) =>
    one.day === null ? "" : one.days === null ? `dag ${one.day}` : `dag ${one.day} av ${one.days}`,
  clock: (one: TrackerClock, now: Instant): string => {
    const what = clocks[one.what] ?? one.what;
    if (one.what === "payment" && one.state === "met") return `${what} ${dayOf(localDay(one.deadline), now)}: hemma före dess`;
    if (one.what === "payment") return `${what} ${dayOf(localDay(one.deadline), now)}`;
    switch (one.state) {
      case "running":
        return `${what}: ${until(one.deadline, now)}, ${left(one.deadline, now)}`;
      case "passed":
        return `${what}: tiden gick ut, ${until(one.deadline, now)}`;
      case "met":
        return `${what}: i tid, ${moment(one.met_at ?? one.deadline, now)}`;
      case "met_late":
        return `${what}: ${moment(one.met_at ?? one.deadline, now)}, efter tiden`;
    }
  },
  /** When and by whom: of a plan the day that it was written, of all else since when. */
  began: (one: Tracker, now: Instant): string => {
    if (one.stage === "some_set") return `senast ändrat ${dayOf(localDay(one.since), now)}`;
    if (one.kind !== "vardplan") return svPerson.since(one.since, now);
    if (one.stage === "none_told") return "";
    return [dayOf(localDay(one.since), now), one.by, one.unit_name].filter((part) => part !== null).join(", ");
  },
  points: "Punkter",
  point: (what: string, by: string | null) =>
    what === "receipt" ? `Kvittens: ${by ?? "mottagare"}` : (svReport.how.options["items"]?.[what] ?? what),
  pointState: { open: "öppen", done: "klar", not_needed: "behövs inte", not_set: "ej satt" } as Record<string, string>,
  /** How a point stands, whose it is and who took it on; why it is not needed is somebody's own sentence. */
  pointTold: (state: string, takenBy: string | null, role: string | null, reason: string | null): string =>
    [
      [svPerson.pointState[state], takenBy === null ? null : svPerson.takenBy(takenBy), role].filter((part) => part != null).join(", "),
      reason,
    ].filter((part) => part !== null).join(". "),
  planSays: (said: string[]) => `Planen nämner också: ${listed.format(said)}.`,
  takenBy: (by: string) => `mottagen av ${by}`,
  attempts: (all: Instant[], now: Instant) =>
    `${all.length === 1 ? "1 försök" : `${all.length} försök`} som inte nådde fram: ${listed.format(all.map((at) => moment(at, now)))}`,
  notes: {
    valid: "Planen gäller.",
    not_made: "Inte upprättad än.",
    declined: "Personen har tackat nej.",
    closed: "Gäller inte längre.",
    consent_ended: "Gäller inte: samtycket är taget tillbaka.",
    followup_passed: "Gäller inte: dagen för uppföljning har passerat.",
    old: "Gäller inte: ingen har rört den på ett år.",
  } as Record<string, string>,
  lead: (who: string) => `Leds av ${who}.`,
  parties: (all: string[]) => `Med i planen: ${listed.format(all)}.`,
  call: (unit: string | null, phone: string) => `Ring ${unit ?? "avdelningen"} ${phone}`,
  noSip: "Ingen SIP som du får se.",

  cfs: "Skörhet (CFS)",
  cfsState: {
    known: "",
    stale: "Äldre än 12 månader. Skatta vid nästa kontakt.",
    acute: "Skattad under akut sjukdom: säger inget om hur det brukar vara.",
    missing: "Ingen skattning som du får se.",
    not_valid: "Skalan gäller från 65 år.",
    level: "Du ser nivån och inget mer.",
  } satisfies Record<Person["cfs"]["state"], string>,
  bands: {
    "1-4": "CFS 1–4: förebyggande",
    "5-6": "CFS 5–6: SIP och uppföljning",
    "7-9": "CFS 7–9: planerad vård hemma",
  } as Record<string, string>,
  offers: {
    halsosamtal: "Hälsosamtal eller årskontroll",
    fallprevention: "Fallprevention",
    social_isolering: "Ensamhet och social isolering",
    civilsamhalle: "Föreningar och mötesplatser",
    lub: "Insats utan behovsprövning (luB)",
    sip: "SIP som gäller",
    samtal_72: "Samtal inom 72 timmar efter utskrivning",
    akut_genomgang: "Genomgång efter besök på akuten",
    vardplan: "Medicinsk vårdplan",
    lakemedelslista: "Avstämd läkemedelslista",
    hembesok: "Läkarbesök i hemmet",
    palliativ: "Palliativ vård",
  } as Record<string, string>,
  offerState: { open: "att erbjuda", done: "finns", standing: "när det händer" } as Record<string, string>,
  history: "Tidigare skattningar",
  score: (score: number, on: string, acute: boolean) => `CFS ${score}, ${on}${acute ? ", under akut sjukdom" : ""}`,
  on: (day: string) => `Skattad ${day}.`,

  contacts: "Kontakter",
  contactKinds: {
    fast_vardkontakt: "Fast vårdkontakt",
    fast_lakarkontakt: "Fast läkarkontakt",
    fast_omsorgskontakt: "Fast omsorgskontakt",
  } as Record<string, string>,
  contactMissing: "Ingen uppgift.",
  contactUnnecessary: "Behövs uppenbart inte.",
  noNumber: "Numret saknas.",
  informed: (at: Instant) => `Personen fick veta det ${localDay(at)}.`,

  actions: "Öppna åtgärder",
  noActions: "Inga öppna åtgärder hos er eller som ni väntar på.",
  toActions: "Mina åtgärder",
  due: (at: Instant, now: Instant) => moment(at, now),
  late: "Försenad.",
  consents: "Samtycke och spärr",
  consentsNote: "Ändras på personens rad på tavlan.",
  noBlock: "Ingen spärr som hindrar er.",
  timeline: "Tidslinje",
  nothingYet: "Inget har hänt som du får se.",
  at: (at: Instant, now: Instant) => (clock(at) === "0.00" ? dayOf(localDay(at), now) : moment(at, now)),
  from: (source: string, unit: string | null) => (unit === null ? source : `${unit}, ${source}`),
  came: (at: Instant, received: Instant, now: Instant) =>
    millis(received) - millis(at) > LATE_MS ? `kom hit ${moment(received, now)}` : "",
  more: (n: number) => `Visa alla ${n}`,

  sheet: {
    print: "Skriv ut blad till personen",
    title: "Viktiga kontakter för dig",
    to: (name: string) => `Till ${name}`,
    intro: "Här står vem du kan vända dig till. Spara bladet vid telefonen.",
    role: {
      fast_vardkontakt: "Din fasta vårdkontakt",
      fast_lakarkontakt: "Din fasta läkarkontakt",
      fast_omsorgskontakt: "Din fasta omsorgskontakt i hemtjänsten",
    } as Record<string, string>,
    does: {
      fast_vardkontakt: "Ring när du undrar över din vård, eller vill att vi planerar tillsammans.",
      fast_lakarkontakt: "Läkaren som känner dig. Ring vårdcentralen för att komma i kontakt.",
      fast_omsorgskontakt: "Ring när det gäller hjälpen hemma.",
    } as Record<string, string>,
    noNumber: "Ring vårdcentralen och fråga efter den personen.",
    none: "Ring vårdcentralen, så får du veta vem det är eller be om någon.",
    centre: "Din vårdcentral",
    asks: "Ring hit när du inte når den du söker.",
    otherwise: "När det inte kan vänta",
    care: "Sjukvårdsrådgivning dygnet runt: ring 1177.",
    danger: "Vid fara för liv: ring 112.",
    made: (day: string, centre: string) => `Utskrivet ${day} av ${centre}.`,
    note: "Namnen kan ändras. Du får ett nytt blad då.",
  },
};
