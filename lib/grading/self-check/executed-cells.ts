// What the cells of this notebook said when they were run: tslab keeps no record of it, so one is
// kept here, from the moment pinlab is imported. Outside a kernel there is nothing to keep.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const executed: string[] = [];

interface TslabMetadata {
  getCodeMetadata(source: string): unknown;
}

/** Listens to the running kernel, once. */
function listen(): void {
  const file = Object.keys(require.cache).find((name) => /[\\/]tslab[\\/]dist[\\/]metadata\.js$/.test(name));
  if (file === undefined) return;
  const tslab = require(file) as TslabMetadata;
  const { getCodeMetadata } = tslab;
  tslab.getCodeMetadata = (source) => {
    executed.push(source);
    return getCodeMetadata(source);
  };
}

listen();

/** The texts of the cells that were run since pinlab was imported, the latest last. */
export const executedCells = (): readonly string[] => executed;
