import { expect, test } from "vitest";
import { months, svSettings } from "../src/svsettings";
import { whole } from "../src/whole";

test.each([
  ["24", 24], [" 60 ", 60], ["120", 120], ["007", null], ["23", null], ["121", null], ["", null],
  ["fem", null], ["60,5", null], ["6e1", null], ["-60", null], ["+60", null], ["٦٠", null],
  ["9".repeat(400), null],
])("what is written as %o is the number %o, between 24 and 120", (written, number) => {
  expect(whole(written, 24, 120)).toBe(number);
});

test("nothing is a number of hours, too", () => expect(whole("0", 0, 720)).toBe(0));

test.each([
  [60, "60 månader (5 år)"],
  [24, "24 månader (2 år)"],
  [30, "30 månader (2 år och 6 månader)"],
  [25, "25 månader (2 år och 1 månad)"],
  [1, "1 månad"],
])("%i months are said as %s", (n, said) => expect(months(n)).toBe(said));

test("less than before is said to be refused, more to be taken in", () => {
  expect(svSettings.retention.means(60, 36)).toBe(
    "Händelser äldre än 36 månader (3 år) vägras från och med nu.",
  );
  expect(svSettings.retention.means(36, 60)).toMatch(/^Händelser upp till 60 månader \(5 år\) gamla tas emot/);
});

test("taking one key back and several are said differently", () => {
  const { means, yes } = svSettings.keys.back;
  expect(means(1)).toMatch(/^Källans nyckel öppnar inget längre\. Källan kan inte lämna händelser förrän/);
  expect(means(3)).toMatch(/^Ingen av källans 3 nycklar öppnar något längre\./);
  expect([yes(1), yes(3)]).toEqual(["Ta tillbaka nyckeln", "Ta tillbaka 3 nycklar"]);
});

test("a key's times are Stockholm's, with the year", () => {
  expect(svSettings.keys.since("2026-06-30T22:05:00Z")).toBe("sedan 2026-07-01 00.05");
  expect(svSettings.keys.until("2026-11-20T06:40:00Z")).toBe("slutar gälla 2026-11-20 07.40");
});
