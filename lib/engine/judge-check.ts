// Whether harms are found again where they were found, in states spread over a search: a detector,
// too, must be a function of the state alone.
import { isFound, stopsIn } from './detect.js';
import { oneOfEachPart } from './equal-parts.js';
import type { Expansion } from './expansion.js';
import type { Kernel } from './kernel.js';
import { ModelError } from './model-error.js';
import { Random } from './random.js';
import type { Scenario } from './scenario.js';
import type { ComparedStates } from './step-comparison.js';

/** States that are looked at again. */
const mostStates = 1000;

/**
 * Looks for harms again.
 * @param expansion the search's, which has written down what it found
 * @throws ModelError when something else is found
 */
export function checkJudge({ judge, scenario }: Expansion, states: ComparedStates): void {
  const { expanded } = states;
  const random = new Random(5);
  if (judge.idle) return;
  for (const state of oneOfEachPart(expanded, mostStates, random)) {
    if (states.skipped(state)) continue;
    const kernel = states.kernelAt(state);
    const place = judge.known?.values.find(judge.words) ?? -1;
    const first = place < 0 ? judgedIn(scenario, kernel) : Array.from(judge.known!.written.subarray(place, place + 2));
    const again = judgedIn(scenario, kernel);
    if (first[1] !== again[1])
      throw new ModelError(
        `scenario ${scenario.name}: the machine stops in a state and does not when asked again: stopsWhen may only read the state; let a step note what it needs in a ghost field.`,
      );
    const other = scenario.harms.find((_, h) => (((first[0]! ^ again[0]!) >>> h) & 1) === 1);
    if (other !== undefined)
      throw new ModelError(
        `the detector of harm ${other.id} (${other.name}) answers otherwise when it is asked again in the same state: a detector may only read the state; let a step note what it needs in a ghost field.`,
      );
  }
}

/** The harms found, a bit each, and 1 where the machine stops. */
function judgedIn(scenario: Scenario, kernel: Kernel): [number, number] {
  const { harms } = scenario;
  let found = 0;
  for (let h = 0; h < harms.length; h++) if (isFound(harms[h]!, kernel)) found |= 1 << h;
  return [found, stopsIn(scenario, kernel) ? 1 : 0];
}
