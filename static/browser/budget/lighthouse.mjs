// Lighthouse, where it can be had: it wants a newer Node than the house, so both are
// installed into the user's cache folder, with npm as it is configured.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packages = ['node@22.23.3', 'lighthouse@13.5.0'];

/** The figures, from 0 to 100, in the order of the table. */
export const categories = ['performance', 'accessibility', 'best-practices', 'seo'];

/**
 * Installs Lighthouse unless it is there already. Gives how to run it, or the reason
 * why it cannot be had.
 *
 * @param {string} cache
 * @returns {Promise<{ folder: string } | { reason: string }>}
 */
export async function install(cache) {
  const folder = join(cache, 'lighthouse');
  if (existsSync(join(folder, 'installed'))) return { folder };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  try {
    await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel', 'error', ...packages], { cwd: folder, timeout: 300_000 });
    await run(join(folder, 'node_modules/.bin/node'), ['--version']);
    await writeFile(join(folder, 'installed'), packages.join('\n'));
    return { folder };
  } catch (error) {
    return { reason: String(/** @type {Error} */ (error).message).split('\n', 1)[0] ?? '' };
  }
}

/**
 * Runs it once as a phone on a slow line, and gives a figure for each category.
 *
 * @param {string} folder
 * @param {string} address
 * @param {string} chromium
 * @returns {Promise<number[]>}
 */
export async function audit(folder, address, chromium) {
  const report = join(folder, `report-${process.pid}.json`);
  const bin = join(folder, 'node_modules');
  const flags = ['--quiet', '--output=json', `--output-path=${report}`, `--only-categories=${categories.join()}`, '--chrome-flags=--headless=new --no-sandbox --disable-gpu'];
  try {
    await run(join(bin, '.bin/node'), [join(bin, 'lighthouse/cli/index.js'), address, ...flags], { env: { ...process.env, CHROME_PATH: chromium }, timeout: 180_000 });
    const { categories: found } = JSON.parse(await readFile(report, 'utf8'));
    return categories.map((name) => Math.round(100 * found[name].score));
  } finally {
    await rm(report, { force: true });
  }
}
