// The kinds of device that reach for a page: one for each way in which the argument comes out differently.

/**
 * What accesses the memory.
 * - `cpu`: no device at all, a CPU thread that makes the same accesses: what a mirror is compared with;
 * - `pinned`: it knows physical addresses alone, so its pages are pinned until user space lets go (RDMA);
 * - `ats`: it asks the IOMMU for translations (ATS) and cannot fault (no PRI), so its pages are pinned as well;
 * - `odp`: an RDMA adapter that faults (on-demand paging), a page at a time;
 * - `gpu`: a GPU that mirrors the page table (hmm_range_fault), an access at a time;
 * - `vm`: a virtual machine's CPU behind a second page table (KVM), an access at a time; it holds a page
 *   for as long as a fault takes, which on DAX puts off who waits for references;
 * - `notifier`: it is told, and cannot fault: it stops, drops its translations, and is armed again by a worker;
 * - `holding`: it faults like `odp`, and keeps a reference on each page until user space lets go.
 */
export type DeviceKind = 'cpu' | 'pinned' | 'ats' | 'odp' | 'gpu' | 'vm' | 'notifier' | 'holding';

/** All of them; the first is what a scenario of mirrors has unless told otherwise. */
export const deviceKinds = ['odp', 'gpu', 'vm', 'notifier', 'holding', 'ats', 'pinned', 'cpu'] as const;

/** Whether it has a page table of its own. */
export const hasPageTable = (kind: DeviceKind): boolean => kind !== 'cpu' && kind !== 'pinned';

/** Whether it is told of changes of the page tables that it mirrors. */
export const isNotified = (kind: DeviceKind): boolean => hasPageTable(kind) && kind !== 'ats';

/** Whether it keeps its pages pinned until user space lets go of them. */
export const isPinning = (kind: DeviceKind): boolean => kind === 'pinned' || kind === 'ats';
