import assert from 'node:assert/strict';
import { test } from 'node:test';
import { merged } from './live';

test('of several changes of one incident the reader is told what matters to who saw none of them', () => {
  const cases: [before: string | undefined, change: string, said: string][] = [
    [undefined, 'publication', 'publication'],
    [undefined, 'typo', 'typo'],
    ['publication', 'correction', 'publication'],
    ['publication', 'withdrawal', 'withdrawal'],
    ['correction', 'update', 'correction'],
    ['update', 'correction', 'correction'],
    ['update', 'typo', 'update'],
    ['typo', 'update', 'update'],
    ['correction', 'removal', 'removal'],
  ];
  for (const [before, change, said] of cases) assert.equal(merged(before, change), said, `${before}, then ${change}`);
});
