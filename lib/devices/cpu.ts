// What a CPU's part of the work costs. Each figure says where it comes from.
import type { CpuCosts, SourcedCost } from '../pages/costs.js';

const assumed = (ns: number, why: string): SourcedCost => ({
  ns,
  shape: 'lognormal',
  spread: 0.2,
  source: `assumed: ${why}`,
});

/** Costs on a server CPU of about 2018. */
export const serverCpu: CpuCosts = {
  store: assumed(5, 'a store that hits the TLB and a cache'),
  pageFault: assumed(700, 'a minor fault takes 0.5 to 1 µs'),
  pageMkwrite: assumed(2_000, 'a fault through page_mkwrite takes 1 to 5 µs in all'),
  changePte: assumed(500, 'one PTE change with a TLB flush on other CPUs'),
  flag: assumed(30, 'one uncontended atomic operation'),
  syscall: assumed(200, 'system call entry and exit with mitigations'),
  submit: assumed(1_000, 'building a bio and ringing the device'),
  pinPage: assumed(100, 'get_user_pages for one page'),
  wake: assumed(2_000, 'an interrupt or wake-up until the task runs'),
  flusherInterval: {
    ns: 5_000_000_000,
    source: 'Linux: dirty_writeback_interval, 500 centiseconds (mm/page-writeback.c)',
  },
  dirtyExpire: {
    ns: 30_000_000_000,
    source: 'Linux: dirty_expire_interval, 3000 centiseconds (mm/page-writeback.c)',
  },
  reclaimInterval: { ns: 100_000_000, source: 'assumed: depends on memory pressure alone' },
};
