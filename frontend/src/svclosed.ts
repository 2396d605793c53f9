/* Svclosed holds the Swedish strings of a morning after closed days. */
import type { Urgency } from "./wire";

const needs = (n: number): string => (n === 1 ? "1 behov" : `${n} behov`);

export const svClosed = {
  groups: {
    rod: "Före nästa avstämning",
    gul: "Behov som inte är mötta",
    gra: "Att veta",
  } satisfies Record<Urgency, string>,
  story: "Vad som hände, i ordning",
  met: "Ordnat sedan sist",
  needs,
  metRow: (headline: string, n: number) => `${headline}: ${needs(n)}`,
  metOpen: "Visa vilka",
  metNote: "Det som hände under de stängda dagarna och redan är omhändertaget. Det tas inte upp.",
  metBy: (by: string) => `${by.charAt(0).toUpperCase()}${by.slice(1)}.`,
  none: "Inget kvar att visa: uppgifterna har ändrats sedan dagordningen byggdes.",
  close: "Stäng",
};
