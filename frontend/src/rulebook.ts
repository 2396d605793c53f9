/* Rulebook understands how rules are grouped, what has been changed of their numbers, and a trial's squares. */
import { week } from "./time";
import type { Rule, RuleNumber, Section, TrialMorning } from "./wire";

export const SECTIONS: readonly Section[] = ["sedan_sist", "idag", "kommande"];
export type Draft = Readonly<Record<string, string>>;

export interface Group {
  section: Section | null;
  rules: readonly Rule[];
}

/** The rules by the section they stand in; what is about all rows last. */
export function groups(rules: readonly Rule[]): Group[] {
  return [...SECTIONS, null]
    .map((section) => ({ section, rules: rules.filter((one) => (one.section ?? null) === section) }))
    .filter((group) => group.rules.length > 0);
}

/** What is written of a number, or its value where nothing is. */
export function written(number: RuleNumber, draft: Draft): string {
  return draft[number.name] ?? String(number.value);
}

/** The whole number that is written, or null when it is none or outside its bounds. */
export function valid(number: RuleNumber, text: string): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,6}$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return value >= number.low && value <= number.high ? value : null;
}

/** The numbers that are written otherwise than they are, or null when one of them is no number. */
export function changed(rule: Rule, draft: Draft): Record<string, number> | null {
  const found: Record<string, number> = {};
  for (const number of rule.numbers) {
    const value = valid(number, written(number, draft));
    if (value === null) return null;
    if (value !== number.value) found[number.name] = value;
  }
  return found;
}

export type Square = "kept" | "dropped" | "added";

export interface Column {
  day: string;
  judged: boolean;
  /** From the bottom up. */
  squares: readonly Square[];
  /** The ISO week, where it is the first morning of it that is drawn. */
  week: number | null;
}

/** One column for each morning, one square for each person. */
export function columns(mornings: readonly TrialMorning[]): Column[] {
  let last = 0;
  return mornings.map((one) => {
    const dropped = one.dropped ?? 0;
    const kept = Math.max(0, (one.before ?? 0) - dropped);
    const number = week(one.day);
    const first = number !== last;
    last = number;
    return {
      day: one.day,
      judged: one.judged,
      squares: [
        ...Array<Square>(kept).fill("kept"),
        ...Array<Square>(one.added ?? 0).fill("added"),
        ...Array<Square>(dropped).fill("dropped"),
      ],
      week: first ? number : null,
    };
  });
}

/** The steps of the axis: at most four of them, of whole persons. */
export function ticks(most: number): number[] {
  const step = Math.max(1, Math.ceil(most / 4));
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, n) => n * step);
}
