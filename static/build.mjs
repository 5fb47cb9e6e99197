// The build of everything a browser gets.
//
//   node build.mjs           bundles into dist/ and prints the sizes
//   node build.mjs --test    runs every *.test.ts under src/ with node --test
//
// dist/ holds files whose names carry a hash of their content, each with its
// brotli and gzip form beside it, and manifest.json, which maps the logical
// name ("map.js") to the hashed one ("map.3f2a….js"). The server serves what
// lies there as it is and compresses nothing.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { faults, readCatalogues } from './check-words.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

// The scripts, by logical name. One whose source does not exist is left out.
const scripts = {
  'map.js': 'src/page/main.ts',
  'many.js': 'src/page/many.ts',
  'search.js': 'src/page/place-search.ts',
  'live.js': 'src/page/live.ts',
  'frame-live.js': 'src/embed/live.ts',
  'embed.js': 'src/embed/main.ts',
  'frame.js': 'src/embed/frame.ts',
  'editor.js': 'src/editor/main.ts',
};

// What scripts may weigh at most, brotli.
const budgets = { 'map.js': 60 * 1024, 'embed.js': 2 * 1024, 'frame.js': 30 * 1024 };

// Short stand-ins for what libraries do for every browser and every file. Tiles of
// incidents have properties, which the one for vector tiles does not read.
const wholeTiles = new Set(['many.js']);
const lean = {
  name: 'lean',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    const standIns = { '(^pbf|/vector-tile)$': 'vector-tile', '/Browser(\\.js)?$': 'browser', '/DomEvent\\.DoubleTap$': 'double-tap' };
    for (const [name, file] of Object.entries(standIns)) {
      build.onResolve({ filter: new RegExp(name) }, () => ({ path: join(root, 'src/embed/lean', `${file}.ts`) }));
    }
  },
};

// Methods of the map library that nothing here calls, by file. They are cut out: its
// classes are objects, of which no bundler can tell what is used.
const uncalled = {
  'map/Map.js': 'fitWorld flyTo flyToBounds setMinZoom setMaxZoom panInside locate stopLocate _handleGeolocationError _handleGeolocationResponse wrapLatLngBounds distance mouseEventToLatLng getContainer',
  'layer/tile/GridLayer.js': 'bringToFront bringToBack _setAutoZIndex setOpacity setZIndex isLoading redraw _tileCoordsToBounds _keyToBounds',
  'layer/Layer.js': 'addInteractiveTarget removeInteractiveTarget',
  'geometry/Bounds.js': 'pad overlaps equals',
  'geo/LatLngBounds.js': 'pad overlaps toBBoxString',
  'map/handler/Map.Drag.js': 'moving',
};

const slim = {
  name: 'slim',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /\/leaflet\/src\/.*\.js$/ }, ({ path }) => {
      const file = path.slice(path.indexOf('/leaflet/src/') + '/leaflet/src/'.length);
      let contents = readFileSync(path, 'utf8');
      for (const name of uncalled[file]?.split(' ') ?? []) {
        const method = new RegExp(`^\\t${name}: function[^]*?^\\t\\}(?:,|$)`, 'm');
        if (!method.test(contents)) throw new Error(`${file} has no method ${name}`);
        contents = contents.replace(method, '');
      }
      return { contents };
    });
  },
};

// Scripts that other sites load by a plain <script>: nothing of them gets out.
const plain = new Set(['embed.js', 'frame.js']);

const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  write: false,
  legalComments: 'none',
  logLevel: 'warning',
  target: 'es2022',
  // The library's own properties; those it puts on elements it also names in strings.
  mangleProps: /^_[a-zA-Z]/,
  reserveProps: /^_leaflet/,
};

/** Bundles the scripts; gives name → bytes and the packages that went in. */
async function bundleScripts() {
  const files = {};
  const packages = new Set();
  for (const [name, source] of Object.entries(scripts)) {
    if (!existsSync(join(root, source))) {
      console.log(`${name}: no ${source} yet, left out`);
      continue;
    }
    const result = await build({ ...bundleOptions, entryPoints: [source], format: plain.has(name) ? 'iife' : 'esm', metafile: true, outdir: dist, plugins: wholeTiles.has(name) ? [slim] : [lean, slim] });
    files[name] = result.outputFiles[0].contents;
    for (const input of Object.keys(result.metafile.inputs)) {
      const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (found) packages.add(found[1]);
    }
  }
  return { files, packages };
}

/** Bundles every css/*.css; a file whose name begins with "_" is only imported by others. */
async function bundleStyles() {
  const files = {};
  for (const name of list('css').filter((name) => name.endsWith('.css') && !basename(name).startsWith('_'))) {
    if (dirname(name) !== '.') continue;
    const result = await build({ ...bundleOptions, entryPoints: [join('css', name)], outdir: dist });
    files[name] = result.outputFiles[0].contents;
  }
  return files;
}

/** Reads assets/** as they are. */
function copies() {
  return Object.fromEntries(list('assets').filter((name) => !basename(name).startsWith('.')).map((name) => [name, readFileSync(join(root, 'assets', name))]));
}

/** Makes the sprite of all glyphs from the same geometry that the map draws. */
async function sprite() {
  const result = await build({ ...bundleOptions, entryPoints: ['src/glyph/sprite.ts'], format: 'esm', outdir: dist });
  const code = Buffer.from(result.outputFiles[0].contents).toString('base64');
  const { sprite } = await import(`data:text/javascript;base64,${code}`);
  return Buffer.from(sprite());
}

/** Joins the licences of the bundled packages: BSD asks that the notice goes along. */
function licences(packages) {
  const texts = [...packages].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return Buffer.from(texts.join(`\n${'-'.repeat(72)}\n\n`));
}

/** Names of all files under a folder of this project, sorted, with forward slashes; none if there is no folder. */
function list(folder) {
  const top = join(root, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(top, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** The name with ten hex digits of the content's SHA-256 before the extension. */
function hashed(name, body) {
  const extension = extname(name);
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 10);
  return `${name.slice(0, name.length - extension.length)}.${digest}${extension}`;
}

// Files that are compressed already gain nothing from a second time.
const packed = /\.(png|webp|jpe?g|woff2|ico)$/;

/** Writes one file and its compressed forms; gives the sizes. */
function emit(name, body) {
  const path = join(dist, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, body);
  const sizes = { raw: body.length, gz: body.length, br: body.length };
  if (packed.test(name)) return sizes;
  const br = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } });
  const gz = gzipSync(body, { level: 9 });
  writeFileSync(`${path}.br`, br);
  writeFileSync(`${path}.gz`, gz);
  return { ...sizes, gz: gz.length, br: br.length };
}

async function buildAll() {
  const { files: bundles, packages } = await bundleScripts();
  const files = { ...bundles, ...(await bundleStyles()), ...copies(), 'glyphs.svg': await sprite() };
  if (packages.size) files['licences.txt'] = licences(packages);

  // Only now, with everything made, is the old build thrown away.
  for (const entry of readdirSync(dist)) if (entry !== '.gitkeep') rmSync(join(dist, entry), { recursive: true });

  const manifest = {};
  const over = [];
  console.log('file'.padEnd(32), 'bytes'.padStart(9), 'gz'.padStart(9), 'br'.padStart(9));
  for (const name of Object.keys(files).sort()) {
    const body = Buffer.from(files[name]);
    manifest[name] = hashed(name, body);
    const { raw, gz, br } = emit(manifest[name], body);
    if (br > budgets[name]) over.push(`${name} weighs ${br} of ${budgets[name]} bytes brotli`);
    console.log(manifest[name].padEnd(32), String(raw).padStart(9), String(gz).padStart(9), String(br).padStart(9));
  }
  writeFileSync(join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const line of [...over, ...faults(readCatalogues(join(root, 'catalogues')))]) {
    console.error(line);
    process.exitCode = 1;
  }
}

/** Transpiles each *.test.ts into a scratch folder and hands them to node --test. */
async function test() {
  const scratch = mkdtempSync(join(tmpdir(), 'viewer-test-'));
  const tests = list('src').filter((name) => name.endsWith('.test.ts'));
  await build({
    ...bundleOptions,
    minify: false,
    write: true,
    sourcemap: 'inline',
    platform: 'node',
    format: 'esm',
    entryPoints: tests.map((name) => join('src', name)),
    outbase: join(root, 'src'),
    outdir: scratch,
    outExtension: { '.js': '.mjs' },
  });
  const outputs = tests.map((name) => join(scratch, name.replace(/\.ts$/, '.mjs')));
  const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...outputs], { stdio: 'inherit' });
  rmSync(scratch, { recursive: true });
  process.exitCode = run.status ?? 1;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await (process.argv.includes('--test') ? test() : buildAll());
}
