// Settling claims: each is judged again and again until nothing that it asks is missing.
import { Answers } from './answers.js';
import type { Case, Change } from './case.js';
import { claimIdOf, type Entry, isComputed } from './entry.js';
import type { Judgement } from './judgement.js';
import { Laboratory } from './laboratory.js';
import { ledger } from './ledger/index.js';
import type { Measurement } from './measurement.js';
import { type OnProgress, SearchPool } from './search-pool.js';
import { type ClaimKind, messages, thread } from './thread.js';

/** A claim with its verdict. */
export interface SettledClaim {
  readonly id: string;
  readonly person: string;
  readonly date: string;
  readonly paraphrase: string;
  readonly kind: ClaimKind;
  readonly entry: Entry;
  /** Null where nothing computes it. */
  readonly judgement: Judgement | null;
}

/** Something to judge: an entry, on the machine as it is or with one change. */
export interface ToJudge {
  readonly entry: Entry;
  readonly change?: Change;
}

/** One pass: what comes out, and what was missing for it. */
function pass(todo: readonly ToJudge[], answers: Answers) {
  const cases: Case[] = [];
  const measurements: Measurement[] = [];
  const judgements = todo.map(({ change, entry }) => {
    if (!isComputed(entry)) return null;
    const lab = new Laboratory(answers, change);
    const judgement = entry.judge(lab);
    cases.push(...lab.missing);
    measurements.push(...lab.missingMeasurements);
    return judgement;
  });
  return { judgements, cases, measurements };
}

/** Judges on this thread. */
export function judgeHere(todo: readonly ToJudge[], answers = new Answers()): (Judgement | null)[] {
  for (;;) {
    const { cases, judgements, measurements } = pass(todo, answers);
    if (cases.length + measurements.length === 0) return judgements;
    answers.answerHere(cases, measurements);
  }
}

/** Judges on every core. */
export async function judgeOnCores(
  todo: readonly ToJudge[],
  answers: Answers,
  onProgress?: OnProgress,
): Promise<(Judgement | null)[]> {
  const pool = new SearchPool();
  pool.start();
  try {
    for (;;) {
      const { cases, judgements, measurements } = pass(todo, answers);
      if (cases.length + measurements.length === 0) return judgements;
      await pool.answer(answers, cases, measurements, onProgress);
    }
  } finally {
    await pool.end();
  }
}

/**
 * The entries that an id names: all of `C8`, or `C8b` alone.
 * @throws RangeError that names the ids there are
 */
export function entriesOf(id: string): Entry[] {
  const wanted = id.toLowerCase();
  const found = ledger.filter((each) => [each.id, claimIdOf(each)].some((name) => name.toLowerCase() === wanted));
  if (found.length === 0) throw new RangeError(`there is no claim '${id}'; there are ${idsText()}`);
  return found;
}

const idsText = (): string => ledger.map((each) => each.id).join(', ');

/** A claim as it was made, with what became of it. */
export function settled(entry: Entry, judgement: Judgement | null): SettledClaim {
  const made = thread.find(({ id }) => id === claimIdOf(entry))!;
  const { aside, date, person } = messages.find(({ id }) => id === made.message)!;
  const mail = messages.find(({ id }) => id === aside);
  return {
    id: entry.id,
    person,
    date: mail === undefined ? date : `${mail.date}, in passing`,
    paraphrase: entry.paraphrase ?? made.paraphrase,
    kind: made.kind,
    entry,
    judgement,
  };
}

const answersHere = new Answers();

/**
 * Decides a claim now, on this thread: `claim('C8')`. What claims have in common is searched once a session.
 * @returns one for each half where the halves come out differently
 * @throws RangeError when there is no such claim
 */
export function claim(id: string): SettledClaim[] {
  const entries = entriesOf(id);
  const judgements = judgeHere(
    entries.map((entry) => ({ entry })),
    answersHere,
  );
  return entries.map((entry, i) => settled(entry, judgements[i]!));
}

/**
 * Decides claims on every core: `await claims()`.
 * @param ids all unless said
 * @param answers what is known of the machine by now; what a session has searched, unless said
 * @throws RangeError when there is no such claim
 */
export async function claims(
  ids?: readonly string[],
  onProgress?: OnProgress,
  answers: Answers = answersHere,
): Promise<SettledClaim[]> {
  const entries = ids === undefined ? ledger : [...new Set(ids.flatMap(entriesOf))];
  const judgements = await judgeOnCores(
    entries.map((entry) => ({ entry })),
    answers,
    onProgress,
  );
  return entries.map((entry, i) => settled(entry, judgements[i]!));
}
