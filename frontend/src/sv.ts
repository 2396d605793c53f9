/* Sv holds every Swedish string a person reads, in one place. */
import { clock, dayWord, localDay, longDay, near, shortDay, week } from "./time";
import type { Instant } from "./time";
import type { Page, Presence, Section, Urgency } from "./wire";

const persons = (n: number): string => (n === 1 ? "1 person" : `${n} personer`);
const rows = (n: number): string => (n === 1 ? "1 rad" : `${n} rader`);
const listed = new Intl.ListFormat("sv-SE");
const minutes = (n: number): string => (n === 1 ? "1 minut" : `${n} minuter`);

export const sv = {
  product: "Kvarten",
  title: (page: string) => `${page} – Kvarten`,
  noAnswer: "Servern svarar inte. Inget är förlorat. Försök igen om en stund.",
  answered: (status: number) => `Servern svarade ${status} utan förklaring. Försök igen.`,
  tryAgain: "Försök igen",
  pageAway: "Sidan gick inte att hämta. Kontrollera nätet och försök igen.",
  sentence: (text: string | null) => (text ?? "").replace(/([^.!?])$/, "$1."),
  skip: "Till innehållet",
  menu: "Meny",
  pages: {
    tavlan: "Tavlan",
    atgarder: "Mina åtgärder",
    rapportera: "Rapportera",
    enskild: "Enskilt",
    kontakt: "Namngiven kontakt",
    perioder: "Vecka",
    listor: "Listor",
    floden: "Flöden",
    loggranskning: "Loggranskning",
    installningar: "Inställningar",
    regelboken: "Regelboken",
  } satisfies Record<Page, string>,
  otherAssignment: "Byt uppdrag",
  signOut: "Logga ut",
  demoLine: (now: Instant) =>
    `Demo · påhittat · ${shortDay(localDay(now))} ${clock(now)}`,
  unknownPage: "Sidan finns inte.",
  toStart: "Till början",

  login: {
    page: "Logga in",
    title: "Vem är du i dag?",
    demo: "Det här är en demo. Alla personer och händelser är påhittade, och klockan är demons egen.",
    clock: "Demons klocka",
    comesTo: "Kommer för att",
  },

  start: {
    page: "Dagens avstämningar",
    none: "Ingen avstämning som din enhet är kallad till i dag.",
    noBoards: "Din roll visar inte enskilda personer, därför kan du inte öppna tavlorna.",
    state: {
      planned: "Planerad",
      prepared: "Dagordningen är klar",
      running: "Pågår nu",
      closed: "Avslutad",
      not_held: "Hölls inte",
    },
    leads: "Du leder",
    open: (centre: string) => `Öppna tavlan för ${centre}`,
  },

  board: {
    loading: "Hämtar tavlan …",
    sections: { sedan_sist: "Sedan sist", idag: "Idag", kommande: "Kommande dygn" } satisfies Record<
      Section,
      string
    >,
    tabs: { sedan_sist: "Sedan sist", idag: "Idag", kommande: "Kommande" } satisfies Record<
      Section,
      string
    >,
    day: (date: string) => `${longDay(date)}, v. ${week(date)}`,
    since: (since: Instant) => `${shortDay(localDay(since))} ${clock(since)}`,
    until: (ends: Instant) => `till ${shortDay(localDay(ends))} ${clock(ends)}`,
    count: (done: number, of: number) => `${done} av ${of}`,
    countShort: (done: number, of: number) => `${done}/${of}`,
    countSpoken: (done: number, of: number) => `${done} av ${of} beslutade`,
    later: "Hinns inte – tas efteråt",
    below: (later: number, unclear: number) =>
      [later === 0 ? "" : `${later} hinns inte`, unclear === 0 ? "" : unclear === 1 ? "1 oklar" : `${unclear} oklara`]
        .filter((part) => part !== "")
        .join(", "),
    unclear: "Oklart",
    consent: "Väntar på samtycke",
    mine: "Er åtgärd",
    concerned: "Berör er",
    lifted: (n: number) => `Lyft till veckan (${n})`,
    redExceeds: "De röda raderna tar mer än en kvart. Alla tas ändå.",
    persons,
    legend: "Tecken",
  },

  empty: {
    since: (since: Instant, now: Instant) =>
      `Inget har hänt sedan ${dayWord(localDay(since), localDay(now))} kl. ${clock(since)}.`,
    fresh: "Alla källor är färska.",
    silent: "Men en källa är tyst, så rader kan saknas.",
    idag: "Ingen väntar på något av er i dag.",
    kommande: (ends: Instant) => `Inget väntar före ${shortDay(localDay(ends))} kl. ${clock(ends)}.`,
    notYours: "Inga rader som visas för dig.",
    room: "Inga rader som får visas i rummet.",
    later: "Alla hinns med.",
    unclear: "Inget är oklart.",
  },

  state: {
    start: "Starta avstämningen",
    startFrom: (from: Instant) => `Kan startas från kl. ${clock(from)}.`,
    begins: (at: Instant) => `Börjar kl. ${clock(at)}.`,
    begun: (at: Instant) => `Skulle ha börjat kl. ${clock(at)}. Inte startad än.`,
    running: (at: Instant) => `Pågår sedan kl. ${clock(at)}.`,
    close: "Avsluta",
    closed: (at: Instant, done: number, of: number) =>
      `Avslutad kl. ${clock(at)}. ${done} av ${of} beslutade.`,
    notHeld: "Hölls inte. Ingen startade avstämningen. Raderna kommer tillbaka nästa gång.",
  },

  closing: {
    title: "Avsluta avstämningen?",
    decided: (done: number, of: number) => `${done} av ${of} rader är beslutade.`,
    red: (n: number) =>
      n === 1
        ? "En röd rad är inte beslutad. Den går inte att hoppa över."
        : `${n} röda rader är inte beslutade. De går inte att hoppa över.`,
    third: (n: number) =>
      n === 1
        ? "En rad har stått för många morgnar och måste beslutas."
        : `${n} rader har stått för många morgnar och måste beslutas.`,
    take: "Ta upp",
    takeSpoken: (name: string) => `Ta upp ${name}`,
    left: "Inte beslutade",
    leftNote: "De kommer tillbaka nästa avstämning.",
    present: "Närvarande",
    yes: "Avsluta avstämningen",
    no: "Fortsätt",
  },

  room: {
    mode: "Rumsläge",
    modeText: "visar bara vad alla närvarande får se",
    more: (n: number) => `${rows(n)} till får inte plats. Se det egna bordet.`,
    moreDecided: (n: number) => `${rows(n)} till, redan ${n === 1 ? "beslutad" : "beslutade"}.`,
    morePersons: (n: number) => `och ${persons(n)} till`,
  },

  presence: {
    heading: "Parter",
    words: { room: "i rummet", link: "via länk", absent: "saknas" } satisfies Record<
      Presence,
      string
    >,
    connected: "ansluten",
    instead: (unit: string) => `för ${unit}`,
    change: (party: string, word: string) => `${party}: ${word}. Ändra.`,
    choose: (party: string) => `Var är ${party}?`,
    summary: (here: number, of: number) =>
      here === of ? `Alla ${of} parter är med` : `${here} av ${of} parter är med`,
    phone: (number: string) => `Ring ${number}`,
  },

  source: {
    silent: (name: string, since: Instant, now: Instant) =>
      `Inga uppgifter från ${name} sedan ${near(since, now).replace(/([\d.]+)$/, "kl. $1")}.`,
    never: (names: string[]) => `Inga uppgifter ännu från ${listed.format(names)}.`,
    many: (names: string[]) => `Inga nya uppgifter från ${listed.format(names)}.`,
    neverNote: "Det de skulle ha berättat kan saknas.",
    call: (name: string, phone: string) => `Ring ${name} ${phone}`,
  },

  link: {
    lost: (since: Instant) => `Inget nät sedan ${clock(since)}.`,
    lostNote: "Sidan visar läget då.",
    unsent: (n: number) =>
      n === 1 ? "Ett tryck skickas när nätet är tillbaka." : `${n} tryck skickas när nätet är tillbaka.`,
    waiting: "Väntar på databasen.",
    waitingNote: "Inget är förlorat; tavlan fortsätter av sig själv.",
    found: "Nätet är tillbaka.",
    noRight: "Du har inte längre rätt att se den här tavlan.",
    noHuddle: "Det finns ingen avstämning här den dagen.",
  },

  row: {
    age: (years: number) => `${years} år`,
    cfs: (points: number) => `CFS ${points}`,
    cfsMissing: "CFS saknas",
    cfsStale: "CFS äldre än 12 mån",
    cfsAcute: "CFS satt vid akut sjukdom",
    reasons: (n: number) => `+${n} skäl`,
    reasonsSpoken: (n: number, name: string) => `+${n} skäl för ${name}`,
    why: "Varför?",
    whySpoken: (name: string) => `Varför? Skälet för ${name}`,
    fresh: (at: Instant) => `Ny ${clock(at)}`,
    morning: (n: number) => `${n}:e morgonen`.replace(/^([12]):e/, "$1:a"),
    awaiting: "Väntar på samtycke. Syns bara för er.",
    getConsent: "Inhämta samtycke",
    getConsentRole: "äldre-ssk",
    now: "nu",
    withdrawn: "Uppgiften har tagits tillbaka av den som lämnade den.",
    proposes: "föreslås",
    returned: "Återsänd",
    pud: (at: Instant) => `Beräknad utskrivning ${shortDay(localDay(at))}`,
    open: "ta upp",
    leave: "Lämna raden",
    undo: "Ångra",
    undoSpoken: (name: string) => `Ångra beslutet om ${name}`,
    sending: "Skickar …",
    added: (section: string) => `En ny rad i ${section}.`,
    unsure: "Osäkert",
    time: { out: "Hinns inte", after_all: "Hinns ändå" },
    report: "Rapportera",
    reportSpoken: (name: string) => `Rapportera om ${name}`,
  },

  shape: {
    rod: "Före nästa avstämning",
    gul: "I dag",
    gra: "Att veta",
    unclear: "Oklart",
    lock: "Väntar på samtycke",
  } satisfies Record<Urgency | "unclear" | "lock", string>,

  ring: {
    open: "ej beslutad",
    now: "nu",
    decided: "beslutad",
    accepted: "mottagen",
    done: "klar",
    returned: "återsänd",
    dropped: "avförd",
  },

  timer: {
    name: "Avstämningens klocka",
    left: (n: number) => `${n} min kvar`,
    out: "tiden är ute",
    over: (n: number) => `${n} min över`,
    even: "i takt",
    late: (n: number) => `${n} min efter`,
    early: (n: number) => `${n} min före`,
    spokenLeft: (n: number) => `${minutes(n)} kvar`,
    spokenOut: "Tiden är ute",
    spokenLate: (n: number) => `${minutes(n)} efter`,
  },

  keys: {
    title: "Tangenter",
    list: [
      ["↓ eller j", "nästa rad"],
      ["↑ eller k", "föregående rad"],
      ["Enter", "ta upp raden, eller visa skälen"],
      ["1, 2, 3", "vad, vem, när"],
      ["b", "besluta"],
      ["0", "annat beslut"],
      ["Esc", "lämna raden"],
      ["?", "visa tangenterna"],
    ],
    on: "Använd tangenterna",
    quiet: "Läs upp tiden varje minut",
    close: "Stäng",
  },

  week: {
    page: "Lyft till veckan",
    intro: "Det som avstämningarna har lyft eller avfört, med skälen.",
    none: "Inget är lyft till veckan.",
    kind: { lift: "Lyft", drop: "Avförd" },
    settles: (group: string) => `Avgörs av ${group}`,
    to: "Till tavlan",
    decided: (at: Instant, now: Instant) =>
      `${dayWord(localDay(at), localDay(now))} ${clock(at)}`,
  },
};
