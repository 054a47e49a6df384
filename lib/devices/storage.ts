// Storage devices and what they cost.
//
// Orders of magnitude of three kinds of device, not of any product. Where no publication was at
// hand the source says "assumed"; conclusions are drawn only where they survive a factor of ten.
import type { Storage } from '../pages/costs.js';

const spread = 0.25;

/** A 7200 rpm disk: half a turn of latency and a seek before each request. */
const hdd: Storage = {
  name: 'hdd',
  volatileCache: true,
  integrity: false,
  writeErrors: false,
  readErrors: false,
  synchronous: false,
  costs: {
    request: {
      ns: 8_000_000,
      shape: 'lognormal',
      spread,
      source: 'arithmetic: half a turn at 7200 rpm is 4.2 ms; a seek of about 4 ms is assumed',
    },
    sector: { ns: 14_000, source: 'arithmetic: 2 KiB at 150 MB/s; the rate is assumed' },
    flush: { ns: 8_300_000, shape: 'lognormal', spread, source: 'arithmetic: one turn at 7200 rpm is 8.33 ms' },
  },
};

/** A flash drive behind NVMe with a volatile cache. */
const nvme: Storage = {
  name: 'nvme',
  volatileCache: true,
  integrity: false,
  writeErrors: false,
  readErrors: false,
  synchronous: false,
  costs: {
    request: {
      ns: 15_000,
      shape: 'lognormal',
      spread,
      source: 'assumed: a 4 KiB write to the device cache takes 10 to 30 µs',
    },
    sector: { ns: 1_000, source: 'assumed: 2 KiB at 2 GB/s' },
    flush: {
      ns: 200_000,
      shape: 'lognormal',
      spread,
      source: 'anecdotal: write and fsync about 250 µs in all on a data-centre drive',
    },
  },
};

/**
 * Persistent memory used as a block device: the CPU copies, and nothing is volatile (assumed: power
 * failure empties the caches by itself). Linux's driver announces a write cache all the same and
 * is sent flushes; here none is sent and none is charged.
 */
const pmem: Storage = {
  name: 'pmem',
  volatileCache: false,
  integrity: false,
  writeErrors: false,
  readErrors: false,
  synchronous: true,
  costs: {
    request: { ns: 200, source: 'assumed: entering the driver' },
    sector: { ns: 500, source: 'assumed: 2 KiB copied at 4 GB/s' },
    flush: { ns: 100, source: 'assumed: a store fence' },
  },
};

/** The kinds of storage by name. */
export const storages = { hdd, nvme, pmem } as const;

/** A kind of storage. */
export type StorageName = keyof typeof storages;
