/* Svreport holds the Swedish strings of Rapportera. */
import { fields, isAsked, KINDS, POINTS, ticked, type Draft, type Step, type Topic, type Wrong } from "./report";
import type { Call } from "./reportboards.svelte";
import { clock, dayWord, localDay, shortDay } from "./time";
import type { Instant } from "./time";

const listed = new Intl.ListFormat("sv-SE");

export const svReport = {
  page: "Rapportera",
  loading: "Hämtar formuläret …",
  none: "Din roll rapporterar inget för hand.",
  steps: { whom: "Vem", what: "Vad", how: "Hur", send: "Skicka" } satisfies Record<Step, string>,
  left: "återstår",
  ready: "klart att skicka",
  done: "klart",

  whom: {
    onBoard: "Vem gäller det?",
    loading: "Hämtar dagens tavlor …",
    empty: "Ingen står på dagens tavlor för dig. Skriv numret i stället.",
    failed: "Tavlorna gick inte att hämta. Skriv numret i stället, eller försök igen.",
    number: "Någon annan",
    numberHint: "Skriv personnumret eller reservnumret, tolv tecken.",
    numberHintDemo: "Skriv numret, tolv tecken, till exempel demonumret 19340304T027.",
    age: (years: number) => `${years} år`,
    change: "Ändra",
    byNumber: "den med numret",
  },

  what: {
    topic: "Vad gäller det?",
    topics: {
      avvikelse: "Något hos personen har förändrats",
      telefon: "Ett telefonsamtal",
      sjukhuset: "Hur det gick på sjukhuset",
      samsa: "Läget i SAMSA",
      hemgang: "Trygg hemgång",
      cfs: "En skattning med CFS",
      vardplan: "En medicinsk vårdplan",
      sip: "En SIP",
      viktigt: "Viktigt för mig",
      samtycke: "Ett samtycke",
    } satisfies Record<Topic, string>,
    happened: "Vad har hänt?",
    kinds: {
      "hemtjanst.deviation": "Avvikelse",
      "phone.contact": "Telefonsamtal",
      "ed.visit.closed": "Besöket på akuten",
      "inpatient.discharged": "Utskrivningen",
      "samsa.inskrivningsmeddelande": "Inskrivningsmeddelande",
      "samsa.pud_changed": "Beräknad utskrivning ändrad",
      "samsa.utskrivningsklar": "Utskrivningsklar",
      "samsa.utskrivningsklar_withdrawn": "Utskrivningsklar återtagen",
      "samsa.avbrott": "Avbrott: planeringen är avbruten",
      "checklist.point_set": "Trygg hemgång",
      "cfs.assessed": "CFS",
      "medical_plan.recorded": "Medicinsk vårdplan",
      "sip.proposed": "SIP erbjuden",
      "sip.declined": "Personen tackade nej till SIP",
      "sip.held": "SIP-möte hållet",
      "sip.created": "SIP upprättad",
      "sip.followed_up": "SIP uppföljd",
      "sip.closed": "SIP avslutad",
      "person.important": "Viktigt för mig",
      "consent.given": "Samtycker",
      "consent.refused": "Säger nej",
      "consent.ended": "Tar tillbaka sitt samtycke",
      "consent.voided": "Samtycket skrevs in av misstag",
      "svod.objected": "Motsätter sig sammanhållen dokumentation",
      "svod.objection_lifted": "Motsätter sig inte längre",
    } as Record<string, string>,
  },

  how: {
    labels: {
      kind: "Vad har hänt?",
      severity: "Hur allvarligt är det?",
      channel: "Vilken telefon?",
      result: "Hur gick det?",
      outcome: "Hur slutade besöket?",
      disposition: "Vart skrevs personen ut?",
      recipients: "Vilka står som mottagare i meddelandet?",
      pud: "Beräknad utskrivning, om den är satt",
      new: "Ny beräknad utskrivning",
      score: "Vilken nivå?",
      context: "Vilket läge är skattat?",
      items: "Vad står i planen?",
      parties: "Vilka är med i planen?",
      next_followup_on: "Nästa uppföljning, om den är bestämd",
      purpose: "Till vad?",
      text: "En rad i personens egna ord",
      told: "Det här har personen fått veta först",
      point: "Vilken punkt?",
      state: "Hur är det med den?",
      reason: "Varför behövs den inte?",
    } as Record<string, string>,
    options: {
      kind: {
        fall: "Har fallit",
        worsened: "Är sämre",
        not_eating: "Äter inte",
        refused: "Tackar nej till hjälp",
        no_access: "Öppnar inte",
        alarm: "Har larmat",
      },
      severity: {
        now: "Behöver bedömas nu",
        today: "Behöver bedömas i dag",
        note: "Bra att veta",
      },
      channel: {
        vc: "Vårdcentralens",
        aldretelefon: "Äldretelefonen",
        mottagning: "En mottagnings",
        "1177": "1177",
      },
      outcome: { home: "Gick hem", admitted: "Blev inlagd", left: "Lämnade utan att vänta" },
      disposition: { home: "Hem", korttid: "Korttidsplats", sabo: "Särskilt boende", other: "Annat" },
      result: { reached: "Personen nåddes", not_reached: "Personen nåddes inte" },
      score: {
        "1": "mycket vital",
        "2": "vital",
        "3": "klarar sig bra",
        "4": "sårbar",
        "5": "lindrigt skör",
        "6": "måttligt skör",
        "7": "allvarligt skör",
        "8": "mycket allvarligt skör",
        "9": "terminalt sjuk",
      },
      point: Object.fromEntries(POINTS.map((point) => [point, point])),
      state: { done: "Klar", open: "Öppen: någon behöver göra den", not_needed: "Behövs inte" },
      items: {
        behandlingsbegransningar: "Ställning till behandlingsbegränsningar",
        lakemedel_tre_dagar: "Läkemedel för tre dagar",
        apodos: "Apodos",
        amp: "AMP, avancerad medicinsk planering",
        onskemal: "Personens önskemål",
        anhorig: "Stöd till anhöriga",
      },
      parties: {
        aldre_ssk: "Äldre-ssk",
        vc_lakare: "Läkare",
        kommun_hsl: "Kommunal primärvård",
        hemtjanst_planerare: "Hemtjänst",
        bistandshandlaggare: "Bistånd",
        tandvard: "Tandvård",
        syn_horsel: "Syn- och hörselvård",
        anhorig: "Anhörig",
      },
      context: {
        habitual: "Som personen brukar vara",
        acute: "Vid akut sjukdom",
      },
      purpose: {
        sammanhallen: "Sammanhållen vård- och omsorgsdokumentation",
        utlamnande: "Att vi berättar för varandra",
        sip: "En samordnad individuell plan",
      },
    } as Record<string, Record<string, string>>,
    notes: {
      score: "Läget för ungefär två veckor sedan, inte det akuta. Skattas av den som känner personen.",
      reason: "En rad, utan andra personers namn.",
      text: "Står först på sidan om personen. Tom rad tar bort det som står där.",
      parties: "Kryssa dem som är med. Tandvård, syn och hörsel hör dit när de påverkar vardagen.",
      items: "Kryssa allt som planen säger: den senaste gäller hel. Vad den säger står i journalen.",
      recipients: "Bara de som står där får se namnet och dagen. Kryssa inte i någon annan.",
      purpose: "Tre olika saker. Ett ja till det ena är inget ja till de andra.",
    } as Record<string, string>,
    callNow: (calls: readonly Call[]) =>
      `Ring också ${listed.format(calls.map(({ name, phone }) => `${name} ${phone}`))}. Vänta inte på svar här.`,
    said: {
      sammanhallen: [
        "vad sammanhållen dokumentation är, och vilka som då kan läsa vad",
        "att man kan motsätta sig att ens uppgifter görs tillgängliga",
        "att en spärr kan synas, och vad som gäller vid fara för livet",
        "att det är frivilligt och kan tas tillbaka när som helst",
      ],
      utlamnande: [
        "vilka uppgifter det gäller, till vilka de lämnas och varför",
        "att det är frivilligt, och att vården är densamma vid ett nej",
        "att det kan tas tillbaka när som helst",
      ],
      sip: [
        "vad en samordnad individuell plan är, och vilka som är med i den",
        "att planen bara görs om man vill, och att närstående får vara med om man vill",
        "att det kan tas tillbaka när som helst",
      ],
    } as Record<string, string[]>,
    told: "Ja, personen har fått veta allt detta",
    first: "Välj först vad det gäller.",
    when: "När",
    whenNow: (now: Instant) => `Nu, kl. ${clock(now)}`,
    whenToday: "I dag",
    whenChange: "Ändra tiden",
    dayChange: "Ändra dagen",
    whenWas: "När var det?",
    wrong: {
      ahead: "Det har inte varit än. Välj en tid som har varit.",
      past: "Dagen har redan varit. Välj en som kommer.",
    } satisfies Record<Wrong, string>,
  },

  summary: "Det här skickas",
  send: "Skicka",
  lacks: {
    whom: "Välj vem det gäller",
    what: "Välj vad det gäller",
    how: "Välj det som återstår",
  },
  sent: "Skickat",
  sentAt: (at: Instant) => `Mottaget kl. ${clock(at)}.`,
  waiting: "Inget nät. Rapporten ligger kvar här och skickas av sig själv när nätet är tillbaka.",
  stuck: (n: number) =>
    n === 1
      ? "Inget nät. 1 rapport ligger kvar här och skickas när nätet är tillbaka."
      : `Inget nät. ${n} rapporter ligger kvar här och skickas när nätet är tillbaka.`,
  call: "Det kan inte vänta. Ring också:",
  waitingNote: "Ladda inte om och stäng inte sidan innan dess.",
  mend: "Ändra och skicka igen",
  again: "Rapportera en till",
  list: "Skickat härifrån",
  state: { sending: "Skickar …", waiting: "Ligger kvar här", done: "Mottaget", refused: "Togs inte emot" },
};

/** The report as one line: of whom, what, how, and when. */
export function sentence(draft: Draft, units: Readonly<Record<string, string>>, now: number): string {
  const { how, what, whom } = svReport;
  if (draft.kind === null) return "";
  const kind = KINDS[draft.kind];
  const parts = fields(draft.kind).filter((field) => isAsked(field, draft.values)).map(({ name, sort }) => {
    const value = draft.values[name] ?? "";
    if (sort === "units") return draft.units.length === 0 ? "" : `till ${listed.format(draft.units.map((id) => units[id] ?? id))}`;
    if (sort === "text" && value.trim() === "") return draft.kind === "person.important" ? "tas bort" : "";
    if (sort === "told" || value === "") return "";
    if (name === "parties" && value !== "") {
      return `med ${listed.format(ticked(value).map((one) => (how.options[name]?.[one] ?? one).toLowerCase()))}`;
    }
    if (sort === "several") return listed.format(ticked(value).map((one) => how.options[name]?.[one] ?? one));
    if (name === "score") return `CFS ${value}, ${how.options["score"]?.[value]}`;
    if (sort === "text") return `”${value}”`;
    if (sort === "choice") return how.options[name]?.[value] ?? value;
    const [day = "", time] = value.split("T");
    const label = name === "next_followup_on" ? "följs upp " : "beräknad utskrivning ";
    return `${label}${dated(day, now)}${time === undefined ? "" : ` kl. ${time.replace(":", ".").replace(/^0/, "")}`}`;
  });
  // Of these the answer says what it is.
  const plain = draft.kind === "hemtjanst.deviation" || draft.kind === "cfs.assessed";
  const own = plain ? "" : (what.kinds[draft.kind] ?? draft.kind);
  const when = whenWords(draft.when, kind?.day === true, now);
  const who = draft.whom?.name ?? (draft.number.trim() === "" ? "" : `${whom.byNumber} ${draft.number.trim()}`);
  return [who, own, ...parts, when]
    .filter((part) => part !== "")
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}.`)
    .join(" ");
}

/** fre 20 nov, and of another year that year too. */
function dated(day: string, now: number): string {
  const year = day.slice(0, 4);
  return year === localDay(now).slice(0, 4) ? shortDay(day) : `${shortDay(day)} ${year}`;
}

function whenWords(when: string, day: boolean, now: number): string {
  const today = localDay(now);
  if (day) return when === "" || when === today ? "i dag" : when.slice(0, 4) === today.slice(0, 4) ? dayWord(when, today) : dated(when, now);
  if (when === "") return `nu, kl. ${clock(now)}`;
  const [on = today, time = ""] = when.split("T");
  return `${on === today ? "" : `${shortDay(on)} `}kl. ${time.replace(":", ".").replace(/^0/, "")}`;
}

