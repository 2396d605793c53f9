/* Svjournal holds the Swedish strings of Journalfört: whether the record is written, and a text for it. */
import { localDay } from "./time";
import type { Instant } from "./time";

export const svJournal = {
  legend: "Journalfört?",
  choices: { yes: "Ja", no: "Ska göras" },
  note: "Kvarten är ingen journal. Det som ska göras ligger i Mina åtgärder tills det är skrivet.",
  text: "Text till journalen",
  copy: "Kopiera texten",
  copied: "Kopierad",
  marked: "Markerad. Tryck Ctrl+C för att kopiera.",
  written: "Journalfört",
  informed: "Personen är informerad",
  /** Neutral: what was dealt with and how it ended, and nobody's name. */
  told: (at: Instant, centre: string, about: string, ended: string): string =>
    [`Daglig avstämning ${localDay(at)}, ${centre}.`, about, ended]
      .filter((part) => part !== "")
      .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
      .join(" "),
};
