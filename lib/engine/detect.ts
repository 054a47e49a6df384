// Looking for a harm in a state: a mistake in what looks for it is an error that names the harm, as
// the task that went last had no part in it.
import type { Kernel } from './kernel.js';
import { looking } from './looking.js';
import { ModelError } from './model-error.js';
import type { Detector } from './scenario.js';

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
