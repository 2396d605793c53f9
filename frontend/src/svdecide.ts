/* Svdecide holds the Swedish strings of deciding a row: what, who, when, and why not. */
import { before, shortDay } from "./time";
import type { Instant } from "./time";
import type { Decision } from "./wire";

export type OtherKind = Exclude<Decision["kind"], "action">;

export const svDecide = {
  steps: { what: "Vad", who: "Vem", when: "När" },
  choose: "välj",
  proposed: "föreslås av regeln",
  proposedShort: "föreslås",
  whats: ["Ring", "Gör hembesök", "Bedöm på plats", "Stäm av med närstående"],
  ownWhat: "Skriv eget …",
  ownWhatLabel: "Vad ska göras?",
  ownTime: "Annan tid …",
  ownDay: "Dag",
  ownClock: "Klockslag",
  use: "Använd",
  passed: "Tiden har passerat. Välj en senare.",
  decide: (what: string, who: string, due: Instant, now: Instant) =>
    `Besluta: ${what} ${before(due, now)}, ${who}`,
  incomplete: "Välj vad, vem och när",
  other: "Annat …",
  back: "Tillbaka",
  kinds: {
    done: "Klar",
    defer: "Skjut upp",
    lift: "Lyft till veckan",
    drop: "Avför",
    not_needed: "Ej aktuellt",
  } satisfies Record<OtherKind, string>,
  notes: {
    done: "Redan gjort, behöver inte mer",
    defer: "Kommer tillbaka den dag du väljer",
    lift: "Tas upp på veckomötet",
    drop: "Tas bort härifrån och syns i veckan",
    not_needed: "Behovet finns inte",
  } satisfies Record<OtherKind, string>,
  third: {
    title: (n: number) => `${n}:e morgonen. Vad händer nu?`,
    note: "Det här har stått så länge att det inte skjuts upp igen.",
    ways: { today: "Gör i dag", over: "Lämna över", lift: "Lyft till veckan", drop: "Avför" },
    notes: {
      today: "Någon av er gör det i dag",
      over: "Till en annan än den som har haft det",
      lift: "Tas upp på veckomötet",
      drop: "Med skäl, och det syns i veckan",
    },
    other: "Redan klar, eller ej aktuellt …",
  },
  until: "Till vilken dag?",
  why: "Varför?",
  more: "Skriv kort, om det behövs",
  moreNeeded: "Skriv skälet",
  ownReason: "Annat skäl",
  disagreed: {
    reason: "Oense om ansvar",
    note: (group: string | null) =>
      group === null
        ? "Lyfts till veckan med bådas syn. Vem som ska avgöra är inte valt i Inställningar."
        : `Lyfts till ${group} med bådas syn.`,
    ours: (name: string) => `Så ser ${name} på det`,
    other: "Vem är oense?",
  },
  reasons: {
    done: [],
    defer: ["Väntar på besked", "Tid är redan bokad", "Personen vill vänta"],
    lift: ["Behöver fler parter", "Återkommer ofta", "Resurs saknas", "Oense om ansvar"],
    drop: ["Hör inte hit", "Hanteras i annat forum", "Personen vill inte"],
    not_needed: ["Redan ordnat", "Uppgiften stämmer inte längre", "Personen har avböjt"],
  } satisfies Record<OtherKind, string[]>,
  confirm: (kind: OtherKind, until: string | null): string =>
    kind === "defer" && until !== null
      ? `Besluta: Skjut upp till ${shortDay(until)}`
      : `Besluta: ${svDecide.kinds[kind]}`,
  decided: {
    done: "Klar",
    defer: (until: string) => `Uppskjuten till ${shortDay(until)}`,
    lift: "Lyft till veckan",
    drop: "Avförd",
    not_needed: "Ej aktuellt",
  },
};
