// What the ledger holds of a claim, beside who said it: how it can be decided, and what Linux did.
import type { Change } from './case.js';
import type { ClaimVerdict, Judgement } from './judgement.js';
import type { Laboratory } from './laboratory.js';

/** A statement about Linux, with where it comes from. */
export interface LinuxDid {
  readonly says: string;
  readonly source: string;
}

/** One change under which a verdict must become another. */
export interface Tooth {
  /** What is changed, in words. */
  readonly words: string;
  readonly change: Change;
  readonly becomes: Exclude<ClaimVerdict, 'undecided'>;
}

/** What all entries have. */
interface Common {
  /** The claim's id in the thread, and a letter where its halves come out differently. */
  readonly id: string;
  /** This half in our words; the claim's own paraphrase unless said. */
  readonly paraphrase?: string;
  /** What it is taken to mean, precisely enough to be decided. */
  readonly condition: string;
  /** What would show it to be false. */
  readonly falsifier: string;
  /** In December 2018, and today. */
  readonly in2018: LinuxDid;
  readonly today: LinuxDid;
}

/** A claim that searches and measurements decide. */
export interface ComputedEntry extends Common {
  judge(lab: Laboratory): Judgement;
  readonly tooth: Tooth;
}

/** A claim that nothing computes: a fact about Linux, a definition, an analogy. */
export interface ToldEntry extends Common {
  /** What is to be said of it; lines of text. */
  readonly told: readonly string[];
}

export type Entry = ComputedEntry | ToldEntry;

/** True for a claim whose verdict is computed. */
export const isComputed = (entry: Entry): entry is ComputedEntry => 'judge' in entry;

/** The claim of the thread that an entry is about: `C8` of `C8b`. */
export const claimIdOf = ({ id }: Pick<Entry, 'id'>): string => id.replace(/[a-z]$/, '');
