// Who holds a page, step by step: the reference count taken apart, read off a trace.
import type { Change, FieldValue, Trace } from '../engine/index.js';
import { pinBias } from './page.js';

/** One kind of holder, and how many references it has before the first step and after each one. */
export interface HolderSeries {
  name: string;
  values: number[];
}

/** Devices with a plain reference are shown where there are any. */
const plainKind = 'devices by plain references';

/** The kinds of holders, in the order in which a page usually gets them. */
const kinds = ['page cache', 'buffers', 'page tables', 'bystanders', 'pins', plainKind] as const;

/** What a field's value adds to the kinds of holders of `page`. */
function shares(page: string, type: string, record: string, field: string, value: FieldValue): [number, number][] {
  if (type === 'Pte') return field === 'page' ? [[2, value === page ? 1 : 0]] : [];
  if (record !== page) return [];
  const amount = Number(value);
  if (field === 'mapping') return [[0, value === null ? 0 : 1]];
  if (field === 'buffers') return [[1, value === true ? 1 : 0]];
  if (field === 'extraRefs') return [[3, amount]];
  if (field === 'pins') return [[4, amount]];
  return field === 'plainPins'
    ? [
        [4, -amount],
        [5, amount],
      ]
    : [];
}

/**
 * The references on a page by who holds them: the page cache, the filesystem's buffers, page
 * tables, bystanders, pins, and devices that took plain references where there are any.
 * @param page the record's name, `'page0'`
 * @throws RangeError when the trace has no such page
 */
export function pageHolders(trace: Trace, page: string): HolderSeries[] {
  const types = new Map(trace.initial.map(({ record, type }) => [record, type]));
  if (types.get(page) !== 'Page')
    throw new RangeError(
      `the trace has no page ${page}; its pages are ${[...types].flatMap(([name, type]) => (type === 'Page' ? [name] : [])).join(', ')}`,
    );
  const now = kinds.map(() => 0);
  const series = kinds.map((name): HolderSeries => ({ name, values: [] }));
  const add = (record: string, field: string, value: FieldValue, sign: 1 | -1) => {
    for (const [kind, amount] of shares(page, types.get(record) ?? '', record, field, value))
      now[kind]! += sign * amount;
  };
  const note = () => {
    for (const [kind, { values }] of series.entries()) values.push(now[kind]!);
  };
  for (const { record, fields } of trace.initial) for (const { name, value } of fields) add(record, name, value, 1);
  note();
  for (const { changes } of trace.steps) {
    for (const { record, field, before, after } of changes as Change[]) {
      add(record, field, before, -1);
      add(record, field, after, 1);
    }
    note();
  }
  return series.filter(({ name, values }) => name !== plainKind || values.some((value) => value > 0));
}

/** `page_count` over the same steps: all references, each pin counted as `perPin`. */
export function referenceCounts(holders: readonly HolderSeries[], perPin = 1): number[] {
  const pins = holders.find(({ name }) => name === 'pins')!;
  return pins.values.map((_, step) =>
    holders.reduce((sum, each) => sum + each.values[step]! * (each === pins ? perPin : 1), 0),
  );
}

/** `page_count` where a pin adds GUP_PIN_COUNTING_BIAS. */
export const biasedCounts = (holders: readonly HolderSeries[]): number[] => referenceCounts(holders, pinBias);
