// The tools above the list: what it holds, its clock, its link, and the same as
// data. While the incidents of one symbol are listed, the way back instead.

import type { Catalogue } from './catalogue';
import { byId, make } from './dom';
import { readyMenu } from './menu';
import { apiAddress, fileAddress, fileFormats } from './record';
import type { Selection } from './selection';
import { copy } from './share';

export interface ToolActions {
  choose(part: Partial<Selection>): void;
  /** Says and shows a short word. */
  toast(text: string): void;
  /** The API's question for what the list holds. */
  query(): URLSearchParams;
  /** Where it is said how to cite that. */
  cite(): string;
  endChooser(): void;
  zoomToChooser(): void;
}

export class ListTools {
  private readonly onlyView = make('input', { type: 'checkbox', id: 'only-view' });
  private readonly clock = make('input', { type: 'checkbox', id: 'clock' });
  private readonly data = make('ul', {});
  /** It works without scripts too. */
  private readonly cite = byId<HTMLAnchorElement>('cite');
  private readonly tools: HTMLElement[];
  private readonly chooserTools: HTMLElement[];

  constructor(
    private readonly element: HTMLElement,
    private readonly words: Catalogue,
    private readonly base: string,
    private readonly actions: ToolActions,
  ) {
    this.onlyView.addEventListener('change', () => actions.choose({ listAll: !this.onlyView.checked }));
    this.clock.addEventListener('change', () => actions.choose({ clock: this.clock.checked ? 'utc' : '' }));
    const download = make('details', { class: 'menu' }, make('summary', {}, words.t('client.data')), this.data);
    readyMenu(download);
    this.tools = [
      make('label', { class: 'tick' }, this.onlyView, make('span', {}, words.t('home.onlyView'))),
      make('label', { class: 'tick' }, this.clock, make('span', {}, words.t('client.clock'))),
      this.button('link', 'client.copyView', () => void copy(location.href, words, actions.toast)),
      this.cite,
      download,
    ];
    this.chooserTools = [this.button('button', 'client.chooserBack', () => actions.endChooser()), this.button('button', 'client.zoomHere', () => actions.zoomToChooser())];
  }

  /** Puts a selection into the tools, or those of a chooser in their place. */
  show(selection: Selection, choosing: boolean): void {
    this.onlyView.checked = !selection.listAll;
    this.clock.checked = selection.clock === 'utc';
    const wanted = choosing ? this.chooserTools : this.tools;
    if (this.element.firstChild !== wanted[0]) this.element.replaceChildren(...wanted);
    this.cite.href = this.actions.cite();
    this.aim();
  }

  /** Points the links to the data at what the list holds now. */
  private aim(): void {
    const query = this.actions.query();
    const address = apiAddress(this.base, query);
    if (this.data.querySelector('a')?.getAttribute('href') === address) return;
    this.data.replaceChildren(
      make('li', {}, this.button('link', 'client.copyApi', () => void copy(new URL(address, location.href).href, this.words, this.actions.toast))),
      make('li', {}, make('a', { href: address }, this.words.t('client.apiView'))),
      ...Object.entries(fileFormats).map(([extension, name]) =>
        make('li', {}, make('a', { href: fileAddress(this.base, extension as keyof typeof fileFormats, query), download: true }, this.words.t('client.file', { format: name }))),
      ),
    );
  }

  private button(look: string, label: string, action: () => void): HTMLButtonElement {
    const made = make('button', { type: 'button', class: look }, this.words.t(label));
    made.addEventListener('click', action);
    return made;
  }
}
