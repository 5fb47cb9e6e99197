import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useSite } from './page.mjs';

const site = useSite();

/** Bytes over the wire, headers too. */
const allBudget = 160 * 1024;
const scriptBudget = 60 * 1024;

test('the first view of the map costs at most 160 KB, its scripts at most 60 KB', (t) =>
  site.visit('/docs', {}, async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    /** @type {Map<string, { url: string, type: string, bytes: number }>} */
    const answers = new Map();
    session.on('Network.responseReceived', ({ requestId, response, type }) => answers.set(requestId, { url: response.url, type, bytes: 0 }));
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const answer = answers.get(requestId);
      if (answer) answer.bytes = encodedDataLength;
    });
    await page.goto(`${site.instance.base}/`, { waitUntil: 'networkidle' });
    const list = [...answers.values()].filter(({ url }) => url.startsWith('http'));
    const sum = (/** @type {typeof list} */ of) => of.reduce((total, { bytes }) => total + bytes, 0);
    const scripts = list.filter(({ type }) => type === 'Script');
    const table = list.sort((a, b) => b.bytes - a.bytes).map(({ url, bytes }) => `${bytes} ${new URL(url).pathname}`);
    t.diagnostic(`first view: ${sum(list)} bytes, scripts ${sum(scripts)}\n${table.join('\n')}`);
    assert.ok(scripts.length > 0 && sum(scripts) <= scriptBudget, `scripts: ${sum(scripts)} of ${scriptBudget} bytes`);
    assert.ok(sum(list) <= allBudget, `first view: ${sum(list)} of ${allBudget} bytes:\n${table.join('\n')}`);
  }));
