// Light and dark: what the reader's system asks for, or what the button says.
// Nothing is stored; the choice stands in the address.

import type { Catalogue } from './catalogue';

/** Readies the button; changed is called with the new theme. */
export function readyTheme(words: Catalogue, changed: (theme: 'light' | 'dark') => void): void {
  const button = document.getElementById('theme');
  if (!button) return;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const dark = (): boolean => {
    const set = document.documentElement.dataset['theme'];
    return set ? set === 'dark' : system.matches;
  };
  const label = (): void => {
    const text = words.t(dark() ? 'site.themeLight' : 'site.themeDark');
    button.setAttribute('aria-label', text);
    button.title = text;
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    const next = dark() ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = next;
    label();
    changed(next);
  });
  system.addEventListener('change', label);
  label();
}
