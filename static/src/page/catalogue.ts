// The words of the page, as the server put them into it. Keys are paths of
// names joined by dots; a word may hold "{name}" for what is filled in, and
// one that counts is an object with the forms that the language has, such as
// "one", "few" and "many".

export type Filling = Record<string, string | number>;

export class Catalogue {
  private readonly plural: Intl.PluralRules;

  constructor(private readonly groups: Record<string, unknown>) {
    this.plural = new Intl.PluralRules(this.code('language', 'tag'));
  }

  /** The word under a key, filled in. A key without a word is shown as it is. */
  t(key: string, filling?: Filling): string {
    const text = this.find(key);
    if (typeof text !== 'string') return key;
    return filling ? text.replace(/\{(\w+)\}/g, (hole, name: string) => (name in filling ? String(filling[name]) : hole)) : text;
  }

  /** The form of a counting word for n, with {n} filled in. */
  n(key: string, n: number, filling?: Filling): string {
    return this.t(`${key}.${this.plural.select(n)}`, { n: this.number(n), ...filling });
  }

  /** The word for a code of a closed list, and the code itself where there is none. */
  code(group: string, code: string): string {
    const text = this.find(`${group}.${code}`);
    return typeof text === 'string' ? text : code;
  }

  /** The name of a place in the language, where one is usual, and else the name as it is. */
  proper(what: 'place', name: string): string {
    const usual = (this.find(`names.${what}`) as Record<string, unknown> | undefined)?.[name];
    return typeof usual === 'string' ? usual : name;
  }

  item(key: string, i: number): string {
    const list = this.find(key);
    return Array.isArray(list) && typeof list[i] === 'string' ? list[i] : key;
  }

  /** A whole number with its thousands apart. */
  number(n: number): string {
    return String(n).replace(/\B(?=(\d{3})+$)/g, this.t('number.group'));
  }

  /** Two names at most, the rest counted: "A and 2 others". */
  joinBrief(names: readonly string[]): string {
    const [first = '', second] = names;
    if (second === undefined) return first;
    if (names.length === 2) return this.t('list.two', { a: first, b: second });
    return this.n('list.more', names.length - 1, { a: first });
  }

  private find(key: string): unknown {
    let at: unknown = this.groups;
    for (const name of key.split('.')) {
      if (typeof at !== 'object' || at === null) return undefined;
      at = (at as Record<string, unknown>)[name];
    }
    return at;
  }
}
