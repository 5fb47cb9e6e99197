// What the server tells of public changes while the page can be seen. A page that is
// hidden listens to nothing; shown again it is told what it missed.

/** What happened to an incident, in the words of the API: a publication, correction, withdrawal, … */
export interface Change {
  id: string;
  change: string;
}

const soonest = 30_000;
const latest = 600_000;

/**
 * Listens from an event on, by its id. Tell is called with what changed, or with null
 * where anything may have. Calls come only while the page is visible, on line, and
 * wanted. It returns what is to be called when that may have become otherwise.
 */
export function listen(base: string, after: string, tell: (changes: Change[] | null) => void, wanted = (): boolean => true): () => void {
  let source: EventSource | null = null;
  let last = after;
  let pause = soonest;
  let timer = 0;

  const close = (): void => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const open = (): void => {
    close();
    if (document.hidden || !navigator.onLine || !wanted()) return;
    source = new EventSource(`${base}/events${last ? `?after=${encodeURIComponent(last)}` : ''}`);
    source.onopen = () => (pause = soonest);
    // A lost connection the browser makes again by itself; this one was refused.
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      timer = window.setTimeout(open, pause * (1 + Math.random()));
      pause = Math.min(2 * pause, latest);
    };
    source.addEventListener('change', ({ data, lastEventId }) => {
      last = lastEventId;
      const { all, changes } = JSON.parse(data as string) as { all: boolean; changes: Change[] };
      tell(all ? null : changes);
    });
    source.addEventListener('reset', ({ lastEventId }) => {
      last = lastEventId;
      tell(null);
    });
  };

  document.addEventListener('visibilitychange', open);
  for (const kind of ['online', 'offline', 'pageshow']) addEventListener(kind, open);
  addEventListener('pagehide', close);
  open();
  return open;
}
