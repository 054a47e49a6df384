// What a field's value means, in the kernel's words: one phrase for each field of the machine that
// a reader has to know. A field without a phrase is told by its name and value.
import type { FieldValue } from '../engine/trace.js';
import { zeroToken } from '../pages/tokens.js';

/** What a phrase is made of. */
interface Said {
  /** The record's name. */
  readonly record: string;
  readonly value: FieldValue;
  /** Whose bytes a content is. */
  bytes(content: FieldValue): string;
}

type Phrase = (said: Said) => string;

/** A phrase for each value of a flag. */
function flag(yes: string, no: string): Phrase {
  return ({ record, value }) => (value === true ? yes : no).replaceAll('%', record);
}

/** Whose bytes one sector holds. */
const sector =
  (where: string, number: 0 | 1): Phrase =>
  ({ record, value, bytes }) =>
    `sector ${number} ${where.replaceAll('%', record)} ${bytes(value)}`;

/** The writers in a set of writers. */
const writersIn = (value: FieldValue): number[] =>
  [1, 2, 3, 4].filter((writer) => (Number(value) >>> (writer - 1)) & 1);

/** What fsync has answered for. */
const promise =
  (number: 0 | 1): Phrase =>
  ({ record, value, bytes }) => {
    const wanted = writersIn(value);
    return wanted.length === 0
      ? `no fsync has promised anything of sector ${number} at ${record}`
      : `fsync has promised that sector ${number} at ${record} survives a power cut with ${wanted.map((each) => bytes(each)).join(' or ')}`;
  };

const counted =
  (noun: string): Phrase =>
  ({ record, value }) =>
    `${record} ${noun.replace('#', String(value)).replace('(s)', value === 1 ? '' : 's')}`;

const phrases: Readonly<Record<string, Phrase>> = {
  'Page.mapping': ({ record, value }) =>
    value === null ? `${record} no longer belongs to a file` : `${record} belongs to ${value}`,
  'Page.filling': flag('% is not read yet', '% has been read'),
  'Page.locked': flag('% is locked', '% is unlocked'),
  'Page.dirty': flag('% is dirty', '% is clean'),
  'Page.writeback': flag('% is under writeback', '% is not under writeback'),
  'Page.dirtyTag': flag('% carries the tag DIRTY', '% no longer carries the tag DIRTY'),
  'Page.towriteTag': flag('% carries the tag TOWRITE', '% no longer carries the tag TOWRITE'),
  'Page.buffers': flag('% has buffers', '% has no buffers'),
  'Page.pins': counted('is held by # pin(s)'),
  'Page.plainPins': counted('has # plain reference(s) among its pins'),
  'Page.extraRefs': counted('has # further reference(s)'),
  'Page.data0': sector('of % holds', 0),
  'Page.data1': sector('of % holds', 1),
  'Page.anon': flag('% is private memory', '% is no private memory any more'),
  'Page.exclusive': flag('% is one process’s own', '% may be shared with another process'),
  'Page.head': ({ record, value }) =>
    value === null ? `${record} is no part of a large folio any more` : `${record} belongs to the large folio ${value}`,
  'Page.next': ({ record, value }) =>
    value === null ? `nothing follows ${record} in its folio` : `${value} follows ${record} in its folio`,
  'Page.takenBare': flag(
    'a writeback path took % dirty and without buffers',
    'no writeback path has taken % without buffers',
  ),
  'Page.announced': flag('page_mkwrite has announced a write to %', 'no write to % is announced since it was cleaned'),
  'Pte.page': ({ record, value }) => (value === null ? `${record} maps nothing` : `${record} maps ${value}`),
  'Pte.writable': flag('stores through % need no fault', 'the next store through % must fault'),
  'Pte.dirty': flag('the dirty bit of % is set', 'the dirty bit of % is clear'),
  'Inode.size': counted('is # page(s) long'),
  'Inode.locked': flag('the inode lock of % is held', 'the inode lock of % is free'),
  'Inode.sharing': counted('is locked shared by # task(s)'),
  'Inode.directIo': counted('has # direct I/O(s) of its own under way'),
  'Inode.faulting': ({ record, value }) =>
    value === 0
      ? `nobody holds i_mmap_sem of ${record} shared`
      : `i_mmap_sem of ${record} has ${value} shared holder${value === 1 ? '' : 's'}`,
  'Inode.truncating': flag('i_mmap_sem of % is held exclusively', 'i_mmap_sem of % is free'),
  'FileBlock.block': ({ record, value }) =>
    value === null ? `${record} has no block on the disk` : `${record} lies in ${value}`,
  'FileBlock.committed': ({ record, value }) =>
    value === null ? `after a power cut ${record} is a hole` : `after a power cut ${record} lies in ${value}`,
  'FileBlock.arriving': ({ record, value }) =>
    value === null ? `no new block is on its way to ${record}` : `the data of ${record} is to go to ${value}`,
  'FileBlock.overwriting': flag(
    'a writeback overwrites the block of % in place',
    'no writeback overwrites the block of %',
  ),
  'FileBlock.reserved': flag('space is reserved for %', 'no space is reserved for %'),
  'FileBlock.promised0': promise(0),
  'FileBlock.promised1': promise(1),
  'Block.cache0': sector('of % in the device’s cache holds', 0),
  'Block.cache1': sector('of % in the device’s cache holds', 1),
  'Block.medium0': sector('of % on the medium holds', 0),
  'Block.medium1': sector('of % on the medium holds', 1),
  'Block.cacheSum0': sector('of % has a checksum over', 0),
  'Block.cacheSum1': sector('of % has a checksum over', 1),
  'Block.mediumSum0': sector('of % on the medium has a checksum over', 0),
  'Block.mediumSum1': sector('of % on the medium has a checksum over', 1),
  'Block.sentSum0': sector('on its way to % has a checksum over', 0),
  'Block.sentSum1': sector('on its way to % has a checksum over', 1),
  'Block.strayWrite': flag('a write reached % when no file lay in it', 'no write strayed into %'),
  'Block.sharedChanged': flag('% changed while more than one file lay in it', '% did not change while files shared it'),
  'DaxBlock.reached': ({ record, value }) =>
    value === 'by right'
      ? `nobody has reached ${record} without a right to it`
      : `somebody reached ${record} ${value === 'when free' ? 'when no file owned it' : 'in another file'}`,
  'DaxBlock.generation': counted('has been freed # time(s)'),
  'DaxClaim.generation': counted('was made when the block had been freed # time(s)'),
  'Lease.type': ({ record, value }) =>
    value === 'none' ? `${record} is held by nobody` : `${record} is held as a lease to ${value}`,
  'Lease.pending': ({ record, value }) =>
    value === 'nothing'
      ? `nothing is asked of the holder of ${record}`
      : value === 'removal'
        ? `the holder of ${record} is to give it back`
        : `the holder of ${record} is to keep no more than a lease to read`,
  'Lease.overdue': ({ record, value }) =>
    value === 'no'
      ? `${record} is not overdue`
      : `${record} is overdue: its holder is to be ${value === 'kill' ? 'killed' : 'fenced'}`,
  'Lease.ending': flag('what the holder of % has is being let go of', 'nobody is letting go for %'),
  'Lease.fenced': flag('nothing is accepted of the holder of % any more', 'the holder of % is not fenced'),
  'Lease.writers': counted('has # operation(s) that keep new leases away'),
  'Lease.lost': ({ record, value }) => (value === 'no' ? `${record} was never lost` : `${record} went ${value}`),
  'Lease.writtenAfter': ({ record, value }) =>
    value === 'no' ? `no device wrote without ${record}` : `a device wrote though ${record} had gone ${value}`,
  'Block.busy': flag('a write to % is under way', 'no write to % is under way'),
  'Bio.state': ({ record, value }) =>
    value === 'free'
      ? `${record} is done`
      : value === 'gathering'
        ? `${record} gathers pages`
        : `${record} is in the device’s queue`,
  'Bio.first': ({ record, value }) => (value === null ? `${record} is empty` : `${record} begins with ${value}`),
  'Bio.pages': counted('holds # page(s)'),
  'Bio.skipped': counted('passes by # page(s) in front'),
  'OpenFile.owesError': flag('% is owed a write error', '% is owed no error'),
  'System.bug': flag('the machine has stopped at a BUG', 'the machine runs'),
  'Pin.plain': flag('% is a plain reference', '% is no plain reference any more'),
  'Pin.page': ({ record, value }) => (value === null ? `${record} holds nothing` : `${record} holds ${value}`),
  'Pin.pte': ({ record, value }) =>
    value === null ? `${record} belongs to no PTE` : `${record} was taken through ${value}`,
  'DirectRead.state': ({ record, value }) => `${record} is ${value}`,
  'DirectRead.pages': counted('fills # page(s)'),
  'DirectRead.failed': flag('% has failed', '% has not failed'),
  'DirectRead.redirtyQueued': flag('a work item is to re-dirty the pages of %', 'no work item is queued for %'),
  'DirectWrite.page': ({ record, value }) =>
    value === null ? `${record} reads no page` : `the device reads ${value} for ${record}`,
  'DirectWrite.copied': flag('the device reads a copy for %', 'no copy is made for %'),
  'DirectWrite.copy0': sector('of the copy for % holds', 0),
  'DirectWrite.copy1': sector('of the copy for % holds', 1),
  'Vma.gone': flag('% is gone: an access there ends in SIGSEGV', '% maps the file'),
  'Vma.readOnly': flag('% may only be read: a store there ends in SIGSEGV', '% may be written'),
  'Bounce.used': flag('what is written is a copy, in %', '% is free again'),
  'Bounce.data0': sector('of the copy in % holds', 0),
  'Bounce.data1': sector('of the copy in % holds', 1),
  'AddressSpace.unmapping': flag('mmap_lock of % is held exclusively', 'mmap_lock of % is not held exclusively'),
  'AddressSpace.walking': counted('has # holder(s) of mmap_lock shared'),
  'Pipe.page': ({ record, value }) => (value === null ? `${record} is empty` : `${record} holds ${value}`),
  'Pipe.nth': ({ record, value }) => `${record} holds page ${value} of its folio`,
  'Region.registered': flag('the device accepts messages for %', 'the device accepts no message for %'),
  'Region.busy': flag('a message is on its way into %', 'no message is on its way into %'),
  'Message.state': ({ record, value }) =>
    value === 'landed'
      ? `${record} has landed, its completion is in the queue`
      : value === 'seen'
        ? `user space has seen the completion of ${record}`
        : value === 'offered'
          ? `the frame of ${record} is in the fill ring`
          : value === 'failed'
            ? `${record} has failed, and its user is told so`
            : `${record} is not sent`,
  'Mirror.invalidating': counted('has # invalidation(s) under way'),
  'Mirror.movedOn': flag('the sequence of % has moved on', 'the sequence of % is read'),
  'Mirror.busy': flag('an operation of % is under way', 'no operation of % is under way'),
  'Mirror.stopped': flag('% is stopped', '% is armed'),
  'Mirror.failed': flag('% cannot be armed again', '% has not failed'),
  'Mirror.outlived': flag(
    'the device wrote by an address whose munmap had returned',
    'the device wrote by no address that was gone',
  ),
  'Translation.page': ({ record, value }) =>
    value === null ? `the device’s table has no page for ${record}` : `the device’s table maps ${record} to ${value}`,
  'Translation.writable': flag('the device may write through %', 'the device may not write through %'),
  'Translation.inUse': ({ record, value }) =>
    value === null ? `the device has let go of ${record}` : `the device has translated ${record}: it writes ${value}`,
  'FileBlock.dropped': flag(
    'reclaim dropped the only copy of what was at %',
    'reclaim dropped nothing that was only in memory at %',
  ),
  'GhostWrite.orphan': flag(
    'the device’s data landed in a page that had left its file',
    'the device’s data landed in its file',
  ),
  'GhostWrite.succeeded': flag('its operation reported success', 'its operation has not reported success'),
};

/** What a field says where it is a reason and no news: where another phrase is clearer then. */
const causes: Readonly<Record<string, Phrase>> = {
  'Page.mapping': ({ record, value }) =>
    value === null ? `${record} belongs to no file` : `${record} belongs to ${value}`,
  'Page.dirtyTag': flag('% carries the tag DIRTY', '% does not carry the tag DIRTY'),
  'Page.towriteTag': flag('% carries the tag TOWRITE', '% does not carry the tag TOWRITE'),
  'Page.anon': flag('% is private memory', '% is no private memory'),
  'Pte.writable': flag('% is writable', '% is not writable'),
};

/** Whether a field holds the bytes of a sector: in memory, in the device's cache or on the medium. */
export function isContent(type: string, field: string): boolean {
  return /^((Page|Bounce)\.data|Block\.(cache|medium))\d$/.test(`${type}.${field}`);
}

/** Whether a field says whose bytes something covers or holds. */
export function isAboutBytes(type: string, field: string): boolean {
  return isContent(type, field) || /^Block\.(cache|medium|sent)Sum\d$/.test(`${type}.${field}`);
}

/** The contents that a field promises to keep, any of them; none for a field that promises nothing. */
export function promisedTo(type: string, field: string, value: FieldValue): number[] {
  return /^FileBlock\.promised\d$/.test(`${type}.${field}`) ? writersIn(value) : [];
}

/** Fields that mean something only while something is under way: the field that says so, and its value when nothing is. */
const onlyDuring: Readonly<Record<string, readonly [field: string, over: FieldValue]>> = {
  'Block.sentSum0': ['busy', false],
  'Block.sentSum1': ['busy', false],
  'Bounce.data0': ['used', false],
  'Bounce.data1': ['used', false],
  'Bio.first': ['state', 'free'],
  'Pin.pte': ['page', null],
  'Bio.pages': ['state', 'free'],
};

/** Whether a change only clears what is over: among `together`, what was under way there ends. */
export function isClearedAway(change: FieldNow, together: readonly FieldNow[]): boolean {
  const during = onlyDuring[`${change.type}.${change.field}`];
  return (
    during !== undefined &&
    together.some((each) => each.record === change.record && each.field === during[0] && each.value === during[1])
  );
}

/** A field at a value. */
export interface FieldNow {
  record: string;
  /** The record's type. */
  type: string;
  field: string;
  value: FieldValue;
}

/** A field's value as a name or number. */
export function bareValue(value: FieldValue): string {
  return value === null ? 'none' : value === true ? 'yes' : value === false ? 'no' : String(value);
}

/**
 * What a field's value says, as a clause: `page0 is dirty`. Without a phrase: `counter.value is 1`.
 * @param writers names of those who wrote the contents, by their numbers
 */
export function fieldWords(now: FieldNow, writers: ReadonlyMap<number, string>): string {
  return saidBy(phrases, now, writers);
}

/** The same for a field that is the reason why something came to nothing. */
export function causeWords(now: FieldNow, writers: ReadonlyMap<number, string>): string {
  return saidBy(`${now.type}.${now.field}` in causes ? causes : phrases, now, writers);
}

function saidBy(
  table: Readonly<Record<string, Phrase>>,
  { record, type, field, value }: FieldNow,
  writers: ReadonlyMap<number, string>,
): string {
  const phrase = table[`${type}.${field}`];
  if (phrase === undefined) return `${record}.${field} is ${bareValue(value)}`;
  const bytes = (content: FieldValue) =>
    content === 0
      ? 'the file’s original bytes'
      : content === zeroToken
        ? 'zeros'
        : `the bytes of ${writers.get(Number(content)) ?? `writer ${content}`}`;
  return phrase({ record, value, bytes });
}

/** The same for a change; a field without a phrase is told with both values: `counter.value: 0 → 1`. */
export function changeWords(change: FieldNow & { before: FieldValue }, writers: ReadonlyMap<number, string>): string {
  const { record, type, field, value, before } = change;
  if (phrases[`${type}.${field}`] === undefined)
    return `${record}.${field}: ${bareValue(before)} → ${bareValue(value)}`;
  return fieldWords(change, writers);
}
