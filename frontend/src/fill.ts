/* Fill understands which report tells what a row lacks, and who may tell it. */
import type { Reason } from "./wire";

export interface Fill {
  /** What the server says is not known, word for word. */
  said: string;
  kind: string;
  label: string;
  roles: readonly string[];
}

export const FILLS: readonly Fill[] = [
  { said: "CFS saknas", kind: "cfs.assessed", label: "Fyll i CFS", roles: ["aldre_ssk", "kommun_hsl"] },
  { said: "Okänt om inlagd", kind: "ed.visit.closed", label: "Fyll i hur det gick på akuten", roles: ["aldre_ssk"] },
  { said: "Okänt vart personen skrevs ut", kind: "inpatient.discharged", label: "Fyll i vart personen skrevs ut", roles: ["aldre_ssk"] },
  { said: "Okänt om samtalet nådde fram", kind: "phone.contact", label: "Fyll i om personen nåddes", roles: ["aldre_ssk", "kommun_hsl"] },
];

/** What can be filled in of a row's reasons by somebody of a role, each once. */
export function fills(reasons: readonly Pick<Reason, "unsure">[], role: string): Fill[] {
  const lacking = new Set(reasons.flatMap(({ unsure }) => (unsure ?? "").split(". ")));
  return FILLS.filter(({ said, roles }) => lacking.has(said) && roles.includes(role));
}
