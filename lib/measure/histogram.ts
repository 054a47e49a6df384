// Histograms with power-of-two buckets, printed as bpftrace prints `hist()`.
//
// Buckets are [0], [1], [2, 4), [4, 8) and so on, a negative value falls in (..., 0). From the first
// bucket in use to the last every bucket is printed. Limits are in powers of 1024: K, M, G, T.

/** One bucket: `from` is in it, `to` is not. */
export interface Bucket {
  from: number;
  to: number;
  count: number;
}

const barLetters = 52;

/** Which bucket a value falls in: -1 for negative ones, 0 for 0, then one more for each doubling. */
function bucketOf(value: number): number {
  const whole = Math.trunc(value);
  if (whole < 0) return -1;
  if (whole === 0) return 0;
  const power = Math.floor(Math.log2(whole));
  return 2 ** power > whole ? power : power + 1; // log2 rounds up just below a large power of two
}

function limits(bucket: number): Pick<Bucket, 'from' | 'to'> {
  if (bucket < 0) return { from: Number.NEGATIVE_INFINITY, to: 0 };
  return bucket === 0 ? { from: 0, to: 1 } : { from: 2 ** (bucket - 1), to: 2 ** bucket };
}

/** Counts values in power-of-two buckets; fractions are cut off, as a kernel's integers would be. */
export function histogram(values: readonly number[]): Bucket[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(bucketOf(value), (counts.get(bucketOf(value)) ?? 0) + 1);
  if (counts.size === 0) return [];
  const used = [...counts.keys()].sort((a, b) => a - b);
  const buckets: Bucket[] = [];
  for (let at = used[0]; at <= used[used.length - 1]; at++) buckets.push({ ...limits(at), count: counts.get(at) ?? 0 });
  return buckets;
}

const suffixes = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

function limitText(limit: number): string {
  const power = limit < 1024 ? 0 : Math.min(suffixes.length - 1, Math.floor(Math.log2(limit) / 10));
  return `${limit / 1024 ** power}${suffixes[power]}`;
}

function bucketText({ from, to }: Bucket): string {
  if (from === Number.NEGATIVE_INFINITY) return '(..., 0)';
  return to - from === 1 ? `[${from}]` : `[${limitText(from)}, ${limitText(to)})`;
}

/** The histogram as bpftrace prints it. */
export function histogramText(buckets: readonly Bucket[]): string {
  const most = Math.max(...buckets.map((bucket) => bucket.count), 1);
  const rows = buckets.map((bucket) => {
    const bar = '@'.repeat(Math.floor((bucket.count * barLetters) / most)).padEnd(barLetters);
    return `${bucketText(bucket).padEnd(16)}${String(bucket.count).padStart(8)} |${bar}|`;
  });
  return rows.join('\n');
}
