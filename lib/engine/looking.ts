// Code that only looks: guards, detectors, and whatever else is asked about a state. While it runs,
// no memory can be written, tracked or not: a write would go on into states that no step led to.
import type { Kernel } from './kernel.js';
import type { Access } from './memory.js';
import type { Step } from './step.js';

/**
 * Whether a step's guard holds in what a kernel shows.
 * @throws ModelError when it writes
 */
export function holds({ when }: Step, kernel: Kernel): boolean {
  return when === undefined || looking(kernel, 'guard', when);
}

/**
 * Asks about what a kernel shows.
 * @param access as what the code runs
 * @throws ModelError when it writes
 */
export function looking<K extends Pick<Kernel, 'memory'>, T>(kernel: K, access: Access, code: (k: K) => T): T {
  const { memory } = kernel;
  const before = memory.access;
  memory.access = access;
  const answer = code(kernel);
  memory.access = before;
  return answer;
}
