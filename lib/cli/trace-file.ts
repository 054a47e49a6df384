// A trace as a file of Chrome trace events.
import type { Trace } from '../engine/index.js';
import { chromeTrace } from '../exports/chrome-trace.js';
import { headLine, type Loaded } from './loaded.js';
import { writeText } from './written-file.js';

/**
 * Writes `trace` to `file`.
 * @throws UsageError that says why it cannot be written
 */
export function writeTrace(file: string, trace: Trace, loaded: Loaded): void {
  const { traceEvents, otherData } = chromeTrace(trace, headLine(loaded));
  const lines = traceEvents.map((event) => JSON.stringify(event)).join(',\n');
  writeText('trace', file, `{"otherData":${JSON.stringify(otherData)},"traceEvents":[\n${lines}\n]}\n`, loaded);
}
