// The real program, started on a database of its own and stopped again.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = process.env.STRIKEMAP ?? fileURLToPath(new URL('../../bin/strikemap', import.meta.url));
const run = promisify(execFile);

/** How long the program may take to become ready, in milliseconds. */
const patience = 20_000;

/**
 * Starts the program on a new database with the starter incidents.
 *
 * @param {{ prefix?: string, records?: object[], generated?: number, args?: string[], admin?: boolean }} [options]
 *   prefix: the path the site stands under, such as "/strikes";
 *   records: incidents to import before the start, as export writes them;
 *   generated: how many made-up incidents to add before the start;
 *   admin: the desk's listener is opened too.
 */
export async function startInstance({ prefix = '', records = [], generated = 0, args = [], admin = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'strikemap-browser-'));
  const db = join(folder, 'strikemap.gpkg');
  const origin = `http://127.0.0.1:${await freePort()}`;
  const base = origin + prefix;
  const desk = admin ? `http://127.0.0.1:${await freePort()}` : '';

  /** Imports records into the database, served or not. @param {object[]} list */
  const importRecords = async (list) => {
    const file = join(folder, 'records.geojson');
    await writeFile(file, JSON.stringify({ type: 'FeatureCollection', features: list.map(feature) }));
    await run(program, ['import', '--db', db, file]);
  };

  if (generated) await run(program, ['generate', '--db', db, '--count', String(generated), '--seed', '6']);
  const start = () => spawn(program, ['serve', '--db', db, '--listen', new URL(origin).host, '--admin-listen', desk.replace('http://', ''), ...(prefix ? ['--base-url', base] : []), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let child = start();
  let log = '';
  const listen = () => child.stderr.on('data', (part) => (log += part));
  const stopChild = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  const ready = async () => {
    for (const end = Date.now() + patience; Date.now() < end; await pause(30)) {
      if (child.exitCode !== null) throw new Error(`strikemap stopped at once:\n${log}`);
      const answer = await fetch(`${origin}/readyz`).catch(() => null);
      if (answer?.ok) return;
    }
    throw new Error(`strikemap was not ready in time:\n${log}`);
  };
  listen();
  try {
    await ready();
    if (records.length) {
      // Beside a server an import is seen a moment later, by some answers before others.
      await stopChild();
      await importRecords(records);
      child = start();
      listen();
      await ready();
    }
  } catch (error) {
    await stopChild();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }

  return {
    origin,
    base,
    /** Where the desk's pages are, empty if nowhere. */
    desk,
    db,
    importRecords,
    /** The answer of the API to a question, such as "collections/incidents/items?kind=strike". @param {string} question */
    api: async (question) => {
      const answer = await fetch(`${base}/api/v1/${question}`);
      if (!answer.ok) throw new Error(`${question} was answered with ${answer.status}`);
      return answer.json();
    },
    /** The desk's whole record, as export writes it. @returns {Promise<any[]>} */
    exportRecords: async () => {
      const { stdout } = await run(program, ['export', '--db', db], { maxBuffer: 64 << 20 });
      return JSON.parse(stdout).features.map((/** @type {any} */ { record }) => record);
    },
    stop: async () => {
      await stopChild();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A feature around a record: the readers want both. @param {any} record */
function feature(record) {
  const { point } = record.location;
  return {
    type: 'Feature',
    geometry: point ? { type: 'Point', coordinates: [point.lon, point.lat] } : null,
    properties: { kind: record.kind, title: record.title, external_id: record.external_id, state: record.state, time_from: record.time.from, time_to: record.time.to },
    record,
  };
}

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}
