// A judgement as text: a line a check, and for what did not pass, why.
import type { CheckResult } from './check.js';
import type { Judgement } from './judge.js';

const marks: Readonly<Record<CheckResult['status'], string>> = {
  passed: '✓',
  failed: '✗',
  'not run': '·',
  undecided: '?',
};

const line = ({ status, title, points, maxPoints, reason, timesNs }: CheckResult): string =>
  [
    `  ${marks[status]} ${points}/${maxPoints}  ${title}`,
    ...(reason === undefined ? [] : [`         ${reason}`]),
    ...(timesNs === undefined ? [] : [`         simulated: ${timesText(timesNs)}`]),
  ].join('\n');

const timesText = (timesNs: Readonly<Record<string, number>>): string =>
  Object.entries(timesNs)
    .map(([what, ns]) => `${what} ${(ns / 1000).toFixed(1)} µs`)
    .join(', ');

/** Points, and each check in its order. */
export function judgementText({ exercise, status, points, maxPoints, reason, checks }: Judgement): string {
  const head = status === 'not graded' ? `${exercise}: not graded` : `${exercise}: ${points} of ${maxPoints} points`;
  return [head, ...(reason === undefined ? [] : [`  the answer: ${reason}`]), ...checks.map(line)].join('\n');
}

/** What there is to look at, as a story under a heading; null for nothing. */
export function wayText({ checks }: Judgement): string | null {
  const failed = checks.find(({ status, story }) => status !== 'passed' && story !== undefined);
  if (failed !== undefined) return `The way to the first failure, ‹${failed.title}›:\n\n${failed.story}`;
  const achieved = checks.findLast(({ story }) => story !== undefined);
  return achieved === undefined ? null : `What you have brought about, ‹${achieved.title}›:\n\n${achieved.story}`;
}
