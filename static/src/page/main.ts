// The script of every page. The page is whole without it.

import { showArticle } from './article';
import { HomePage } from './home';
import { readPageData } from './page-data';
import { readyTheme } from './theme';

const { data, words } = readPageData();

if (data.page === 'home') {
  new HomePage(data, words);
} else {
  const map = showArticle(data, words);
  readyTheme(words, () => map?.setTheme('auto'));
}
