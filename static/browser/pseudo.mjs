// A made-up language in the place of English: each word between marks and half as long
// again, from right to left.

/** @typedef {import('playwright-core').Page} Page */

/** Lets every page of the site come in it from now on. @param {Page} page */
export async function speakPseudo(page) {
  // The server knows no such language.
  await page.route(
    (url) => url.searchParams.get('lang') === 'ar',
    (route) => route.continue({ url: route.request().url().replace('lang=ar', 'lang=en') }),
  );
  await page.route(
    (url) => !url.searchParams.has('lang') && !/\.(js|css|mvt|svg|json)$/.test(url.pathname),
    async (route) => {
      if (route.request().resourceType() !== 'document') return route.continue();
      const answer = await route.fetch({ maxRedirects: 0 });
      const body = (await answer.text())
        .replace(/<html lang="en" dir="ltr"/, '<html lang="ar" dir="rtl"')
        .replace(/(<(?:summary|button|h2|dt|label|legend|span)[^>]*>)([A-Z][^<]{2,})</g, (_, tag, word) => `${tag}${longer(word)}<`)
        .replace(/(<script type="application\/json" id="data">)(.*?)(<\/script>)/s, (_, start, data, end) => {
          const all = JSON.parse(data);
          const { messages, words } = all;
          return start + JSON.stringify({ ...all, ...(messages && { messages: pseudo(messages) }), ...(words && { words: pseudo(words) }) }).replaceAll('<', '\\u003c') + end;
        });
      await route.fulfill({ response: answer, body });
    },
  );
}

/** @param {string} words */
const longer = (words) => `⟦${words} ${words.slice(0, Math.ceil(words.length / 2)).replace(/[{}]/g, '')}⟧`;

/** Members of the catalogue that are read, not shown. */
const read = ['language', 'number', 'list', 'time', 'names'];

/** @param {any} words @returns {any} */
function pseudo(words) {
  if (typeof words === 'string') return /^[A-Z]/.test(words) ? longer(words) : words;
  if (Array.isArray(words) || typeof words !== 'object') return words;
  return Object.fromEntries(Object.entries(words).map(([name, word]) => [name, read.includes(name) ? word : pseudo(word)]));
}
