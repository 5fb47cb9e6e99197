// The form with search and filters. Without scripts it is an ordinary form; with
// them each change takes effect at once, and each value shows what it would leave.

import type { FacetCounts } from './answer';
import type { Catalogue } from './catalogue';
import { byId } from './dom';
import { facets, type Facet, type Selection } from './selection';

export class Filters {
  private readonly form = byId<HTMLFormElement>('filters');
  private readonly search = byId<HTMLInputElement>('q');
  private readonly from = byId<HTMLInputElement>('from');
  private readonly to = byId<HTMLInputElement>('to');

  constructor(
    private readonly words: Catalogue,
    changed: (part: Partial<Pick<Selection, 'chosen' | 'q' | 'from' | 'to'>>) => void,
  ) {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      changed({ q: this.search.value.trim() });
    });
    this.search.addEventListener('input', () => changed({ q: this.search.value.trim() }));
    this.form.addEventListener('change', (event) => {
      if ((event.target as HTMLInputElement).type === 'checkbox') changed({ chosen: this.chosen() });
    });
    for (const input of [this.from, this.to]) {
      // These stand outside the form's element, in the strip.
      input.addEventListener('change', () => changed({ from: this.from.value, to: this.to.value }));
    }
  }

  /** Puts a selection into the form. */
  show({ chosen, q, from, to }: Selection): void {
    if (this.search.value.trim() !== q) this.search.value = q;
    this.from.value = from;
    this.to.value = to;
    for (const facet of facets) {
      for (const box of this.boxes(facet)) box.checked = chosen[facet].includes(box.value);
      const summary = this.form.querySelector(`[data-chosen="${facet}"]`);
      if (summary) summary.textContent = chosen[facet].length ? this.words.t('home.chosen', { n: chosen[facet].length }) : this.words.t('home.any');
    }
    const n = facets.reduce((sum, facet) => sum + chosen[facet].length, 0);
    byId('filter-count').textContent = n ? `(${n})` : '';
  }

  /** Writes beside each value how many incidents it would leave, all other filters kept. */
  count(counts: FacetCounts): void {
    for (const facet of facets) {
      for (const box of this.boxes(facet)) {
        const n = counts[facet].get(box.value) ?? 0;
        const label = box.closest('label');
        const shown = label?.querySelector('.chip-count');
        if (shown) shown.textContent = this.words.number(n);
        label?.classList.toggle('none', n === 0 && !box.checked);
      }
    }
  }

  private chosen(): Selection['chosen'] {
    const of = (facet: Facet): string[] => this.boxes(facet).filter(({ checked }) => checked).map(({ value }) => value);
    return { kind: of('kind'), status: of('status'), category: of('category'), country: of('country') };
  }

  private boxes(facet: Facet): HTMLInputElement[] {
    return [...this.form.querySelectorAll<HTMLInputElement>(`input[type="checkbox"][name="${facet}"]`)];
  }
}
