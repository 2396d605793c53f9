/* Organisation understands the document that is being edited: fetched, tried, carried out. */
import { announcer } from "./announce.svelte";
import { api, Problem, type FieldError } from "./api";
import { heard, place } from "./session.svelte";
import { unsaved, type Doc, type Pack } from "./settings";
import { svSettings } from "./svsettings";
import type { OrganisationChange } from "./wire";

export class OrganisationDraft {
  base = $state.raw<Doc | null>(null);
  doc = $state.raw<Doc | null>(null);
  packs = $state.raw<readonly Pack[]>([]);
  problem = $state.raw<Problem | null>(null);
  refusal = $state.raw<Problem | null>(null);
  changes = $state.raw<readonly OrganisationChange[] | null>(null);
  busy = $state(false);
  done = $state<string | null>(null);
  count = $derived(this.base && this.doc ? unsaved(this.base, this.doc) : 0);
  faults: readonly FieldError[] = $derived(this.refusal?.fields ?? []);
  #version = 0;

  async load(): Promise<void> {
    this.problem = null;
    try {
      const told = await api.organisation();
      this.#version = told.version;
      this.packs = told.packs;
      this.base = this.doc = told.file as unknown as Doc;
    } catch (error) {
      this.problem = place.fail(error);
      place.problem = null;
    }
  }

  edit(doc: Doc): void {
    this.doc = doc;
    this.done = null;
  }

  undo(): void {
    // Somebody else was first: what one had is not what there is.
    if (this.refusal?.status === 409) void this.load();
    this.doc = this.base;
    this.refusal = null;
  }

  /** What would change; true when there is something to show. */
  async tryOut(): Promise<boolean> {
    const told = await this.#send(true);
    if (told === null) return false;
    this.changes = told.changes;
    return true;
  }

  /** True when the changes hold. */
  async carryOut(): Promise<boolean> {
    const told = await this.#send(false);
    if (told === null) return false;
    await this.load();
    this.done = svSettings.difference.done(told.changes.length);
    announcer.say(this.done);
    return true;
  }

  async #send(dryRun: boolean) {
    if (this.doc === null) return null;
    this.busy = true;
    this.refusal = null;
    this.done = null;
    try {
      return await api.changeOrganisation(this.doc, this.#version, dryRun);
    } catch (error) {
      heard(error);
      this.refusal = error;
      announcer.say(error.message);
      return null;
    } finally {
      this.busy = false;
    }
  }
}

let kept: { who: string; draft: OrganisationDraft } | null = null;

/** What the reader has begun to change; it waits while other pages are looked at. */
export function draftOf(who: string): OrganisationDraft {
  if (kept?.who !== who) kept = { who, draft: new OrganisationDraft() };
  return kept.draft;
}
