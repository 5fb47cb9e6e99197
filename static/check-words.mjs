// Every language has every word of the English catalogue, in every form that it
// counts with, and with the same "{name}" to fill in. What is missing fails the build.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const forms = ['zero', 'one', 'two', 'few', 'many', 'other'];

/** Groups that have a word only where a name or a case differs: English needs few, and the others have the same. */
const open = /^(names\.\w+|countryIn)$/;

/** Reads the catalogues of a folder: language → words. @param {string} folder @returns {Record<string, any>} */
export function readCatalogues(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(names.map((name) => [name.slice(0, -'.json'.length), JSON.parse(readFileSync(join(folder, name), 'utf8'))]));
}

/** What is wrong with the catalogues, a line each. @param {Record<string, any>} catalogues @returns {string[]} */
export function faults(catalogues) {
  const { en, ...others } = catalogues;
  const first = Object.values(others)[0];
  return Object.entries(others).flatMap(([tag, words]) => {
    /** @type {string[]} */
    const found = [];
    const say = (/** @type {string} */ key, /** @type {string} */ what) => found.push(`${tag}.json: ${key}: ${what}`);
    if (words.language?.tag !== tag) say('language.tag', `is not ${tag}`);
    compare(en, words, '', tag, first, say);
    return found;
  });
}

/** @param {any} english @param {any} words @param {string} key @param {string} tag @param {any} first @param {(key: string, what: string) => void} say */
function compare(english, words, key, tag, first, say) {
  if (words === undefined || typeof words !== typeof english || Array.isArray(words) !== Array.isArray(english)) return say(key, 'is missing');
  if (typeof english === 'string') {
    if (!words && english) say(key, 'is empty');
    if (holes(words) !== holes(english)) say(key, `fills in ${holes(words) || 'nothing'} where English has ${holes(english) || 'nothing'}`);
    return;
  }
  if (Array.isArray(english)) {
    if (words.length !== english.length) say(key, `has ${words.length} entries where English has ${english.length}`);
    return;
  }
  if (counts(english)) {
    for (const form of formsOf(tag)) compare(english.other, words[form], `${key}.${form}`, tag, first, say);
    return;
  }
  const expected = open.test(key) ? at(first, key) : english;
  for (const name of Object.keys(expected)) compare(expected[name], words[name], key ? `${key}.${name}` : name, tag, first, say);
  for (const name of Object.keys(words)) if (!(name in expected)) say(key ? `${key}.${name}` : name, 'is not known');
}

/** Whether a group is the forms of one counting word. @param {object} group */
function counts(group) {
  const names = Object.keys(group);
  return names.includes('one') && names.includes('other') && names.every((name) => forms.includes(name));
}

/** The forms a language uses for whole numbers. @param {string} tag */
function formsOf(tag) {
  const rules = new Intl.PluralRules(tag);
  return new Set(Array.from({ length: 200 }, (_, n) => rules.select(n)));
}

/** @param {string} text */
function holes(text) {
  return [...new Set(text.match(/\{\w+\}/g))].sort().join(' ');
}

/** @param {any} words @param {string} key */
function at(words, key) {
  return key.split('.').reduce((group, name) => group?.[name] ?? {}, words);
}
