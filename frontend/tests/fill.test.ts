/* What a row lacks is filled in by the report that tells it, by who may tell it. */
import { expect, it } from "vitest";
import { fills } from "../src/fill";
import { aimed, blank } from "../src/report";

const SAID: [string | null, string, string[]][] = [
  ["CFS saknas", "aldre_ssk", ["cfs.assessed"]],
  ["CFS saknas", "kommun_hsl", ["cfs.assessed"]],
  ["CFS saknas", "vc_lakare", []],
  ["Okänt om inlagd. CFS saknas", "aldre_ssk", ["cfs.assessed", "ed.visit.closed"]],
  ["Okänt om inlagd", "kommun_hsl", []],
  ["Okänt vart personen skrevs ut förra gången", "aldre_ssk", []],
  ["Åldern saknas", "aldre_ssk", []],
  [null, "aldre_ssk", []],
];

it.each(SAID)("%j is filled in by %s with %j", (unsure, role, kinds) => {
  expect(fills([{ unsure }, { unsure }], role).map((one) => one.kind)).toEqual(kinds);
});

it("opens the form about that, and as usual when the role does not tell of it", () => {
  const kinds = ["phone.contact", "cfs.assessed", "ed.visit.closed"];
  const draft = blank("1", kinds);
  expect(aimed(draft, "ed.visit.closed", kinds)).toMatchObject({ topic: "sjukhuset", kind: "ed.visit.closed" });
  expect(aimed(draft, "inpatient.discharged", kinds)).toEqual(draft);
  expect(aimed(draft, null, kinds)).toEqual(draft);
});
