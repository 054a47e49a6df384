// What real kernels did with the schedule that loses data behind a direct read, and under which
// conditions. Counts of runs on November 22, 2026: Debian's kernels in QEMU, and one machine of metal.
// Emulation makes such races more frequent than they are; what counts is none against some.

/** Runs under one condition that read back, after a power cut, the content before the read. */
export interface Hits {
  readonly hits: number;
  readonly tries: number;
}

/** Kernels in QEMU, oldest first. */
export const testedKernels = ['6.1.192', '6.12.117', '6.17.13', '7.3.4'] as const;
/** One of them. */
export type TestedKernel = (typeof testedKernels)[number];

/** One condition, and what was seen on ext4 and on xfs. */
export interface LateRedirtyRow {
  readonly condition: string;
  readonly ext4: Readonly<Record<TestedKernel, Hits>>;
  readonly xfs: Readonly<Record<TestedKernel, Hits>>;
}

const row = (
  condition: string,
  ext4: readonly (readonly [number, number])[],
  xfs: readonly (readonly [number, number])[],
): LateRedirtyRow => {
  const byKernel = (counts: typeof ext4) =>
    Object.fromEntries(
      testedKernels.map((kernel, i) => [kernel, { hits: counts[i]![0], tries: counts[i]![1] }]),
    ) as Record<TestedKernel, Hits>;
  return { condition, ext4: byKernel(ext4), xfs: byKernel(xfs) };
};

/** A direct read, fsync of its buffer's file in mid-transfer, and fsync again when read() has returned. */
export const lateRedirtyInQemu: readonly LateRedirtyRow[] = [
  row(
    'the worker’s CPU is starved',
    [
      [8, 8],
      [8, 8],
      [8, 8],
      [5, 8],
    ],
    [
      [8, 8],
      [8, 8],
      [8, 8],
      [4, 8],
    ],
  ),
  row(
    'nothing special',
    [
      [2, 200],
      [175, 200],
      [119, 176],
      [93, 177],
    ],
    [
      [2, 200],
      [158, 200],
      [106, 176],
      [115, 176],
    ],
  ),
  row(
    'the reader has real-time priority',
    [
      [66, 66],
      [66, 66],
      [60, 60],
      [58, 58],
    ],
    [
      [66, 66],
      [66, 66],
      [60, 60],
      [60, 60],
    ],
  ),
];

/** A control, and in how many runs data was lost all the same; how often each was tried is not on record. */
export interface LateRedirtyControl {
  readonly condition: string;
  readonly hits: number;
}

/** The controls. The one loss: 6.12.117 on xfs, the worker's CPU starved; something else had cleaned the page. */
export const lateRedirtyControls: readonly LateRedirtyControl[] = [
  { condition: 'no fsync of ours in mid-transfer', hits: 1 },
  { condition: 'the source is a raw block device', hits: 0 },
  { condition: 'one store by the CPU to the page before the fsync', hits: 0 },
];

/** Linux 6.18.44 on ext4 at native speed, a second thread calling fsync all the time. */
export const lateRedirtyNative: readonly (Hits & { readonly condition: string })[] = [
  { condition: '4 KiB', hits: 7, tries: 3_000 },
  { condition: '256 KiB', hits: 15, tries: 2_000 },
  { condition: '4 MiB', hits: 5, tries: 300 },
  { condition: 'without the second thread', hits: 0, tries: 5_000 },
  { condition: 'with a store to each page before the fsync', hits: 0, tries: 5_000 },
];
