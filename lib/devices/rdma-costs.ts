// What an RDMA adapter costs: one of about 2018, at 100 Gb/s, and the habits of its users. Each
// figure says where it comes from.
import type { RdmaCosts } from '../pages/costs.js';

/** Costs of an adapter behind PCIe. */
export const rdmaCosts: RdmaCosts = {
  register: {
    ns: 20_000,
    shape: 'lognormal',
    spread: 0.25,
    source: 'assumed: 10 to 50 µs beside the pages themselves',
  },
  deregister: { ns: 20_000, shape: 'lognormal', spread: 0.25, source: 'assumed: as long as registering' },
  message: { ns: 1_000, shape: 'lognormal', spread: 0.25, source: 'assumed: 1 µs from the wire to memory' },
  wire: { ns: 164, source: 'arithmetic: 2 KiB at 12.5 GB/s' },
  completion: { ns: 200, source: 'assumed: one more write over PCIe' },
  peer: { ns: 50_000, shape: 'exponential', source: 'assumed: a message now and then' },
  hold: { ns: 10_000_000, shape: 'exponential', source: 'assumed: for as long as the process likes, hours as well' },
};
