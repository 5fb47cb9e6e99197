// The script of every page. The page is whole without it.

import { showArticle } from './article';
import { readyEmbedCode } from './embed-code';
import { HomePage } from './home';
import { keepLanguage } from './language';
import { readPageData } from './page-data';
import { readyTheme } from './theme';

const { data, words } = readPageData();

keepLanguage(data.base);
if (data.page === 'home') {
  let home: HomePage;
  // In a task of its own: this one has read the script.
  setTimeout(() => (home = new HomePage(data, words)));
  // Long after the page is there: nothing of it is wanted while it comes.
  if (data.live) addEventListener('load', () => setTimeout(() => void import(data.live ?? '').then(({ follow }) => follow(home, data)), 8000));
} else {
  const map = showArticle(data, words);
  readyTheme(words, () => map?.setTheme('auto'));
  readyEmbedCode(data.base, () => ({
    address: location.href,
    title: document.querySelector('h1')?.textContent ?? document.title,
    box: null,
    picture: new URLSearchParams({ incident: data.incident?.properties.id ?? '' }),
  }));
}
