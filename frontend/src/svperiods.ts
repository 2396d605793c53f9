/* Svperiods holds what the page Vecka says. */
import { shortDay } from "./time";

const number = new Intl.NumberFormat("sv-SE", { maximumFractionDigits: 1 });

export const svPeriods = {
  page: "Vecka",
  loading: "Hämtar …",
  kinds: { week: "Vecka", month: "Månad" },
  kindsLabel: "Vecka eller månad",
  where: "Plats",
  before: "Föregående",
  after: "Nästa",
  goingOn: "pågår",
  held: {
    title: "Avstämningar",
    of: (held: number, planned: number) => `${held} av ${planned} hållna`,
    none: "Ingen avstämning har varit planerad än.",
    whole: (whole: number, held: number) => `${whole} av ${held} med alla parter`,
    missing: "Saknades",
    nobody: "Ingen part saknades.",
    times: (n: number) => (n === 1 ? "1 gång" : `${n} gånger`),
  },
  columns: ["nya", "beslutade", "stod kvar", "lyfta", "utgångna"],
  columnNotes: [
    "Nya: första gången på en dagordning.",
    "Beslutade: med ett beslut som står.",
    "Stod kvar: i en hållen avstämning, utan beslut.",
    "Lyfta: till veckan.",
    "Utgångna: lämnade listan av ålder, utan att något hände.",
  ],
  rules: "Per regel",
  routes: "Per väg för uppföljning i hemmet",
  centres: "Per vårdcentral",
  total: "Alla",
  empty: "Inga ärenden under perioden.",
  counted: "Räknat i ärenden: en person, en regel, en händelse. Den med skyddade personuppgifter räknas inte med.",
  few: "färre än 5",
  hidden: "visas inte",
  hiddenWhy: "visas inte: annars går det som är färre än 5 att räkna ut",
  cell: (n: number) => number.format(n),
  chart: {
    table: "Visa siffrorna",
    median: (n: number) => `median ${number.format(n)}`,
    value: (n: number | null | undefined, unit: string) =>
      n == null ? "inget att räkna" : unit === "procent" ? `${number.format(n)} %` : number.format(n),
    point: "Period",
  },
  lifted: {
    title: "Lyft hit",
    none: "Inget har lyfts under perioden.",
    age: (age: number | null | undefined) => (age == null ? "ålder saknas" : `${age} år`),
    on: (day: string) => shortDay(day),
    who: "Utan namn: den som har insyn ser raderna på vårdcentralens egen lista.",
  },
};
