import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { sprite } from './sprite';

test('the server draws the same symbols in its pictures', () => {
  const golden = join(process.cwd(), '..', 'geo', 'picture', 'testdata', 'glyphs.svg');
  assert.equal(sprite(), readFileSync(golden, 'utf8'));
});
