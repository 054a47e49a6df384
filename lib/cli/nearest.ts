// The name that was probably meant.

/** How many letters must be added, left out or changed to make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** The name nearest to what was written, or undefined when none is near. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const word = written.toLowerCase().slice(0, 100);
  const scored = names.map((name) => ({ name, off: distance(word, name.toLowerCase()) }));
  const best = scored.toSorted((a, b) => a.off - b.off)[0];
  if (best !== undefined && best.off <= Math.max(2, best.name.length / 4)) return best.name;
  return word.length >= 3 ? names.find((name) => name.toLowerCase().includes(word)) : undefined;
}

/** A question to put behind a message, `; did you mean direct-read-and-fsync?`, or nothing. */
export function didYouMean(written: string, names: readonly string[]): string {
  const name = nearest(written, names);
  return name === undefined ? '' : `; did you mean ${name}?`;
}
