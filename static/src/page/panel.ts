// An incident beside the map: the article that the server makes for the page of
// the incident, taken into the column. So both say the same, word for word.

import type { Catalogue } from './catalogue';
import { make } from './dom';
import { inPageLanguage } from './language';

export class IncidentPanel {
  private request: XMLHttpRequest | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly words: Catalogue,
    private readonly base: string,
    close: () => void,
    readonly readied: (article: HTMLElement) => void,
  ) {
    element.addEventListener('click', (event) => {
      const link = (event.target as Element).closest('#close-incident');
      if (!link) return;
      event.preventDefault();
      close();
    });
  }

  /** The article the server put into the page already, if it is that of the incident. */
  holds(id: string): boolean {
    return this.element.querySelector<HTMLElement>('article')?.dataset['id'] === id;
  }

  show(id: string, title: string, knownAt: string): void {
    this.request?.abort();
    const address = `${this.base}/incidents/${encodeURIComponent(id)}${knownAt ? `?known_at=${encodeURIComponent(knownAt)}` : ''}`;
    this.put(make('div', { class: 'incident', tabindex: '-1', 'aria-busy': 'true' }, ...headed(title, this.words.t('client.incidentLoading'), {})));
    const request = new XMLHttpRequest();
    this.request = request;
    request.open('GET', address);
    request.responseType = 'document';
    for (const [name, value] of Object.entries({ Accept: 'text/html', ...inPageLanguage() })) request.setRequestHeader(name, value);
    request.onload = () => {
      const article = request.response instanceof Document ? request.response.querySelector<HTMLElement>('article.incident') : null;
      if (request.status === 200 && article) {
        const adopted = document.adoptNode(article);
        this.put(adopted);
        this.readied(adopted);
      } else {
        const gone = request.status === 404 || request.status === 410;
        this.fail(title, gone ? 'client.incidentGone' : 'client.incidentFailed', address, gone ? null : () => this.show(id, title, knownAt));
      }
    };
    request.onerror = () => this.fail(title, navigator.onLine ? 'client.incidentFailed' : 'client.offline', address, () => this.show(id, title, knownAt));
    request.send();
  }

  clear(): void {
    this.request?.abort();
    this.request = null;
    this.element.replaceChildren();
  }

  private fail(title: string, message: string, address: string, retry: (() => void) | null): void {
    const again = make('button', { type: 'button', class: 'button' }, this.words.t('client.retry'));
    again.addEventListener('click', () => retry?.());
    const actions = make('p', { class: 'actions' }, retry && again, make('a', { href: address }, this.words.t('incident.page')));
    this.put(make('div', { class: 'incident', tabindex: '-1' }, ...headed(title, this.words.t(message), { class: 'notice', role: 'alert' }), actions));
  }

  private put(content: HTMLElement): void {
    const back = make('p', { class: 'pane-back' }, make('a', { id: 'close-incident', href: './', class: 'back' }, `← ${this.words.t('incident.backToList')}`));
    this.element.replaceChildren(back, content);
    content.focus({ preventScroll: true });
  }
}

/** A message under the title of an incident; where that is not at hand, the message is the heading. */
function headed(title: string, message: string, attributes: Record<string, string>): HTMLElement[] {
  return title ? [make('h1', {}, title), make('p', attributes, message)] : [make('h1', {}, message)];
}
