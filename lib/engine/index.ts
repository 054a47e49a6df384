// The engine: it runs and explores scenarios and knows nothing of pages.

export type { Budget, Cut } from './budget.js';
export { simulate } from './clock.js';
export * from './compare-outcomes.js';
export {
  type DecideOnCoresOptions,
  type DecideOptions,
  type Decision,
  decide,
  decideOnCores,
  type HarmDecision,
} from './decide.js';
export { type Evidence, evidenceOf, type HarmShown, harmsShown } from './evidence.js';
export { type ExploreInPartsOptions, exploreInParts } from './explore-in-parts.js';
export { Search, type SearchOptions, search } from './explorer.js';
export * from './field.js';
export { type Choice, Kernel } from './kernel.js';
export { again, forEachIndex, type KernelFunction, kernelFunction } from './kernel-function.js';
export { ModelError } from './model-error.js';
export * from './questions.js';
export * from './record.js';
export { type Replayed, replay } from './replay.js';
export type { OperationRun, Run, RunOptions } from './run.js';
export { type SampleInPartsOptions, sampleInParts } from './sample-in-parts.js';
export { type Guarantee, type SampledHarm, type SampleOptions, type Sampling, sample } from './sampling.js';
export * from './scenario.js';
export * from './schedule.js';
export * from './step.js';
export type { Recipe } from './sweep/recipe.js';
export * from './trace.js';
export { refusingUnknown } from './unknown-field.js';
export { type Parting, type WhatIf, type WhatIfDifference, type WhatIfSide, whatIf } from './what-if.js';
