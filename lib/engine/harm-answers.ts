// The verdicts on harms: whether each can happen in the graph of a search, and the shortest way it does.
import type { HarmAnswer, Verdict } from './exploration.js';
import type { Search } from './explorer.js';
import { isAvoidable } from './fair-cycles.js';
import type { StateGraph } from './state-graph.js';
import { wayTo } from './way.js';

/**
 * The verdicts on the harms.
 * @param graph the search's, null where it is not complete or has no edges: Always is then not told from Sometimes
 */
export function harmAnswersOf(search: Search, graph: StateGraph | null): HarmAnswer[] {
  const first = search.scenario.harms.map((_, h) => firstWith(search, h));
  return search.scenario.harms.map(({ id, name }, h) => ({
    id,
    name,
    verdict: harmVerdict(search, graph, h, first[h]!),
    count: search.firings[h]!,
    shortest: null,
    schedule: null,
    ...(first[h]! >= 0 ? wayTo(search, first[h]!, { also: (s) => ((search.found[s]! >>> h) & 1) === 1 }) : {}),
  }));
}

/** The first state in which a harm is found, −1 for none. */
function firstWith(search: Search, harm: number): number {
  const { found, store } = search;
  for (let s = 0; s < store.count; s++) if ((found[s]! >>> harm) & 1) return s;
  return -1;
}

function harmVerdict(search: Search, graph: StateGraph | null, harm: number, first: number): Verdict {
  const looked = search.options.detect ?? true;
  if (first < 0) return search.complete && looked ? 'Never' : 'unknown';
  if (!search.complete || graph === null) return 'Sometimes';
  const bad = new Uint8Array(graph.states);
  for (let s = first; s < bad.length; s++) bad[s] = (search.found[s]! >>> harm) & 1;
  return isAvoidable(graph, bad) ? 'Sometimes' : 'Always';
}
