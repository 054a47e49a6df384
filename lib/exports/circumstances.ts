// What else is so when a harm comes true, beside the fields that show it: where the bytes of a broken
// promise are, what is still on its way, and what still refers to a page that has left its file.
import type { Evidence } from '../engine/evidence.js';
import type { FieldValue, Trace } from '../engine/trace.js';
import { type FieldNow, isContent, promisedTo } from './field-words.js';

/** More would hide what matters. */
const most = 5;

/** What is true beside a harm: fields, and pages that are referred to though they have left their file. */
export interface Circumstances {
  /** Where the promised bytes are, other than in the fields that show the harm. */
  holders: FieldNow[];
  /** What is under way on the same records. */
  underWay: FieldNow[];
  /** Who still refers to which page without a file. */
  stale: { record: string; type: string; page: string }[];
}

/** The fields that say that something is under way, with the value at which nothing is. */
const underWayFields: Readonly<Record<string, FieldValue>> = {
  'Page.writeback': false,
  'Block.busy': false,
  'Bio.state': 'free',
};

/** What is true beside a harm after a step. */
export function circumstancesOf(trace: Trace, step: number, evidence: readonly Evidence[]): Circumstances {
  const fields = fieldsAfter(trace, step);
  const told = new Set(evidence.map(({ record, field }) => `${record}.${field}`));
  const free = fields.filter(({ record, field }) => !told.has(`${record}.${field}`));
  const promises = fields.filter(({ record, field }) => told.has(`${record}.${field}`));
  const isPromised = ({ type, field, value }: FieldNow) =>
    isContent(type, field) &&
    promises.some(
      (each) =>
        sectorOf(each) === sectorOf({ field }) && promisedTo(each.type, each.field, each.value).includes(Number(value)),
    );
  const holders = free.filter(isPromised);
  const about = new Set([...evidence, ...holders].map(({ record }) => record));
  const underWay = free.filter((each) => isUnderWay(each) && concerns(each, about, fields));
  return { holders: holders.slice(0, most), underWay: underWay.slice(0, most), stale: staleIn(fields).slice(0, most) };
}

/** All fields with the values they have after a step. */
function fieldsAfter({ initial, steps }: Trace, step: number): FieldNow[] {
  const now = new Map<string, FieldValue>();
  for (const { changes } of steps.slice(0, step + 1))
    for (const { record, field, after } of changes) now.set(`${record}.${field}`, after);
  return initial.flatMap(({ record, type, fields }) =>
    fields.map(({ name, value }) => {
      const changed = now.get(`${record}.${name}`);
      return { record, type, field: name, value: changed === undefined ? value : changed };
    }),
  );
}

/** Which sector of its page a field is about. */
const sectorOf = ({ field }: { field: string }): string => field.slice(-1);

function isUnderWay({ type, field, value }: FieldNow): boolean {
  const rest = underWayFields[`${type}.${field}`];
  return rest !== undefined && value !== rest;
}

/** Whether a record is one of those, or refers to one of them. */
function concerns({ record }: FieldNow, about: ReadonlySet<string>, fields: readonly FieldNow[]): boolean {
  return about.has(record) || fields.some((each) => each.record === record && about.has(String(each.value)));
}

/** PTEs and pins at a page that belongs to no file any more. */
function staleIn(fields: readonly FieldNow[]): Circumstances['stale'] {
  const homeless = new Set(
    fields
      .filter(({ type, field, value }) => `${type}.${field}` === 'Page.mapping' && value === null)
      .map((f) => f.record),
  );
  return fields
    .filter(({ type, field }) => field === 'page' && (type === 'Pte' || type === 'Pin'))
    .filter(({ value }) => homeless.has(String(value)))
    .map(({ record, type, value }) => ({ record, type, page: String(value) }));
}
