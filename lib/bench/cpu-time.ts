// CPU time: what a measurement counts, so that whatever else the machine does disturbs it least.
// Where several cores work at one thing, the time on the wall is told as well.
import { spawnSync } from 'node:child_process';

/** What a measured run came to. */
export interface Timed<T> {
  readonly result: T;
  /** CPU seconds of this process, its helper threads (compiler, collector) included. */
  readonly seconds: number;
  /** Seconds on the wall. */
  readonly wallSeconds: number;
}

/** Runs `work` and counts its CPU time. */
export function timed<T>(work: () => T): Timed<T> {
  const began = performance.now();
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6, wallSeconds: secondsSince(began) };
}

/**
 * Runs a program to its end and counts the CPU time of it and its children, to a hundredth of a
 * second.
 * @throws Error with the program's last words when it fails
 */
export function timedProgram(program: string, args: readonly string[], folder: string): Timed<string> {
  // Node does not tell the CPU time of a child; the shell does.
  const script = '"$@" && times >&2';
  const began = performance.now();
  const run = spawnSync('/bin/sh', ['-c', script, 'sh', program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (run.status !== 0) throw new Error(`${program} failed: ${lastLine(run.stderr || run.stdout)}`);
  return { result: run.stdout, seconds: childSeconds(run.stderr), wallSeconds: secondsSince(began) };
}

/** Seconds on the wall since a reading of `performance.now()`. */
export function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}

/** The last line of `times` is the children's: `0m1.25s 0m0.03s`. */
function childSeconds(text: string): number {
  return [...lastLine(text).matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => {
    return sum + 60 * Number(minutes) + Number(seconds);
  }, 0);
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** The middle one of some numbers; the mean of the middle two when they are even in number. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
