/* Rulebook state understands what is shown in Regelboken, what is tried there, and what is set. */
import { announcer } from "./announce.svelte";
import { api, Problem } from "./api";
import { heard } from "./session.svelte";
import { changed, type Draft } from "./rulebook";
import { svRules } from "./svrules";
import type { Rule, RuleFigures, RuleSetting, RulesView, Trial, YearTrial } from "./wire";

const PAUSE = 350;
const AGAIN = 2000;

export class RulebookPage {
  told = $state.raw<RulesView | null>(null);
  problem = $state.raw<Problem | null>(null);
  chosen = $state("");
  draft = $state.raw<Draft>({});
  why = $state("");
  figures = $state.raw<RuleFigures | null>(null);
  trial = $state.raw<Trial | null>(null);
  trialProblem = $state.raw<Problem | null>(null);
  years = $state.raw<readonly YearTrial[]>([]);
  busy = $state(false);
  saving = $state(false);
  refused = $state("");

  #waits: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  get rule(): Rule | null {
    return this.told?.rules.find((one) => one.id === this.chosen) ?? this.told?.rules[0] ?? null;
  }

  /** The numbers written otherwise than they are; null when one is wrong. */
  get changes(): Record<string, number> | null {
    return this.rule === null ? {} : changed(this.rule, this.draft);
  }

  get dirty(): boolean {
    return this.changes === null || Object.keys(this.changes).length > 0;
  }

  async load(place?: string): Promise<void> {
    this.problem = null;
    try {
      this.#take(await api.rules(place));
    } catch (error) {
      heard(error);
      this.problem = error;
      return;
    }
    this.figures = null;
    void this.#figure();
    void this.#years();
    void this.#try();
  }

  choose(rule: string): void {
    if (rule === this.rule?.id) return;
    this.chosen = rule;
    this.keep();
  }

  /** Write a number; what it would have given is asked for when the writing pauses. */
  write(name: string, text: string): void {
    this.draft = { ...this.draft, [name]: text };
    this.refused = "";
    clearTimeout(this.#waits);
    this.#waits = setTimeout(() => void this.#try(), PAUSE);
  }

  /** Keep the numbers as they are. */
  keep(): void {
    clearTimeout(this.#waits);
    this.draft = {};
    this.why = "";
    this.refused = "";
    this.trial = null;
    void this.#try();
  }

  async save(): Promise<void> {
    const [rule, changes] = [this.rule, this.changes];
    if (rule === null || changes === null) return;
    if (this.why.trim() === "") {
      this.refused = svRules.save.noWhy;
      return;
    }
    for (const [name, value] of Object.entries(changes)) {
      const was = rule.numbers.find((one) => one.name === name)?.value ?? value;
      if (!(await this.#set(rule.id, name, value, was, this.why))) return;
    }
    announcer.say(svRules.save.saved);
    this.keep();
    void this.#figure();
  }

  async back(one: RuleSetting): Promise<void> {
    const rule = this.rule;
    const was = rule?.numbers.find((number) => number.name === one.number)?.value;
    if (rule === null || was === undefined) return;
    const why = `${svRules.history.backWhy}: ${one.why}`.slice(0, 300);
    if (await this.#set(rule.id, one.number, one.back ?? null, was, why, one.place.key)) {
      announcer.say(svRules.save.saved);
      this.keep();
      void this.#figure();
    }
  }

  async tryYear(): Promise<void> {
    const [rule, place, changes] = [this.rule, this.told?.place, this.changes];
    if (rule === null || !place || changes === null) return;
    this.refused = "";
    try {
      const told = api.beginTrial({ id: crypto.randomUUID(), place: place.key, rule: rule.id, numbers: changes });
      this.years = (await told).trials;
    } catch (error) {
      heard(error);
      this.refused = error.message;
    }
    void this.#years();
  }

  #take(told: RulesView): void {
    this.told = told;
    this.draft = {};
    this.why = "";
  }

  async #set(
    rule: string, name: string, value: number | null, was: number, why: string,
    place = this.told?.place?.key ?? "",
  ): Promise<boolean> {
    this.saving = true;
    this.refused = "";
    try {
      const here = this.told?.place?.key;
      const told = await api.setNumber({ place, rule, name, value, was, why });
      this.told = place === here ? told : await api.rules(here);
      return true;
    } catch (error) {
      heard(error);
      this.refused = error.message;
      if (error.status === 409) await this.#reread();
      return false;
    } finally {
      this.saving = false;
    }
  }

  /** What holds now, beside what has been written here: somebody else was first. */
  async #reread(): Promise<void> {
    const here = this.told?.place?.key;
    const told = await api.rules(here).catch((error: unknown) => heard(error));
    if (told !== undefined && this.told?.place?.key === here) this.told = told;
    void this.#try();
  }

  async #try(): Promise<void> {
    const [rule, place, changes] = [this.rule, this.told?.place, this.changes];
    const turn = ++this.#turn;
    if (rule === null || rule.taken_up === "mark" || !place?.may_try || changes === null) return;
    this.busy = true;
    this.trialProblem = null;
    try {
      const told = await api.tryNumbers({ centre: place.key, rule: rule.id, numbers: changes });
      if (turn === this.#turn) this.trial = told;
    } catch (error) {
      heard(error);
      if (turn === this.#turn) this.trialProblem = error;
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  async #figure(): Promise<void> {
    const place = this.told?.place;
    if (!place?.may_try) return;
    try {
      this.figures = await api.figures(place.key);
    } catch (error) {
      heard(error);
    }
  }

  async #years(): Promise<void> {
    const place = this.told?.place;
    if (!place || place.kind === "centre" || !place.may_set) return;
    try {
      this.years = (await api.trials()).trials;
    } catch (error) {
      heard(error);
      return;
    }
    if (this.years.some((one) => one.state === "running")) setTimeout(() => void this.#years(), AGAIN);
  }
}
