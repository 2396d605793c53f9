/* Svaction holds the Swedish strings of Mina åtgärder. */
import { before, near } from "./time";
import type { Instant } from "./time";
import type { ActionState, Outcome, ReturnCode } from "./wire";

export const svAction = {
  page: "Mina åtgärder",
  groups: {
    late: "Försenat",
    today: "I dag",
    tomorrow: "I morgon",
    later: "Senare",
    done: "Klart",
  },
  lateNote: "välj i dag",
  summary: (late: number, today: number, waiting: number) =>
    [
      late === 0 ? "" : late === 1 ? "1 försenad" : `${late} försenade`,
      `${today} i dag`,
      waiting === 0 ? "" : `${waiting} väntar på att du tar emot`,
    ]
      .filter((part) => part !== "")
      .join(", "),
  none: "Inga åtgärder. Det som beslutas åt er i avstämningen kommer hit av sig självt.",
  from: (who: string, at: Instant, now: Instant) => `Från ${who} ${near(at, now)}`,
  accept: "Ta emot",
  giveBack: "Återsänd",
  done: "Klar",
  handOver: "Lämna över",
  showDone: (n: number) => `Visa alla ${n}`,
  waiting: "Väntar på andra",
  waitingNone: "Ni väntar inte på någon.",
  state: {
    assigned: "har inte tagit emot",
    accepted: "mottagen",
    returned: "återsänd",
    done: "klar",
    dropped: "avförd",
    withdrawn: "återtagen vid källan",
  } satisfies Record<ActionState, string>,
  outcome: (state: ActionState, reason: string): string => {
    const word = svAction.state[state];
    return `${word.charAt(0).toUpperCase()}${word.slice(1)}: ${reason}`;
  },
  late: "försenad",
  by: (due: Instant, now: Instant) => before(due, now),

  panel: {
    cancel: "Avbryt",
    giveBack: (title: string) => `Återsänd: ${title}`,
    giveBackNote: (to: string) => `Går till ${to} och syns på tavlan tills någon tar emot.`,
    reasons: {
      fel_ansvarig: "Fel ansvarig",
      hinner_inte: "Hinner inte i tid",
      behover_underlag: "Behöver mer underlag",
    } satisfies Record<ReturnCode, string>,
    comment: {
      fel_ansvarig: "Vem borde ha den? Skriv kort",
      hinner_inte: "När kan ni? Skriv kort",
      behover_underlag: "Vad behövs? Skriv kort",
    } satisfies Record<ReturnCode, string>,
    reasonLegend: "Skäl",
    done: (title: string) => `Klar: ${title}`,
    outcomeLegend: "Hur gick det?",
    outcomes: {
      genomford: "Genomförd",
      planerad: "Planerad, tid är bokad",
      ej_nadd: "Personen gick inte att nå",
      ej_aktuell: "Inte längre aktuell",
    } satisfies Record<Outcome, string>,
    told: "Har personen fått veta?",
    toldChoices: { yes: "Ja", no: "Nej", later: "Inte ännu" },
    handOver: (title: string) => `Lämna över: ${title}`,
    handOverLegend: "Till vem?",
    noUnits: "Det finns ingen annan enhet att lämna över till.",
  },
};
