// Looking for a harm in a state: a mistake in what looks for it is an error that names the harm, as
// the task that went last had no part in it.
import { ModelError } from './model-error.js';
import type { Detector } from './scenario.js';

/**
 * Whether a harm is found in the state that a kernel shows.
 * @throws ModelError naming the harm, when its detector reads what no record has
 */
export function isFound<K>(harm: Detector<K>, kernel: K): boolean {
  try {
    return harm.found(kernel);
  } catch (error) {
    throw error instanceof ModelError ? new ModelError(`harm ${harm.id}: ${error.message}`) : error;
  }
}
