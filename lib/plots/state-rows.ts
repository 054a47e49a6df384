// Where the states of a graph lie: rows by distance from the first, and within a row an order in
// which few edges cross (each state near the middle of its neighbours, swept down and up).

/** A state. */
export interface Node {
  id: string;
  label: string;
}

/** A step from one state to another. */
export interface Edge {
  from: string;
  to: string;
  label: string;
}

/** A state with its place; `number` counts from 0, row by row and left to right. */
export interface Placed extends Node {
  depth: number;
  number: number;
  /** From 0 at the left to 1 at the right. */
  share: number;
}

const sweeps = 6;

function depths(nodes: readonly Node[], edges: readonly Edge[]): Map<string, number> {
  const found = new Map(nodes.slice(0, 1).map(({ id }) => [id, 0]));
  for (const [id, depth] of found) {
    for (const edge of edges) if (edge.from === id && !found.has(edge.to)) found.set(edge.to, depth + 1);
  }
  const lost = nodes.find(({ id }) => !found.has(id));
  if (lost)
    throw new Error(
      `No step leads from '${nodes[0].id}' to '${lost.id}'; a state graph shows what can be reached from its first state.`,
    );
  return found;
}

/** Sorts a row by the mean place of each state's neighbours in the row above or below. */
function sortRow(row: string[], other: readonly string[], edges: readonly Edge[]): string[] {
  const mean = new Map(
    row.map((id, at) => {
      const places = edges
        .flatMap(({ from, to }) => (from === id ? [other.indexOf(to)] : to === id ? [other.indexOf(from)] : []))
        .filter((place) => place >= 0)
        .map((place) => (place + 0.5) / other.length);
      return [id, places.length > 0 ? places.reduce((a, b) => a + b, 0) / places.length : (at + 0.5) / row.length];
    }),
  );
  return row.toSorted((a, b) => (mean.get(a) as number) - (mean.get(b) as number));
}

/** Gives every state its row and its place in it. */
export function place(
  nodes: readonly Node[],
  edges: readonly Edge[],
): { placed: Placed[]; rows: number; widest: number } {
  const depth = depths(nodes, edges);
  const rows: string[][] = [];
  for (const { id } of nodes) {
    const at = depth.get(id) as number;
    rows[at] ??= [];
    rows[at].push(id);
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let at = 1; at < rows.length; at++) rows[at] = sortRow(rows[at], rows[at - 1], edges);
    for (let at = rows.length - 2; at > 0; at--) rows[at] = sortRow(rows[at], rows[at + 1], edges);
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const placed = rows.flatMap((row, at) =>
    row.map((id, column) => ({ ...(byId.get(id) as Node), depth: at, share: (column + 0.5) / row.length })),
  );
  return {
    placed: placed.map((node, number) => ({ ...node, number })),
    rows: rows.length,
    widest: Math.max(...rows.map((row) => row.length)),
  };
}
