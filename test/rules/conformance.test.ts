// Does our admission agree with Linux's rules, and would a mistake in either be found?
import { admit } from 'pinlab/gup/admission';
import { admissionChecks } from 'pinlab/gup/admission-checks';
import type { AdmissionSwitches } from 'pinlab/gup/admission-switches';
import { conformance } from 'pinlab/rules/conformance';
import { admissionRows } from 'pinlab/rules/era-admission';
import type { Version } from 'pinlab/rules/era-table';
import { era } from 'pinlab/rules/eras';
import { asks } from 'pinlab/rules/kernel-callers';
import { paths, results } from 'pinlab/rules/kernel-rules';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const disagreements = (comparison: Parameters<typeof conformance>[0]): number =>
  conformance(comparison).filter(({ agrees }) => !agrees).length;

test('do all rows agree?', () => {
  const rows = conformance();
  assert.is(rows.length, 6280);
  assert.equal(
    rows.filter(({ agrees }) => !agrees),
    [],
  );
});

for (const check of admissionChecks)
  test(`is it noticed when ${check.id} is left out?`, () => {
    assert.ok(disagreements({ checks: admissionChecks.filter((each) => each !== check) }) > 0);
  });

test('is it noticed when an era has the wrong value of an admission switch?', () => {
  const versions: readonly Version[] = ['4.20', '5.10', '6.1', '6.12', '6.17', '7.0'];
  const unnoticed: string[] = [];
  for (const [name, row] of Object.entries(admissionRows)) {
    const values = new Set(Object.values(row.in).map(([value]) => value));
    for (const version of versions)
      for (const value of values) {
        if (value === row.in[version][0]) continue;
        const switchesOf = (): AdmissionSwitches => ({ ...era(version).admission, [name]: value });
        if (disagreements({ versions: [version], switchesOf }) === 0) unnoticed.push(`${version} ${name}`);
      }
  }
  // Two ways to one end; and two switches that nothing reads in 4.20.
  assert.equal(
    unnoticed.filter((each) => !each.endsWith(' daxFastPath')),
    ['4.20 longtermFileWrite', '4.20 ioUringPath'],
  );
});

test('does every row of the kernel’s rules decide something, and say where it was read?', () => {
  const used = new Set(conformance().flatMap(({ kernel }) => kernel?.sources ?? []));
  for (const { source } of [...asks, ...results, ...paths]) assert.ok(used.has(source), source);
});

test('does the fast path never refuse?', () => {
  for (const { ours } of conformance()) if (ours?.refusedBy !== null) assert.is(ours?.path, 'slow');
});

const shared = { backing: 'ext4', shared: true, writable: true } as const;
const copied = { backing: 'ext4', shared: false, writable: true } as const;

test('may RDMA write to a shared ext4 mapping? Until 6.5.', () => {
  assert.is(admit('RDMA', 'write', shared, 'written', era('6.1').admission)!.outcome, 'file');
  const refused = admit('RDMA', 'write', shared, 'written', era('6.12').admission)!;
  assert.equal([refused.outcome, refused.refusedBy], ['EFAULT', 'file-write']);
  assert.is(admit('RDMA', 'write', { ...shared, backing: 'tmpfs' }, 'written', era('6.12').admission)!.path, 'fast');
});

test('which page does a read-only long-term pin of a private mapping hold? Since 6.2 a copy.', () => {
  assert.is(admit('VFIO', 'read', copied, 'read', era('6.1').admission)!.outcome, 'file');
  assert.is(admit('VFIO', 'read', copied, 'read', era('6.12').admission)!.outcome, 'anon');
  assert.is(admit('O_DIRECT', 'read', copied, 'read', era('6.12').admission)!.outcome, 'file');
});

test('is direct I/O counted as a pin? Not in 6.1.', () => {
  assert.is(admit('O_DIRECT', 'write', shared, 'read', era('6.1').admission)!.takes, 'FOLL_GET');
  assert.is(admit('O_DIRECT', 'write', shared, 'read', era('6.12').admission)!.takes, 'FOLL_PIN');
});

test.run();
