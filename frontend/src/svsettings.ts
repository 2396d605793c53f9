/* Svsettings holds the Swedish strings of Inställningar. */
import { localDay, stamp, type Instant } from "./time";

const many = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`;

/** 2026-11-20 07.40 */
const moment = (at: Instant): string => `${localDay(at)} ${stamp(at)}`;

/** 60 månader (5 år), 30 månader (2 år och 6 månader) */
export function months(n: number): string {
  const [years, over] = [Math.floor(n / 12), n % 12];
  const rest = over === 0 ? "" : ` och ${many(over, "månad", "månader")}`;
  return `${many(n, "månad", "månader")}${years === 0 ? "" : ` (${years} år${rest})`}`;
}

export const svSettings = {
  page: "Inställningar",
  loading: "Hämtar organisationen …",
  intro: "Vem som är vem, vem som kallas till vilken avstämning, och vad varje källa får berätta.",
  export: "Hämta som fil",
  menu: "Avsnitt",
  sections: {
    region: "Region",
    municipalities: "Kommuner",
    providers: "Huvudmän",
    units: "Enheter",
    centres: "Avstämningar",
    sources: "Källor",
  },
  one: {
    region: "regionen",
    municipalities: "kommun",
    providers: "huvudman",
    units: "enhet",
    centres: "avstämning",
    sources: "källa",
  },
  add: (what: string) => `Lägg till ${what}`,
  search: "Sök",
  found: (n: number, of: number) => (n === of ? `${n}` : `${n} av ${of}`),
  nothing: "Inget stämmer med sökningen.",
  none: "Inget här än.",
  changed: "ändrad",
  edit: (name: string) => `Ändra ${name}`,
  unnamed: "utan namn",
  form: {
    ready: "Klar",
    takeOut: "Ta ur bruk",
    takeOutNote: "Det som har hänt finns kvar. Ingenting är ändrat förrän du genomför.",
    add: "Lägg till",
    remove: (what: string) => `Ta bort ${what}`,
    missing: "välj",
    onePerLine: "En per rad.",
  },
  parties: {
    legend: "Kallade parter",
    count: (n: number) => many(n, "part", "parter"),
    unit: (n: number) => `Part ${n}: enhet`,
    role: (n: number) => `Part ${n}: roll`,
    instead: (n: number) => `Part ${n}: i stället för`,
    nobody: (n: number) => `Part ${n}: i stället för ingen annan`,
    for: (unit: string) => `i stället för ${unit}`,
    up: (n: number) => `Flytta upp part ${n}`,
    remove: (n: number) => `Ta bort part ${n}`,
    add: "Lägg till part",
    first: "Vårdcentralen själv står först och sammankallar.",
  },
  bar: {
    unsaved: (n: number) => `${many(n, "ändring", "ändringar")} är inte genomförd${n === 1 ? "" : "a"}.`,
    show: "Visa skillnaden",
    undo: "Ångra allt",
    checking: "Prövar …",
  },
  faults: {
    title: (n: number) => `${n === 1 ? "Ett fel" : `${n} fel`}. Ingenting är ändrat.`,
    go: (place: string) => `Gå till ${place}`,
  },
  difference: {
    title: "Genomför ändringarna?",
    acts: { new: "Ny", changed: "Ändras", gone: "Tas ur bruk" },
    note: "Det gäller genast, för alla som har Kvarten öppet.",
    yes: "Genomför",
    no: "Tillbaka",
    none: "Det är ingen skillnad mot det som redan gäller.",
    done: (n: number) => `${many(n, "post ändrad", "poster ändrade")}. Det gäller nu.`,
  },
  keys: {
    title: "Nycklar",
    note: "Nycklarna ändras genast. Resten av formuläret gäller först när du genomför.",
    loading: "Hämtar nycklarna …",
    notYet: "Källan kan få nycklar när den är genomförd.",
    none: "Ingen nyckel gäller. Källan kan inte lämna händelser förrän den får en.",
    kinds: { token: "Token", certificate: "Klientcertifikat" },
    since: (at: Instant) => `sedan ${moment(at)}`,
    until: (at: Instant) => `slutar gälla ${moment(at)}`,
    make: "Ny token …",
    takeBack: "Ta tillbaka alla …",
    cancel: "Tillbaka",
    making: {
      title: (source: string) => `Ny token till ${source}`,
      hours: "Timmar som de tidigare gäller vidare",
      hoursNote: (most: number) => `0 till ${most}. Med 0 slutar de gälla genast. Certifikat berörs inte.`,
      hoursWrong: (most: number) => `Skriv ett helt antal timmar, från 0 till ${most}.`,
      yes: "Skapa token",
    },
    made: {
      title: "Spara token nu",
      once: "Den visas bara nu.",
      why: "Kvarten sparar bara ett avtryck och kan inte visa den igen. Tappas den bort skapar du en ny.",
      where: "Lägg in den i källans system. Den ska stå i varje anrops huvud:",
      header: "Authorization: Bearer …",
      older: (at: Instant) => `De tidigare slutar gälla senast ${moment(at)}.`,
      copy: "Kopiera",
      copied: "Kopierad.",
      selected: "Den är markerad: kopiera med Ctrl + C.",
      close: "Jag har sparat den",
    },
    back: {
      title: (source: string) => `Ta tillbaka alla nycklar till ${source}?`,
      means: (n: number) =>
        `${n === 1 ? "Källans nyckel" : `Ingen av källans ${n} nycklar`} öppnar ${n === 1 ? "inget" : "något"} längre. Källan kan inte lämna händelser förrän den har fått en ny.`,
      lost: "Det den skickar under tiden vägras och sparas inte; den måste skicka det igen. Det som redan har kommit in finns kvar.",
      peers: "Adresser som får ansluta över MLLP berörs inte.",
      yes: (n: number) => (n === 1 ? "Ta tillbaka nyckeln" : `Ta tillbaka ${n} nycklar`),
      no: "Behåll nycklarna",
      done: "Alla källans nycklar är återtagna.",
    },
  },
  retention: {
    title: "Gallring",
    loading: "Hämtar gallringsgränsen …",
    now: (n: number) => `En händelse tas emot när den är högst ${months(n)} gammal.`,
    note: "Äldre händelser vägras och sparas inte. Vem en person är, var hon är listad och inskriven tas emot hur gammal uppgiften än är. Det som redan är sparat ligger kvar: Kvarten tar inte bort det än.",
    field: "Gallringsgräns, månader",
    bounds: (least: number, most: number) => `Ett helt antal, från ${least} till ${most}.`,
    wrong: (least: number, most: number) =>
      `Skriv ett helt antal månader, från ${least} till ${most}. Ingenting är ändrat.`,
    same: (n: number) => `Gränsen är redan ${months(n)}.`,
    show: "Visa skillnaden",
    ask: "Ändra gallringsgränsen?",
    means: (before: number, after: number) =>
      after < before
        ? `Händelser äldre än ${months(after)} vägras från och med nu.`
        : `Händelser upp till ${months(after)} gamla tas emot från och med nu. Det som har vägrats måste källan skicka igen.`,
    done: (n: number) => `Gränsen är ${months(n)}. Det gäller nu.`,
  },
  history: {
    title: "Historik",
    latest: "senaste först",
    loading: "Hämtar historiken …",
    none: "Ingen har ändrat tider eller val sedan vårdcentralen lades till.",
    parties: "Ändringar av vilka som kallas står i åtkomstloggen.",
    by: (name: string, at: Instant) => `${name}, ${moment(at)}`,
    nothing: "inget",
    back: "Återställ",
    backLabel: (name: string, at: Instant) => `Återställ det som ${name} ändrade ${moment(at)}`,
    done: "Det som var ligger i utkastet. Det gäller när du genomför.",
  },
  leave: "Ändringarna är inte genomförda.",
  weekdays: ["mån", "tis", "ons", "tor", "fre", "lör", "sön"],
  weekdayNames: ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
  roles: {
    aldre_ssk: "äldre-sjuksköterska",
    kommun_hsl: "sjuksköterska, kommunal primärvård",
    hemtjanst_planerare: "hemtjänstplanerare",
    bistandshandlaggare: "biståndshandläggare",
  } as Record<string, string>,
  kinds: { vardgivare: "vårdgivare", omsorgsgivare: "omsorgsgivare" } as Record<string, string>,
  authorities: { region: "region", kommun: "kommun", privat: "privat" } as Record<string, string>,
};
