// The height that the content has by itself, told to whatever page holds the frame, in
// the words that pages know. Nothing is taken from the outside: this page listens to
// no message.

/** Calls tell with the height now, and again when it has changed. */
export function tellHeight(): void {
  const host = window.parent;
  if (host === window) return;
  const secret = /[#&?]secret=(\w{1,64})/.exec(location.hash)?.[1];
  const child = new URLSearchParams(location.search).get('childId');
  let last = 0;
  const tell = (): void => {
    if (!innerWidth) return; // not laid out yet: in no width everything is thousands of pixels high
    const height = naturalHeight();
    if (height === last) return;
    last = height;
    const say = (message: unknown): void => host.postMessage(message, '*');
    say({ type: 'strikemap:height', height });
    say({ 'datawrapper-height': { strikemap: height } });
    if (secret) say({ message: 'height', value: height, secret });
    if (child) say(`pymxPYMx${child}xPYMxheightxPYMx${height}`);
  };
  const watcher = new ResizeObserver(tell);
  for (const part of document.querySelectorAll('.embed > *')) watcher.observe(part);
  addEventListener('load', tell);
  tell();
  if (secret) sendLinks(host, secret);
}

/** A frame that WordPress made may open no window: its host opens links, those of the frame's own site. */
function sendLinks(host: Window, secret: string): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[target]');
    if (!link) return;
    event.preventDefault();
    host.postMessage({ message: 'link', value: link.href, secret }, '*');
  });
}

/** What the parts need, with a map in good proportion to the width; never what the frame happens to have. */
function naturalHeight(): number {
  const high = (selector: string): number => document.querySelector<HTMLElement>(selector)?.offsetHeight ?? 0;
  const list = contentHeight(document.getElementById('list'));
  const frame = document.getElementById('frame');
  const map = frame ? Math.round(Math.min(460, Math.max(260, frame.offsetWidth * 0.62))) + high('#legend') : 0;
  const middle = innerWidth >= 720 && map && list ? Math.max(map, list) : map + list;
  const head = document.getElementById('head')?.classList.contains('unseen') ? 0 : high('#head');
  return head + high('#since') + high('.failure') + middle + high('#credit') + 2;
}

function contentHeight(element: HTMLElement | null): number {
  return [...(element?.children ?? [])].reduce((sum, child) => sum + (child as HTMLElement).offsetHeight, 0);
}
