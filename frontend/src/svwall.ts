/* Svwall holds the words of the wall, and of the desk that lights it. */
import { clock, millis } from "./time";
import type { Instant } from "./time";

const SILENT_MS = 60_000;

export const svWall = {
  page: "Väggen",
  title: "Koppla väggen",
  dark: "Väggen är släckt",
  darkNote: "Avstämningen är slut, den som leder har loggat ut, eller så har kontakten varit bruten.",
  steps: ["Öppna tavlan på din egen dator.", "Tryck på Koppla väggen, längst ned.", "Skriv koden:"],
  codeSpoken: (code: string) => `Kod: ${[...code].join(" ")}`,
  shown: (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`,
  lasts: "Koden gäller i fem minuter. Sedan kommer en ny.",
  fetching: "Hämtar en kod …",
  away: "Servern svarar inte. Väggen försöker igen av sig själv.",

  desk: {
    open: "Koppla väggen",
    title: "Väggen i rummet",
    how: (address: string) => `Öppna ${address} på skärmen i rummet. Där visas en kod.`,
    here: "Öppna väggen i ett nytt fönster",
    code: "Koden på väggen",
    pair: "Koppla",
    busy: "Kopplar …",
    walls: "Kopplade väggar",
    none: "Ingen vägg är kopplad.",
    wall: (n: number) => `Vägg ${n}`,
    since: (at: Instant) => `kopplad ${clock(at)}`,
    silent: (at: Instant, now: Instant) =>
      millis(now) - millis(at) > SILENT_MS ? `, ingen kontakt sedan ${clock(at)}` : "",
    putOut: "Släck",
    putOutSpoken: (n: number) => `Släck vägg ${n}`,
    note:
      "Väggen visar bara vad alla närvarande får se. Den släcks när avstämningen avslutas, när du " +
      "loggar ut eller byter uppdrag, och om den inte har hörts av på fem minuter.",
    close: "Stäng",
  },
  paired: "Väggen är kopplad.",
  putOutDone: "Väggen är släckt.",

  reveal: "Visa på väggen",
  revealSpoken: (name: string) => `Visa hela namnet på väggen i 30 sekunder: ${name}`,
  revealing: "Hela namnet visas på väggen.",
  notShown: "Visas inte på väggen.",
};
