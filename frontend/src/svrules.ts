/* SvRules holds the words of Regelboken. */
import type { GroupKey } from "./rulebook";
import { sv } from "./sv";
import { dayWord, localDay, shortDay } from "./time";
import type { Instant } from "./time";
import type { Example, Rule, RulePlace, Section } from "./wire";

const DECIMAL = new Intl.NumberFormat("sv-SE", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const persons = (n: number): string => (n === 1 ? "1 person" : `${n} personer`);
const mornings = (n: number): string => (n === 1 ? "1 morgon" : `${n} morgnar`);

export const svRules = {
  page: "Regelboken",
  loading: "Hämtar reglerna …",
  listNote: "Siffran är personer per morgon.",
  listFew: "Utan siffra: färre än 5 personer.",
  listLabel: "Regler",
  which: "Regel",
  place: "Gäller för",
  places: {
    centre: (name: string) => name,
    municipality: (name: string) => `Hela kommunen: ${name}`,
    region: (name: string) => `Hela regionen: ${name}`,
  } satisfies Record<RulePlace["kind"], (name: string) => string>,
  packs: {
    centre: (packs) => `Paket: ${packs.join(", ")}`,
    municipality: (packs) => `Några vårdcentraler går efter paketet ${packs.join(" eller ")}`,
    region: (packs) => `Några vårdcentraler går efter paketet ${packs.join(" eller ")}`,
  } satisfies Record<RulePlace["kind"], (packs: readonly string[]) => string>,
  sections: { ...sv.board.sections } satisfies Record<Section, string>,
  groups: {
    ...sv.board.sections,
    line: "Under en annan rad",
    mark: "Märken på dagordningen",
    weekly: "Veckans lista",
    all: "Alla rader",
  } satisfies Record<GroupKey, string>,
  mean: (n: number) => DECIMAL.format(n),
  spoken: (n: number) => `${DECIMAL.format(n)} personer per morgon`,
  owned: (urgency: string, group: string, owner: string, review: string) =>
    `${group}, ${urgency}. Ägs av ${owner}. Ses över ${review}.`,
  urgency: { rod: "röd", gul: "gul", gra: "grå" },
  why: "Därför",
  source: "Källa",
  number: (label: string, low: number, high: number) => `${label}, från ${low} till ${high}`,
  bounds: (low: number, high: number) => `Skriv ett helt tal från ${low} till ${high}.`,
  from: (day: string, today: string) => `Gäller från ${dayWord(day, today)}.`,
  outer: (kind: RulePlace["kind"]) =>
    ({ centre: "", municipality: "Kommunens tal.", region: "Regionens tal." })[kind],
  estimate: (one: NonNullable<Rule["estimate"]>) => {
    if (one.of == null) return `Tid per rad: ${one.setting} s, som är inställt. Den lärs av er egen avstämning efter tjugo rader.`;
    const set = one.seconds === one.setting ? "som är inställt" : `inställt är ${one.setting} s`;
    return `Tid per rad: ${one.seconds} s, av de ${one.of} senaste raderna; ${set}.`;
  },
  mark: "Regeln ger ingen egen rad. Den säger något om det som redan står på dagordningen.",
  readOnly: "Talen ändras av verksamhetschef, processledare och äldre-sjuksköterska.",

  trial: {
    heading: "De senaste 28 dagarna",
    working: "Räknar …",
    wrong: "Räknas om när talet är rättat.",
    nobody: "Ingen togs upp de senaste 28 dagarna.",
    now: (mean: number) => `Gav ${DECIMAL.format(mean)} personer per morgon de senaste 28 dagarna.`,
    would: (after: number, before: number) =>
      `Skulle ha gett ${DECIMAL.format(after)} personer per morgon de senaste 28 dagarna. Nu:\u00a0${DECIMAL.format(before)}.`,
    fewNow: "Färre än 5 personer de senaste 28 dagarna. De räknas inte ut här.",
    few: "Färre än 5 personer skiljer. De räknas inte ut här.",
    rowsNow: (mean: number) => `${DECIMAL.format(mean)} rader per morgon de senaste 28 dagarna.`,
    list: "Så många hade stått på veckans lista, varje morgon.",
    none: "Ingen morgon går att pröva än.",
    dark: (n: number, since: string) =>
      `${mornings(n)} går inte att pröva: uppgifterna kom in som historik, och först från ${shortDay(since)} är det känt när de kom.`,
    darkShort: "går inte att pröva",
    squares: "En ruta är en person.",
    kept: "Fylld tas upp som förut",
    dropped: (n: number) => `tom faller bort: ${persons(n)}`,
    added: (n: number) => `med plus tillkommer: ${persons(n)}`,
    over: (after: number, before: number) =>
      after === before
        ? `Dagordningen går över sina 15 minuter på ${mornings(before)}.`
        : `Dagordningen skulle ha gått över sina 15 minuter på ${mornings(after)}. Nu: ${before}.`,
    caution: "Beslut som hade fattats räknas inte: den som tillkommer kan stå kvar fler morgnar än i verkligheten.",
    figures: "Visa siffrorna",
    caption: "Personer per morgon, nu och med andra tal",
    day: "Morgon",
    before: "Nu",
    after: "Med talen",
    passes: "Över tiden, s",
    persons: "De som skiljer",
    what: { added: "Tillkommer", dropped: "Faller bort", urgency: "Annan brådska" },
    days: (days: readonly string[]) => days.map(shortDay).join(", "),
    more: (n: number) => `Och ${persons(n)} till.`,
    counts: "Din roll ser antal utan personer, avrundade till fem.",
    week: (n: number) => `v. ${n}`,
    chart: (judged: number, before: number | null, after: number | null) =>
      `Diagram över ${mornings(judged)}. Nu ${before ?? "–"} personer per morgon, med talen ${after ?? "–"}.`,
  },

  save: {
    why: "Varför? Nämn ingen.",
    let: "Låt gälla från i morgon",
    keep: (value: string) => `Behåll ${value}`,
    keepAll: "Behåll som det är",
    only: (name: string) => `Gäller bara ${name}`,
    all: (name: string) => `Gäller i ${name}, där inget närmare tal är satt`,
    notYours: "Du kan pröva tal här. De ändras av verksamhetschef, processledare och äldre-sjuksköterska.",
    saving: "Sparar …",
    saved: "Sparat. Gäller från i morgon.",
    noWhy: "Skriv varför.",
  },

  examples: {
    heading: "Prov",
    same: (same: number, all: number) => `${same} av ${all} som i regelns fil`,
    not: "tas inte upp",
    oklart: "oklart",
    answer: (one: Pick<Example, "answer" | "urgency">) =>
      one.answer === "nej" ? "tas inte upp" : one.answer === "oklart" ? "oklart" : svRules.urgency[one.urgency ?? "gul"],
    file: (answer: string) => `Med regelns egna tal: ${answer}`,
    more: (n: number) => `Visa alla ${n} prov`,
  },

  history: {
    heading: "Historik",
    latest: "senaste först",
    change: (before: string, value: string) => `Från ${before} till ${value}`,
    letGo: (before: string) => `${before} gäller inte längre här`,
    by: (name: string, at: Instant, place: string) => `${name}, ${localDay(at)}, ${place}.`,
    back: "Återställ",
    backLabel: (label: string) => `Återställ ${label}`,
    backWhy: "Återställt",
    first: "Började gälla",
    version: (version: string) => `Medföljande regel, version ${version}`,
  },

  year: {
    heading: "Tolv månader",
    intro: "Pröva talen på alla vårdcentraler under ett år. Det tar en stund och går i bakgrunden.",
    begin: "Pröva på tolv månader",
    running: (done: number, total: number) => `${done} av ${total} vårdcentraler`,
    stopped: "Avbröts. Inget är ändrat; pröva igen.",
    centre: "Vårdcentral",
    before: "Nu",
    after: "Med talen",
    judged: "Morgnar",
    few: "färre än 5",
    fewDiffer: "färre än 5 skiljer",
    other: "Ett prov av en annan regel pågår. Vänta tills det är klart.",
    note: "Personer per morgon. Morgnarna är de som går att pröva: det som kom in som historik säger inte när det blev känt.",
    numbers: (told: readonly (readonly [string, string])[]) =>
      told.length === 0 ? "som det är" : told.map(([label, value]) => `${label}: ${value}`).join(", "),
  },
};
