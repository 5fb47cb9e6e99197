// Pages of other sites that frame the map: a server of its own, on another origin.

import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Serves pages by path. Each is whole HTML, with the headers that its publisher sends.
 *
 * @param {Record<string, { html: string, headers?: Record<string, string> }>} pages
 */
export async function startHost(pages) {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url ?? '/', 'http://host').pathname];
    response.writeHead(page ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8', ...page?.headers });
    response.end(page?.html ?? '');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    // Another name than the map's, so that it is another site.
    origin: `http://localhost:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An article with some text around an embed, so that there is something to scroll. @param {string} embed @param {string} [script] */
export function article(embed, script = '') {
  const text = '<p>Words of an article, which a reader scrolls through.</p>'.repeat(12);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>An article</title><link rel="icon" href="data:,"><style>body{margin:0 auto;max-width:680px;padding:0 8px;font:16px/1.5 sans-serif}</style></head><body><main><h1>An article</h1>${text}${embed}${text}</main><script>${script}</script></body></html>`;
}

/**
 * What content systems listen to, each as its makers describe it, and written anew here.
 * All set the height of the frame that spoke.
 */
export const listeners = {
  /** WordPress: the secret in both places must agree, heights are held between 200 and 1,000, links lead to the frame's host only. */
  wordpress: `
    window.followed = [];
    addEventListener('message', ({ source, data }) => {
      if (!data || !data.secret || !data.message || /[^a-zA-Z0-9]/.test(data.secret)) return;
      for (const frame of document.querySelectorAll('iframe[data-secret="' + data.secret + '"]')) {
        if (source !== frame.contentWindow) continue;
        if (data.message === 'height') frame.height = String(Math.min(Math.max(Number.parseInt(data.value, 10), 200), 1000));
        if (data.message === 'link' && new URL(data.value).host === new URL(frame.src).host && document.activeElement === frame) window.followed.push(data.value);
      }
    });`,
  datawrapper: `
    addEventListener('message', ({ source, data }) => {
      if (!data || !data['datawrapper-height']) return;
      for (const frame of document.querySelectorAll('iframe')) {
        if (source === frame.contentWindow) for (const height of Object.values(data['datawrapper-height'])) frame.style.height = height + 'px';
      }
    });`,
  pym: `
    addEventListener('message', ({ source, data }) => {
      const [, id, height] = /^pymxPYMx(.+)xPYMxheightxPYMx(\\d+)$/.exec(String(data)) ?? [];
      const frame = id && document.querySelector('#' + id + ' iframe');
      if (frame && source === frame.contentWindow) frame.style.height = height + 'px';
    });`,
};
