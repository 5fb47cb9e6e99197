// Copying and sharing links. The buttons are in the page and hidden until they
// can work.

import type { Catalogue } from './catalogue';

/** Readies the buttons of an article. */
export function readyShare(root: ParentNode, words: Catalogue, say: (text: string) => void): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => void copy(button.dataset['copy'] ?? '', words, say));
  }
  for (const button of root.querySelectorAll<HTMLButtonElement>('button[data-share]')) {
    if (!('share' in navigator)) continue;
    button.hidden = false;
    button.addEventListener('click', () => {
      // A reader who closes the dialogue rejects the promise; that is no fault.
      void navigator.share({ title: document.title, url: button.dataset['share'] ?? '' }).catch(() => {});
    });
  }
}

/** Copies an address and says so, or says how to get it otherwise. */
export async function copy(address: string, words: Catalogue, say: (text: string) => void): Promise<void> {
  try {
    await navigator.clipboard.writeText(address);
    say(words.t('client.copied'));
  } catch {
    say(words.t('client.copyFailed'));
  }
}
