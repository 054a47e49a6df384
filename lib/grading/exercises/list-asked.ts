// An answer that is a list: its function takes steps one after the other, and what it asked for is read from
// the table of its replies. Nothing of it runs in a machine.

import type { Value } from '../answers/protocol.js';
import type { AnswerTable } from '../answers/table.js';
import type { StepOffered } from '../exercise.js';

/** One entry of the list. */
export interface Entry {
  readonly step: string;
  readonly args: readonly Value[];
}

/** The list, as far as it goes, and why it does not go on; null where it ends as it should. */
export interface Listed {
  readonly entries: readonly Entry[];
  readonly problem: string | null;
}

/** What a function of an answer lists. */
export function listAsked(table: AnswerTable, name: string): Listed {
  const entries: Entry[] = [];
  for (let place = table.start(name, []); ; place = table.after(place, null)) {
    const { reply } = place;
    if (reply.kind === 'step') entries.push(reply);
    else if (reply.kind === 'broken') return { entries, problem: reply.why };
    else if (reply.kind === 'retry')
      return { entries, problem: `${name} has nothing to wait for: leave k.retry() out` };
    else
      return {
        entries,
        problem: reply.value === null ? null : `${name} returns nothing, and this one returns a value`,
      };
  }
}

/** A step that only says something. */
export const saying = (about: string, takes: readonly string[]): StepOffered => ({
  about,
  takes,
  *run() {},
});
