// What the folding checks and the answers need of a graph, whether it was searched or sampled.
import type { Search } from './explorer.js';

/** A graph of states as far as it is known, with the automata it was made by. */
export type Searched = Pick<
  Search,
  | 'scenario'
  | 'options'
  | 'store'
  | 'edges'
  | 'automata'
  | 'firstLook'
  | 'found'
  | 'stopped'
  | 'complete'
  | 'memoryOf'
  | 'stateOf'
  | 'node'
  | 'kernelAt'
>;
