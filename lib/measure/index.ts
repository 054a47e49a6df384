// Measuring: latencies, their distribution, and what was waited for.
export { type BlockedTime, blockedByReason } from './blocking.js';
export { type Call, callsInRuns, callsOf } from './calls.js';
export { type DeviceLatency, type DeviceLatencyOptions, deviceLatency } from './device-latency.js';
export { type Bucket, histogram, histogramText } from './histogram.js';
export { type Moment, overSteps } from './over-steps.js';
export { partOf } from './part-of.js';
export { quantiles, type Summary, summarise } from './summary.js';
export { type SweepOptions, type SweepPoint, sweep } from './sweep.js';
