// The engine: it runs and explores scenarios and knows nothing of pages.
export * from './field.js';
export * from './record.js';
export { ModelError } from './memory.js';
export * from './step.js';
export { Kernel, type Choice } from './kernel.js';
export { again, forEachIndex, kernelFunction, type KernelFunction } from './kernel-function.js';
export * from './scenario.js';
export * from './trace.js';
export { Search, search, type SearchOptions } from './explorer.js';
export * from './schedule.js';
export { type OperationRun, type Run, type RunOptions, simulate } from './clock.js';
