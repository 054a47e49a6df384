// What is asked about a state: which harms are found, what is observed, whether the machine stops.
// None of it may write. A mistake in what looks for a harm is an error that names the harm, as the
// task that went last had no part in it.
import type { Kernel } from './kernel.js';
import { looking } from './looking.js';
import { ModelError } from './model-error.js';
import type { Detector, Observation, Scenario } from './scenario.js';

/**
 * Whether a harm is found in the state that a kernel shows.
 * @throws ModelError naming the harm, when its detector reads what no record has, or writes
 */
export function isFound<K extends Pick<Kernel, 'memory'>>(harm: Detector<K>, kernel: K): boolean {
  try {
    return looking(kernel, 'detect', (k) => harm.found(k));
  } catch (error) {
    throw error instanceof ModelError ? new ModelError(`harm ${harm.id}: ${error.message}`) : error;
  }
}

/**
 * Whether something is observed in a step.
 * @param now shows the state after the step
 * @param before shows the state that it was taken in
 * @throws ModelError when the observation writes
 */
export function isSeen<K extends Pick<Kernel, 'memory'>>(observation: Observation<K>, now: K, before: K): boolean {
  return looking(now, 'detect', (k) => observation.seen(k, before));
}

/**
 * Whether the machine stops in the state that a kernel shows.
 * @throws ModelError when what says so writes
 */
export function stopsIn({ stopsWhen }: Pick<Scenario, 'stopsWhen'>, kernel: Kernel): boolean {
  return stopsWhen !== undefined && looking(kernel, 'detect', stopsWhen);
}
