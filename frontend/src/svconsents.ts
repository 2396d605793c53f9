/* Svconsents holds the Swedish strings of what a person allows. */
import { clock, localDay } from "./time";
import type { Instant } from "./time";
import type { Assertion, ConsentAct, ConsentPurpose } from "./wire";

const listed = new Intl.ListFormat("sv-SE");
// A consent may stand for years: a day is told with its year.
const when = (at: Instant): string => `${localDay(at)} kl. ${clock(at)}`;

export const svConsents = {
  title: (name: string) => `Samtycke: ${name}`,
  born: (year: number) => `född ${year}`,
  quiet: "Samtycke",
  quietSpoken: (name: string) => `Samtycke för ${name}`,
  get: "Inhämta samtycke",
  getSpoken: (name: string) => `Inhämta samtycke: ${name}`,
  disclose: "Menprövat utlämnande",
  discloseSpoken: (name: string) => `Menprövat utlämnande: ${name}`,
  blocked: "Spärrade uppgifter finns.",
  loading: "Hämtar …",
  close: "Stäng",

  informed: (on: string) => `Informerad om sammanhållen dokumentation ${on}.`,
  notInformed: "Inte informerad om sammanhållen dokumentation.",
  inform: "Personen är informerad nu",
  objected: (on: string) => `Har motsatt sig sammanhållen dokumentation ${on}.`,
  object: "Personen motsätter sig",
  lift: "Motsätter sig inte längre",
  incapable: (by: string, from: string | null, to: string | null) =>
    `Kan varaktigt inte ta ställning. Bedömt av ${by}${from === null ? "" : `, från ${from}`}${to === null ? "" : ` till ${to}`}.`,

  ask: {
    legend: "Vad gäller det?",
    note: "Tre olika saker. Ett ja till det ena är inget ja till de andra.",
    purposes: {
      utlamnande: "Att vi berättar för varandra",
      sammanhallen: "Sammanhållen dokumentation",
      sip: "En SIP",
    } satisfies Record<ConsentPurpose, string>,
    means: {
      utlamnande: "De ni väljer får veta det som rör avstämningen.",
      sammanhallen: "Vården och omsorgen får läsa i varandras journaler.",
      sip: "Ni får göra en plan ihop. Det öppnar inget på tavlan.",
    } satisfies Record<ConsentPurpose, string>,
    tested: "Menprövat utlämnande",
    testedMeans: "Personen kan inte frågas. Du har prövat att ingen tar skada.",
    said: "Det här har personen fått veta",
    told: "Ja, personen har fått veta allt detta",
    weighed: "Jag har prövat det",
    weigh: [
      "att det inte är till men för personen eller någon närstående (OSL 25:1)",
      "att det behövs, och att inte mer lämnas ut än så",
      "att personen inte har sagt nej tidigare",
    ],
    units: "Vilka får veta?",
    all: "Alla som är kallade till avstämningen",
    until: "Till och med (om det ska sluta)",
    untilTested: (days: number) => `Till och med, högst ${days} dagar`,
    yes: "Personen samtycker",
    no: "Personen säger nej",
    give: "Lämna ut",
  },

  standing: "Gäller nu",
  nothing: "Inget samtycke gäller.",
  ground: { samtycke: "", menprovning: "Efter menprövning" } satisfies Record<Assertion["ground"], string>,
  to: (units: readonly string[]) => (units.length === 0 ? "Alla som är kallade" : listed.format(units)),
  only: (employee: string) => `Bara till en medarbetare (${employee})`,
  by: (at: Instant, by: string | null) => `Registrerat ${when(at)}${by === null ? "" : ` av ${by}`}.`,
  from: (start: Instant) => `Gäller från ${when(start)}.`,
  untilWas: (end: Instant) => `Gäller till ${when(end)}.`,
  end: "Ta tillbaka",
  endSpoken: (what: string) => `Ta tillbaka: ${what}`,
  void: "Makulera (felregistrerat)",
  voidSpoken: (what: string) => `Makulera: ${what}`,
  sure: {
    end: "Personen har tagit tillbaka det. Det går inte att ångra.",
    void: "Det blev fel och har aldrig gällt. Det går inte att ångra.",
    whole: "Det kom utan eget nummer. Allt samtycke av samma slag tas med.",
  },
  yes: { end: "Ja, ta tillbaka", void: "Ja, makulera" },
  regret: "Nej, låt det gälla",
  ended: "Gäller inte längre",
  state: {
    given: "Gäller",
    planned: "Har inte börjat gälla",
    expired: "Tiden är ute",
    ended: "Taget tillbaka",
    voided: "Makulerat",
    refused: "Personen sade nej",
    replaced: "Ersatt av ett nyare",
  } satisfies Record<Assertion["state"], string>,
  endedBy: (at: Instant, by: string | null) => `${when(at)}${by === null ? "" : ` av ${by}`}`,
  history: "Allt som har sagts",
  said: {
    "consent.given": "Ja",
    "consent.refused": "Nej",
    "consent.ended": "Taget tillbaka",
    "consent.voided": "Makulerat",
    "svod.informed": "Informerad om sammanhållen dokumentation",
    "svod.objected": "Motsatte sig sammanhållen dokumentation",
    "svod.objection_lifted": "Motsätter sig inte längre",
    "capacity.assessed": "Bedömd: kan varaktigt inte ta ställning",
    "capacity.ended": "Kan ta ställning igen",
  } as Record<string, string>,

  done: {
    give: "Samtycket är registrerat.",
    refuse: "Nej är registrerat.",
    end: "Samtycket är taget tillbaka.",
    void: "Samtycket är makulerat.",
    inform: "Informationen är registrerad.",
    object: "Motsättningen är registrerad.",
    lift_objection: "Motsättningen är borttagen.",
    disclose: "Utlämnandet är registrerat.",
  } satisfies Record<ConsentAct["type"], string>,
};
