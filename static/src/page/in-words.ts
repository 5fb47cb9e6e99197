// What the map shows, in words. The server counts and says it, as it does for
// pages without scripts; so text, list and API have the same numbers.

import type { Bounds } from '../map/view';
import { quiet } from './dom';
import { inPageLanguage } from './language';
import { viewAddress, type Selection } from './selection';

export class InWords {
  private readonly element = document.getElementById('in-words');
  asked: string;
  private asking: AbortController | null = null;
  private readonly askSoon = quiet(400, () => void this.ask());

  /** What the page came with is the text of this selection. */
  constructor(
    private readonly base: string,
    selection: Selection,
  ) {
    this.asked = this.address(selection, null);
  }

  /** Says what a selection leaves, in a part of the map if there is a box. */
  show(selection: Selection, box: Bounds | null): void {
    const address = this.address(selection, box);
    if (!this.element || address === this.asked) return;
    this.asked = address;
    this.askSoon();
  }

  private address(selection: Selection, box: Bounds | null): string {
    return viewAddress(`${this.base}/text`, { ...selection, lang: '' }, box);
  }

  private async ask(): Promise<void> {
    this.asking?.abort();
    const controller = new AbortController();
    this.asking = controller;
    let text = '';
    try {
      const answer = await fetch(this.asked, { headers: inPageLanguage(), signal: controller.signal });
      if (answer.ok) text = await answer.text();
    } catch {
      if (controller.signal.aborted) return;
    }
    // Better nothing than the numbers of another question.
    if (!text) this.asked = '';
    if (this.element) this.element.textContent = text.trim();
  }
}
