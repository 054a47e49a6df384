// What devices that mirror page tables cost: their faults, and being told that an entry changes. Each
// figure says where it comes from; most are orders of magnitude.

import type { MirrorCosts, SourcedCost } from '../pages/costs.js';
import type { DeviceKind } from '../pages/device-kind.js';

const assumed = (ns: number, why: string): SourcedCost => ({
  ns,
  shape: 'lognormal',
  spread: 0.25,
  source: `assumed: ${why}`,
});

/** An RDMA adapter that faults. */
const adapter: MirrorCosts = {
  translate: assumed(100, 'a look-up in the adapter’s cache of translations'),
  access: { ns: 164, source: 'arithmetic: 2 KiB at 12.5 GB/s' },
  deviceFault: assumed(200_000, 'a minor fault of a network adapter, about 200 µs in all (the class of ASPLOS 2017)'),
  invalidate: assumed(20_000, 'zapping a range of an adapter takes 10 to 50 µs'),
};

/** A GPU behind PCIe. */
const gpu: MirrorCosts = {
  translate: assumed(100, 'a look-up in the GPU’s TLB'),
  access: { ns: 164, source: 'arithmetic: 2 KiB at 12.5 GB/s; the rate of its link is assumed' },
  deviceFault: assumed(30_000, 'a far fault of a GPU takes 20 to 50 µs (the class of HPCA 2016)'),
  invalidate: assumed(10_000, 'a TLB invalidation and its answer over PCIe'),
};

/** A virtual CPU behind a second page table. */
const vm: MirrorCosts = {
  translate: assumed(1, 'the second walk is in the TLB'),
  access: assumed(100, 'storing half a page at 20 GB/s'),
  deviceFault: assumed(2_000, 'leaving the guest and entering it again'),
  invalidate: assumed(2_000, 'an interrupt that makes another CPU leave the guest'),
};

/** A device whose queues are stopped, and restored by a worker. */
const stopping: MirrorCosts = {
  ...gpu,
  deviceFault: assumed(200_000, 'a worker that maps everything again and starts the queues'),
  invalidate: assumed(50_000, 'stopping the queues of a device'),
};

/** A device that asks the IOMMU. */
const ats: MirrorCosts = {
  ...adapter,
  translate: assumed(1_000, 'a translation request over PCIe that the IOMMU walks for'),
};

/** Costs by kind of device; a kind without a page table of its own has an adapter's, and asks for none but `access`. */
export const mirrorCosts: { readonly [K in DeviceKind]: MirrorCosts } = {
  odp: adapter,
  gpu,
  vm,
  notifier: stopping,
  holding: adapter,
  ats,
  pinned: adapter,
  cpu: adapter,
};
