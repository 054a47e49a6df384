// A settled claim as JSON, in the fields that other programs rely on.
import { isComputed } from '../claims/entry.js';
import type { Certificate } from '../claims/finding.js';
import type { SettledClaim } from '../claims/settle.js';

/** One claim. */
export function claimsJson({ date, entry, id, judgement, kind, paraphrase, person }: SettledClaim) {
  const { condition, falsifier, in2018, today } = entry;
  return {
    id,
    person,
    date,
    kind,
    paraphrase,
    verdict: judgement?.verdict ?? 'not computed',
    onlyIf: judgement?.onlyIf ?? null,
    condition,
    falsifier,
    because: judgement?.because ?? (isComputed(entry) ? null : entry.told.join(' ')),
    certificates: judgement?.certificates.map(certificateJson) ?? [],
    details: judgement?.details ?? [],
    teeth: isComputed(entry) ? entry.tooth : null,
    in2018,
    today,
  };
}

function certificateJson({ choices, scenario, without, ...rest }: Certificate) {
  const { rules = [], ...others } = choices;
  return { scenario, rules, ...others, ...(without.length > 0 && { without }), ...rest };
}
