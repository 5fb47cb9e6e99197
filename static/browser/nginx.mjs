// nginx in front of the program, under a path of its own, as many sites have it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './instance.mjs';

const program = process.env.NGINX ?? '/usr/sbin/nginx';

/**
 * Starts nginx; it takes the prefix off and tells the program where it stands.
 *
 * @param {string} upstream origin of the program, which has to run with --behind-proxy
 * @param {string} prefix such as "/news/map"
 */
export async function startNginx(upstream, prefix) {
  const folder = await mkdtemp(join(tmpdir(), 'strikemap-nginx-'));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  await writeFile(
    file,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server {
    listen 127.0.0.1:${port};
    location ${prefix}/ {
      proxy_pass ${upstream}/;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Proto http;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Prefix ${prefix};
    }
  }
}
`,
  );
  const child = spawn(program, ['-c', file, '-e', join(folder, 'error.log')], { stdio: 'ignore' });
  const origin = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 5000; ; await pause(20)) {
    if (await fetch(origin).then(() => true, () => false)) break;
    if (child.exitCode !== null || Date.now() > end) throw new Error(`nginx did not start: ${child.exitCode}`);
  }
  return {
    origin,
    base: origin + prefix,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
