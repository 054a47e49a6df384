// Measuring: latencies, their distribution, and what was waited for.
export { type BlockedTime, blockedByReason } from './blocking.js';
export { type Bucket, histogram, histogramText } from './histogram.js';
export { quantiles, type Summary, summarise } from './summary.js';
export { type SweepOptions, type SweepPoint, sweep } from './sweep.js';
