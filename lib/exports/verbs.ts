// A step's label as what somebody does: `lock the page` becomes `locks the page`. Labels are verb
// phrases, questions or whole clauses; what begins with no verb of the list is left as it is.

const verbs = new Set(
  `abort accept acquire add allocate announce append ask attach be begin block break bring call change check checksum choose clean
  clear close commit compare complete compute copy count create cut decrement delete deliver deregister detach disable downgrade
  drain drop enable end enter evict exit fault fill find finish flush forget fork free get give go grant hand handle hold
  increment insert install invalidate keep kill leave let link load lock look lower make map mark merge move note notify open
  pay pin poll pop post promise punch push put queue raise read recall reclaim record re-dirty reflink register
  release remap remove repeat reserve reset restart resume retry return revoke run save schedule see send serve set
  share signal skip sleep split start stop store submit suspend swap switch tag take tell test think touch truncate
  try unlink unlock unmap unpin unregister update upgrade wait wake walk warn write write-protect zero`.split(/\s+/),
);

/** The third person of a verb. */
function thirdPerson(verb: string): string {
  if (verb === 'be') return 'is';
  if (verb === 'go') return 'goes';
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`;
}

/** One phrase, its verb in the third person; null where it begins with none. */
function conjugated(phrase: string): string | null {
  const [, verb, rest] = /^([a-z-]+)(?=$|[ ,])(.*)$/s.exec(phrase) ?? [];
  return verb !== undefined && verbs.has(verb) ? `${thirdPerson(verb)}${rest}` : null;
}

/** A label without the name of what it belongs to: `reclaim: take the page` becomes `take the page`. */
export function bare(label: string): string {
  return label.replace(/^[a-z]+: /, '');
}

/**
 * A label as what its task does: `locks the page`, `clears dirty, sets writeback`.
 * @returns null for a label that says no such thing
 */
export function doing(label: string): string | null {
  const text = bare(label);
  if (/\?( |$)/.test(text)) return `asks ‹${text}›`;
  const [first, ...rest] = text.split(/(?=, | and )/);
  const begun = conjugated(first!);
  if (begun === null) return null;
  return [begun, ...rest.map(joinedPhrase)].join('');
}

/** A further phrase with what joins it to the one before. */
function joinedPhrase(text: string): string {
  const join = text.startsWith(', ') ? ', ' : ' and ';
  return `${join}${conjugated(text.slice(join.length)) ?? text.slice(join.length)}`;
}

/** What looks and changes nothing, as `doing` puts it. */
export const looks = /^(asks|compares|checks|finds|gets|looks|polls|reads|sees|tells|tests|waits)\b/;
