import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('the top level holds only the agreed names', () => {
  const allowed =
    /^(notebooks|lib|exercises|test|node_modules|package\.json|package-lock\.json|tsconfig\.json|README\.md|LICENSE|CONTRIBUTING\.md|CHANGELOG\.md|biome\.json|\..*)$/;
  assert.equal(
    readdirSync('.').filter((name) => !allowed.test(name)),
    [],
  );
});

test.run();
