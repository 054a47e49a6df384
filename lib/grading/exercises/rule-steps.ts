// Steps that change nothing in a running machine: each asks for a rule, and the machine that is then judged
// has the rules that were asked for. They are the switches of lib/rules, under the words of the thread.
import { kernelFunction } from '../../engine/index.js';
import type { AnswerTable } from '../answers/table.js';
import { bug, type ExerciseMachine, type StepOffered } from '../exercise.js';
import type { Op, Steps } from '../op.js';

type K = ExerciseMachine;

/** How a rule waits: where the thread’s words put it, with the locks held there, or with locks dropped and everything looked at again. */
export type Waits = 'as-worded' | 'careful';

/** What an answer may ask for. */
export interface RuleSteps extends Steps {
  /** (a) Whatever makes a page writable waits for its writeback, whether the device needs that or not. */
  stablePages(how: Waits): Op;
  /** (b) fsync waits for pins before it cleans a page. */
  fsyncWaits(how: Waits): Op;
  /** (b′) Background writeback and reclaim leave pinned pages alone. */
  cleanersSkip(): Op;
  /** Reclaim alone leaves pinned pages alone. */
  reclaimSkips(): Op;
  /** (c) Truncation waits for pins before it takes a page away. */
  truncateWaits(how: Waits): Op;
  /** Pins are tested before a page is write-protected, where otherwise it is done after that. */
  testPinsFirst(): Op;
  /** No page of a file may be pinned for writing: EFAULT. */
  banWritePins(): Op;
}

/** What a whole policy may ask for beside. */
export interface PolicySteps extends RuleSteps {
  /** No page of a file may be held for as long as user space likes: EFAULT. */
  refuseLongTerm(): Op;
  /** Writeback of a pinned page writes a copy; the page stays dirty. */
  bouncePinned(): Op;
  /** fsync answers EBUSY where a page is pinned. */
  fsyncRefuses(): Op;
  /** Truncation answers EBUSY where a page is pinned. */
  truncateRefuses(): Op;
}

type Rule = Exclude<keyof PolicySteps, 'retry'>;

/** What each sets, given how; null for a way that there is not. */
const sets: Readonly<Record<Rule, (how: string | undefined) => Readonly<Record<string, string>> | null>> = {
  stablePages: (how) => (isWay(how) ? { stablePages: 'always', stableWait: how } : null),
  fsyncWaits: (how) => (isWay(how) ? { syncWaitsForPins: how } : null),
  cleanersSkip: () => ({ backgroundSkipsPins: 'on' }),
  reclaimSkips: () => ({ reclaimSkipsPins: 'on' }),
  truncateWaits: (how) => (isWay(how) ? { truncateWaitsForPins: how } : null),
  testPinsFirst: () => ({ pinTestWhen: 'before-write-protect' }),
  banWritePins: () => ({ writePin: 'refused' }),
  refuseLongTerm: () => ({ longTermPin: 'refused' }),
  bouncePinned: () => ({ pinnedWriteback: 'bounce' }),
  fsyncRefuses: () => ({ pinnedSync: 'EBUSY' }),
  truncateRefuses: () => ({ pinnedTruncate: 'EBUSY' }),
};

const isWay = (how: string | undefined): how is Waits => how === 'as-worded' || how === 'careful';

const isRule = (step: string): step is Rule => Object.hasOwn(sets, step);

/** The switches that a function of an answer asks for; null where it cannot be told. */
export function rulesAsked(table: AnswerTable, name: string): Readonly<Record<string, string>> | null {
  const asked: Record<string, string> = {};
  for (let place = table.start(name, []); ; place = table.after(place, null)) {
    const { reply } = place;
    if (reply.kind === 'return') return reply.value === null ? asked : null;
    if (reply.kind !== 'step' || !isRule(reply.step)) return null;
    const [how] = reply.args;
    const rule = sets[reply.step](typeof how === 'string' ? how : undefined);
    if (rule === null) return null;
    Object.assign(asked, rule);
  }
}

const ask = kernelFunction('ask_for_a_rule', function* (k: K, rule: Rule, how: string) {
  yield* k.step(`ask for ${rule}`, () => {
    if (sets[rule](how) === null) bug(k, 'it asks for a rule in a way that there is not');
  });
});

const way = (rule: Rule, about: string): StepOffered => ({
  about,
  takes: ['how'],
  run: (k: K, how: unknown) => ask(k, rule, String(how)),
});

const flat = (rule: Rule, about: string): StepOffered => ({ about, takes: [], run: (k: K) => ask(k, rule, '') });

/** What can be asked for. */
export const ruleSteps: Readonly<Record<keyof Omit<RuleSteps, 'retry'>, StepOffered>> = {
  stablePages: way('stablePages', '(a) whatever makes a page writable waits for its writeback, needed or not'),
  fsyncWaits: way('fsyncWaits', '(b) fsync waits for pins before it cleans a page'),
  cleanersSkip: flat('cleanersSkip', '(b′) background writeback and reclaim leave pinned pages alone'),
  reclaimSkips: flat('reclaimSkips', 'reclaim alone leaves pinned pages alone'),
  truncateWaits: way('truncateWaits', '(c) truncation waits for pins before it takes a page away'),
  testPinsFirst: flat('testPinsFirst', 'pins are tested before a page is write-protected, not after that'),
  banWritePins: flat('banWritePins', 'no page of a file may be pinned for writing'),
};

/** The same, and what a whole policy may ask for beside. */
export const policySteps: Readonly<Record<Rule, StepOffered>> = {
  ...ruleSteps,
  refuseLongTerm: flat('refuseLongTerm', 'no page of a file may be held for as long as user space likes'),
  bouncePinned: flat('bouncePinned', 'writeback of a pinned page writes a copy, and the page stays dirty'),
  fsyncRefuses: flat('fsyncRefuses', 'fsync answers EBUSY where a page is pinned'),
  truncateRefuses: flat('truncateRefuses', 'truncation answers EBUSY where a page is pinned'),
};
