// What the pages may cost, and what they do cost, as a table. Ends with 1 if a limit is
// missed.
//
//   node browser/page-budget.mjs [--no-million] [--no-lighthouse] [--runs 5] [--at http://127.0.0.1:8080]
//
// Times are medians, of a machine that should do nothing else: its load stands above
// the table. Bytes are the same each time.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { audit, install } from './budget/lighthouse.mjs';
import { load, signs } from './budget/load.mjs';
import { pan } from './budget/pan.mjs';
import { freePort, startInstance } from './instance.mjs';
import { desktop, phone } from './page.mjs';

const { values: options } = parseArgs({
  options: {
    'no-million': { type: 'boolean', default: false },
    'no-lighthouse': { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    at: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
  },
});
const runs = Number(options.runs);
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'strikemap-page-budget');
const program = fileURLToPath(new URL('../../bin/strikemap', import.meta.url));

/** An embed in the column of an article. */
const article = { viewport: { width: 640, height: 720 } };

/** @typedef {{ name: string, unit?: string, values: number[], limit: number, aim?: number, least?: boolean }} Row */
/** @type {Row[]} */
const rows = [];

/** @param {Row} row */
const add = (row) => rows.push(row);

/**
 * Loads a page: a number of times on a slow line for times, once on a fast one for bytes.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {import('playwright-core').BrowserContextOptions} device
 * @param {{ live: string, symbols: string }} sign
 * @param {boolean} throttled
 */
async function loads(browser, address, device, sign, throttled) {
  const made = [];
  for (let i = 0; i < (throttled ? runs : 1); i++) made.push(await load(browser, address, device, sign, { throttled }));
  if (options.verbose) console.log(`${address} ${JSON.stringify(device.viewport)}\n${made[0]?.table}`);
  return (/** @type {'bytes' | 'requests' | 'script' | 'html' | 'fcp' | 'lcp' | 'symbols' | 'live' | 'cls' | 'tbt'} */ name) => made.map((each) => each[name]);
}

/** @param {import('playwright-core').Browser} browser @param {string} base */
async function embed(browser, base) {
  const slow = await loads(browser, `${base}/embed`, phone, signs.embed, true);
  const wide = await loads(browser, `${base}/embed`, article, signs.embed, false);
  const bare = await loads(browser, `${base}/embed`, phone, signs.embed, false);
  add({ name: 'embed, first view, phone', unit: 'B', values: bare('bytes'), limit: 90 * 1024, aim: 60 * 1024 });
  add({ name: 'embed, first view, article', unit: 'B', values: wide('bytes'), limit: 90 * 1024, aim: 60 * 1024 });
  add({ name: 'embed, requests', values: wide('requests'), limit: 12 });
  add({ name: 'embed, script', unit: 'B', values: bare('script'), limit: 30 * 1024 });
  add({ name: 'embed, HTML', unit: 'B', values: bare('html'), limit: 14 * 1024 });
  add({ name: 'embed, first paint (FCP)', unit: 'ms', values: slow('fcp'), limit: 950, aim: 800 });
  add({ name: 'embed, largest paint (LCP)', unit: 'ms', values: slow('lcp'), limit: 950, aim: 800 });
  add({ name: 'embed, symbols visible', unit: 'ms', values: slow('symbols'), limit: 950, aim: 800 });
  add({ name: 'embed, live map', unit: 'ms', values: slow('live'), limit: 1800 });
  add({ name: 'embed, layout shift (CLS)', values: slow('cls'), limit: 0 });
  add({ name: 'embed, blocked (TBT)', unit: 'ms', values: slow('tbt'), limit: 200, aim: 100 });
}

/** @param {import('playwright-core').Browser} browser @param {string} base */
async function viewer(browser, base) {
  const slow = await loads(browser, `${base}/`, phone, signs.viewer, true);
  const desk = await loads(browser, `${base}/`, desktop, signs.viewer, true);
  const [onPhone, onDesk] = [await loads(browser, `${base}/`, phone, signs.viewer, false), await loads(browser, `${base}/`, desktop, signs.viewer, false)];
  add({ name: 'viewer, first view, phone', unit: 'B', values: onPhone('bytes'), limit: 160 * 1024 });
  add({ name: 'viewer, first view, desk', unit: 'B', values: onDesk('bytes'), limit: 160 * 1024 });
  add({ name: 'viewer, requests', values: onDesk('requests'), limit: 20 });
  add({ name: 'viewer, script', unit: 'B', values: onDesk('script'), limit: 60 * 1024 });
  add({ name: 'viewer, largest paint, phone', unit: 'ms', values: slow('lcp'), limit: 1200 });
  add({ name: 'viewer, largest paint, desk', unit: 'ms', values: desk('lcp'), limit: 1200 });
  add({ name: 'viewer, live map, phone', unit: 'ms', values: slow('live'), limit: 2500 });
  add({ name: 'viewer, live map, desk', unit: 'ms', values: desk('live'), limit: 2500 });
  add({ name: 'viewer, layout shift', values: slow('cls').concat(desk('cls')), limit: 0.01 });
  add({ name: 'viewer, blocked, phone', unit: 'ms', values: slow('tbt'), limit: 150 });
}

/** @param {string} base */
async function lighthouse(base) {
  const found = await install(cache);
  if ('reason' in found) {
    console.log(`Lighthouse cannot be had: ${found.reason}`);
    return;
  }
  for (const [name, path, limits] of /** @type {const} */ ([['embed', '/embed', [99, 100, 100, 100]], ['viewer', '/', [99, 100, 100, 100]]])) {
    /** @type {number[][]} */
    const made = [];
    for (let failed = 0; made.length < runs; ) {
      // Now and then it loses the trace of its browser, and says so.
      const figures = await audit(found.folder, base + path, executablePath).catch((/** @type {Error} */ error) => {
        if (++failed > 2) throw error;
      });
      if (figures) made.push(figures);
    }
    ['performance', 'accessibility', 'best practices', 'SEO'].forEach((what, at) => {
      add({ name: `${name}, Lighthouse ${what}`, values: made.map((each) => each[at] ?? 0), limit: limits[at] ?? 100, least: true });
    });
  }
}

/** @param {import('playwright-core').Browser} browser @param {string} base */
async function million(browser, base) {
  /** @type {number[][]} */
  const all = [];
  // The first time warms the server up, which has just started.
  await pan(browser, `${base}/?window=all`);
  for (let i = 0; i < runs; i++) all.push((await pan(browser, `${base}/?window=all`)).sort((a, b) => a - b));
  const at = (/** @type {number} */ part) => all.map((gaps) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * part))] ?? NaN);
  // Frames come at 16.67 ms, give or take what the clock does.
  add({ name: 'a million, panning, 95 of 100 frames', unit: 'ms', values: at(0.95).map(Math.round), limit: 17 });
  add({ name: 'a million, panning, longest frame', unit: 'ms', values: at(1).map(Math.round), limit: 50 });
}

/** Serves a record of a million incidents, which is made once and kept in the cache folder. */
async function serveMillion() {
  await mkdir(cache, { recursive: true });
  const db = join(cache, 'million.gpkg');
  if (!existsSync(db)) {
    console.log(`making a million incidents in ${cache}`);
    for (const end of ['', '-wal', '-shm', '.lock']) await rm(`${db}.part${end}`, { force: true });
    await promisify(execFile)(program, ['generate', '--db', `${db}.part`, '--count', '1000000', '--lean', '--seed', '1'], { maxBuffer: 16 << 20 });
    await rename(`${db}.part`, db);
  }
  const port = await freePort();
  const child = spawn(program, ['serve', '--db', db, '--listen', `127.0.0.1:${port}`, '--admin-listen', ''], { stdio: 'ignore' });
  const base = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  for (const end = Date.now() + 600_000; ; ) {
    const answer = await fetch(`${base}/readyz`).catch(() => null);
    if (answer?.ok) return { base, stop };
    if (child.exitCode !== null || Date.now() > end) throw new Error('the record of a million incidents cannot be served');
    await new Promise((go) => setTimeout(go, 200));
  }
}

/** @param {number[]} list */
function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** Prints the table; tells whether all limits are kept. */
function report() {
  const cell = (/** @type {number | undefined} */ value, unit = '') => (value === undefined ? '' : `${value < 1 && value > 0 ? value.toFixed(3) : Math.round(value).toLocaleString('en')}${unit && ` ${unit}`}`);
  const line = (/** @type {string[]} */ [name = '', ...rest]) => console.log(`${name.padEnd(38)}${rest.map((each) => each.padStart(12)).join('')}`);
  line(['', 'median', 'limit', 'aim', 'from', 'to', '']);
  let kept = true;
  for (const { name, unit, values, limit, aim, least } of rows) {
    const value = median(values);
    const ok = least ? value >= limit : value <= limit;
    kept &&= ok;
    line([name, cell(value, unit), `${least ? '≥' : '≤'} ${cell(limit, unit)}`, cell(aim, unit), cell(Math.min(...values), unit), cell(Math.max(...values), unit), ok ? 'ok' : 'MISSED']);
  }
  return kept;
}

const load1 = loadavg().map((each) => each.toFixed(2));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
try {
  const site = options.at ? { base: options.at, stop: async () => {} } : await startInstance();
  try {
    await embed(browser, site.base);
    await viewer(browser, site.base);
    if (!options['no-lighthouse']) await lighthouse(site.base);
  } finally {
    await site.stop();
  }
  if (!options['no-million']) {
    const record = await serveMillion();
    try {
      await million(browser, record.base);
    } finally {
      await record.stop();
    }
  }
} finally {
  await browser.close();
}
console.log(`load of the machine: ${load1.join(' ')} before, ${loadavg().map((each) => each.toFixed(2)).join(' ')} after; Chromium ${browser.version()}`);
process.exitCode = report() ? 0 : 1;
