// The paste page: a text on the left, what it tells of on the right, each leading to
// the other. Nothing is stored before a draft is accepted.

import { createMap, type MapView } from '../map';
import type { IncidentFeature } from '../map/incident';
import { Catalogue } from '../page/catalogue';
import { byId, make } from '../page/dom';
import { mapOptions } from '../page/map-options';
import type { PageData } from '../page/page-data';
import { readyTheme } from '../page/theme';
import { fillCard, statusOf } from './card';
import type { Draft, DraftsAnswer, Fault, IncidentRecord } from './draft';
import { DraftForm, type Codes } from './form';
import { Handle, type Position } from './handle';
import { onPoint } from './pointer';
import { Reading } from './reading';
import { Say } from './say';
import { Refused, Server, type Pasted, type Sent } from './server';

interface DeskData {
  language: string;
  messages: Record<string, unknown>;
  base: string;
  /** West,south,east,north of the opening view. */
  box: string;
  read_only: boolean;
  codes: Codes;
  /** Name by code. */
  parties: Record<string, string>;
}

class PastePage {
  private readonly words: Catalogue;
  private readonly say: Say;
  private readonly server: Server;
  private readonly map: MapView;
  private readonly reading: Reading;
  private readonly form = byId<HTMLFormElement>('paste');
  private readonly list = byId('drafts');
  private readonly live = byId('live');
  private drafts: Draft[] = [];
  private answer: DraftsAnswer | null = null;
  private chosen: number | null = null;
  /** What is marked, so that each move of a pointer does not mark it anew. */
  private shown = '';
  private readonly handle: Handle;
  /** The forms that are open, by number of their draft. */
  private readonly forms = new Map<number, DraftForm>();
  /** Which form's point is on the map. */
  private pointed: number | null = null;
  /** How many checks were asked for: only the answer to the last one counts. */
  private asked = 0;

  constructor(private readonly data: DeskData) {
    this.words = new Catalogue(data.messages);
    this.say = new Say(this.words, data.parties);
    this.server = new Server(data.base);
    const place = byId('map');
    this.map = createMap(place, mapOptions(place, data as unknown as PageData, this.words, () => {}));
    this.handle = new Handle(place, this.map);
    this.map.onHover((ids) => this.hover(this.numbersOf(ids)));
    this.map.onSelect((ids) => {
      const [first] = this.numbersOf(ids);
      if (first !== undefined) this.focus(first);
    });
    this.reading = new Reading(byId('article'), { hover: (numbers) => this.hover(numbers), choose: (number) => this.focus(number) });
    readyTheme(this.words, () => this.map.setTheme('auto'));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.draft();
    });
    this.form.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    });
    byId('again').addEventListener('click', () => this.showForm());
    this.list.addEventListener('keydown', (event) => this.key(event));
    onPoint(this.list, (target) => this.hover(numbersAt(target)));
    this.list.addEventListener('focusin', ({ target }) => this.choose(numbersAt(target)[0] ?? null));
  }

  /** Sends the text and shows its drafts. */
  private async draft(): Promise<void> {
    const pasted = Object.fromEntries(new FormData(this.form)) as unknown as Pasted;
    // The field's own line ends are those that offsets count.
    pasted.text = byId<HTMLTextAreaElement>('text').value;
    this.showFaults([]);
    const button = this.form.querySelector('button');
    if (button) button.disabled = true;
    try {
      const answer = await this.server.drafts(pasted);
      this.show(pasted.text, answer);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.showFaults(error.faults);
      if (!error.faults.length) this.notice(error.message);
      this.tell(error.message);
    } finally {
      if (button) button.disabled = false;
    }
  }

  private show(text: string, answer: DraftsAnswer): void {
    this.answer = answer;
    this.forms.clear();
    this.handle.hide();
    this.chosen = null;
    this.say.know(answer.parties);
    this.drafts = answer.features.map((feature, i) => ({ number: i + 1, proposal: feature.draft, record: feature.record, feature, area: null, state: 'open', corrected: [] }));
    this.notice(answer.notice ?? '');
    const language = { en: 'English', uk: 'Ukrainian', ru: 'Russian' }[answer.language] ?? answer.language;
    const earlier = this.drafts.filter(({ proposal }) => proposal.earlier).length;
    const count = this.drafts.length === 1 ? '1 draft' : `${this.drafts.length} drafts`;
    byId('summary').textContent = `${count}${earlier ? `, ${earlier} of them told in retrospect` : ''}. Read as ${language} by ${answer.method}.`;
    this.form.hidden = true;
    byId('shown').hidden = false;
    byId('marks').replaceChildren(...['what', 'place', 'time', 'number', 'said'].map((topic) => make('mark', { class: topic }, topic === 'said' ? 'who says so' : topic)));
    this.shown = '';
    this.reading.show(text, this.drafts);
    this.list.replaceChildren(...this.drafts.map(({ number }) => make('li', {}, make('article', { class: 'draft', id: `draft-${number}`, tabindex: 0, 'data-drafts': number }))));
    for (const draft of this.drafts) this.fill(draft);
    this.draw();
    void this.lookAtAreas();
    this.tell(byId('summary').textContent ?? '');
    byId('list').scrollTop = 0;
    if (this.drafts[0]) this.focus(1);
    else byId('again').focus();
  }

  private showForm(): void {
    byId('shown').hidden = true;
    this.form.hidden = false;
    byId('text').focus();
  }

  private notice(text: string): void {
    const notice = byId('notice');
    notice.textContent = text;
    notice.hidden = !text;
  }

  /** Faults of the text's own fields. */
  private showFaults(faults: readonly Fault[]): void {
    for (const place of this.form.querySelectorAll<HTMLElement>('.fault')) {
      const name = place.id.replace(/-fault$/, '');
      const messages = faults.filter(({ field }) => field === name).map(({ message }) => message);
      place.textContent = messages.join('; ');
      place.hidden = !messages.length;
      const control = byId(name);
      if (messages.length) control.setAttribute('aria-invalid', 'true');
      else control.removeAttribute('aria-invalid');
    }
    this.form.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }

  private fill(draft: Draft): void {
    fillCard(byId(`draft-${draft.number}`), draft, this.say, this.data.read_only, {
      accept: () => void this.accept(draft),
      edit: () => this.edit(draft),
      reject: () => this.reject(draft),
    });
  }

  /** Asks for the feature of a draft's record with the shape of a place without a point, and draws it. */
  private async look(draft: Draft): Promise<void> {
    try {
      const { feature, area } = await this.server.check(this.sent(draft.record));
      Object.assign(draft, { feature, area });
    } catch {
      return; // the words beside it say where it is
    }
    this.draw();
  }

  /** Brings every draft into view, at once those with a point, then those with a shape. */
  private async lookAtAreas(): Promise<void> {
    const fit = (): void => this.map.fitTo(this.drafts.map(({ feature }) => feature));
    fit();
    const broad = this.drafts.filter(({ feature }) => !feature.geometry);
    if (!broad.length) return;
    await Promise.all(broad.map((draft) => this.look(draft)));
    fit();
  }

  private sent(record: IncidentRecord): Sent {
    return { method: this.answer?.method ?? '', record, parties: this.answer?.parties ?? [] };
  }

  private draw(): void {
    const shown = this.drafts.filter(({ state }) => state !== 'rejected');
    const features = shown.map((draft) => ({ ...draft.feature, properties: { ...draft.feature.properties, status: statusOf(draft) } }) as IncidentFeature);
    const areas = new Map(shown.flatMap(({ area }) => (area ? [[area.properties.id, area] as const] : [])));
    this.map.setAreas({ type: 'FeatureCollection', features: [...areas.values()] });
    this.map.setIncidents({ type: 'FeatureCollection', features });
    this.hover([]);
  }

  private numbersOf(ids: readonly string[]): number[] {
    return this.drafts.filter(({ record }) => ids.includes(record.id)).map(({ number }) => number);
  }

  /** Marks drafts in the text, in the list and on the map; without any, the chosen one. */
  private hover(numbers: readonly number[]): void {
    const lit = numbers.length || this.chosen === null ? numbers : [this.chosen];
    const shown = JSON.stringify([lit, numbers, this.chosen, this.drafts.map(({ state }) => state)]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.reading.light(lit, new Set(this.drafts.filter(({ state }) => state === 'rejected').map(({ number }) => number)));
    for (const { number } of this.drafts) {
      const { classList } = byId(`draft-${number}`);
      classList.toggle('lit', lit.includes(number));
      classList.toggle('chosen', number === this.chosen);
    }
    this.map.setHover(this.drafts.find(({ number }) => number === numbers[0])?.record.id ?? null);
  }

  private choose(number: number | null): void {
    if (number === null || number === this.chosen) return;
    this.chosen = number;
    const draft = this.drafts[number - 1];
    if (!draft) return;
    this.map.setSelected(draft.state === 'rejected' ? null : draft.record.id);
    this.reading.reveal(number);
    this.hover([]);
  }

  private focus(number: number): void {
    byId(`draft-${number}`).focus();
  }

  private key(event: KeyboardEvent): void {
    const [number] = numbersAt(event.target);
    const draft = number === undefined ? undefined : this.drafts[number - 1];
    const field = event.target instanceof Element && event.target.closest('input, select, textarea, form');
    if (!draft || field || event.ctrlKey || event.metaKey || event.altKey) return;
    switch (letterOf(event)) {
      case 'ArrowDown':
      case 'j':
        this.step(draft.number + 1);
        break;
      case 'ArrowUp':
      case 'k':
        this.step(draft.number - 1);
        break;
      case 'a':
        void this.accept(draft);
        break;
      case 'e':
        this.edit(draft);
        break;
      case 'r':
        this.reject(draft);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  private step(number: number): void {
    if (number >= 1 && number <= this.drafts.length) this.focus(number);
  }

  /** Stores a draft as it is seen: with the corrections of its form, if that is open. */
  private async accept(draft: Draft): Promise<void> {
    if (this.data.read_only) return this.tell('This server only reads the record, so no draft can be accepted here.');
    if (draft.state !== 'open') return;
    const form = this.forms.get(draft.number);
    if (form?.unreadable()) return this.refused(draft, new Refused('A field holds no number or no time.', []));
    const record = form?.result() ?? draft.record;
    draft.state = 'sending';
    if (!form) this.fill(draft);
    try {
      await this.server.accept(this.sent(record));
    } catch (error) {
      draft.state = 'open';
      if (!(error instanceof Refused)) throw error;
      this.refused(draft, error);
      return;
    }
    draft.state = 'accepted';
    draft.record = record;
    draft.corrected = form?.corrected() ?? [];
    this.close(draft);
    void this.look(draft).then(() => this.fill(draft));
    this.tell(`Accepted${draft.corrected.length ? ' as corrected' : ''}: ${record.title}. It is in review.`);
    const next = this.drafts.find(({ number, state }) => state === 'open' && number > draft.number) ?? this.drafts.find(({ state }) => state === 'open');
    this.focus(next?.number ?? draft.number);
  }

  /** Shows why a draft was not taken, at the fields of its form. */
  private refused(draft: Draft, { message, faults }: Refused): void {
    this.tell(message);
    if (!this.forms.has(draft.number)) {
      this.fill(draft);
      this.edit(draft);
    }
    const form = this.forms.get(draft.number);
    form?.showFaults(faults, faults.length ? '' : message);
    form?.focus();
  }

  private reject(draft: Draft): void {
    if (draft.state !== 'open' && draft.state !== 'rejected') return;
    draft.state = draft.state === 'open' ? 'rejected' : 'open';
    this.close(draft);
    this.draw();
    this.tell(draft.state === 'rejected' ? `Rejected: ${draft.record.title}.` : `Taken back: ${draft.record.title}.`);
    const next = draft.state === 'rejected' && this.drafts.find(({ number, state }) => state === 'open' && number > draft.number);
    this.focus(next ? next.number : draft.number);
  }

  /** Opens the form of a draft, or goes to it: other forms stay as they are. */
  private edit(draft: Draft): void {
    if (draft.state !== 'open') return;
    let form = this.forms.get(draft.number);
    if (!form) {
      form = new DraftForm(draft, {
        codes: this.data.codes,
        say: this.say,
        readOnly: this.data.read_only,
        places: (words) => this.server.places(words),
        point: (lon, lat) => this.server.point(lon, lat),
        pointed: (label, at, moved) => this.point(draft.number, label, at, moved),
        changed: (record) => void this.checked(draft, record),
        accept: () => void this.accept(draft),
        leave: () => {
          this.close(draft);
          void this.look(draft);
          this.focus(draft.number);
        },
        looking: (path) => this.reading.point(draft.number, path),
      });
      this.forms.set(draft.number, form);
      byId(`draft-${draft.number}`).append(form.element);
      const { point } = draft.record.location;
      if (point) this.map.setView({ ...point, zoom: Math.max(this.map.getView().zoom, 9) });
    }
    form.focus();
  }

  /** Puts the point of a form on the map, or takes it off. */
  private point(number: number, label: string, at: Position | null, moved: (at: Position) => void): void {
    if (at) this.handle.show(label, at, moved);
    else if (this.pointed === number || this.pointed === null) this.handle.hide();
    this.pointed = at ? number : null;
    byId('map').classList.toggle('pointing', at !== null);
  }

  /** Shows what a correction would make of a draft. */
  private async checked(draft: Draft, record: IncidentRecord): Promise<void> {
    const form = this.forms.get(draft.number);
    const asked = ++this.asked;
    try {
      const { feature, area, faults } = await this.server.check(this.sent(record));
      if (!form || this.forms.get(draft.number) !== form || this.asked !== asked) return;
      Object.assign(draft, { feature, area });
      form.showFaults(faults);
      form.showStatus(this.say.status(draft));
      this.draw();
    } catch (error) {
      if (error instanceof Refused) form?.showFaults(error.faults, error.message);
    }
  }

  /** Ends the form, if there is one, and shows the draft as it is. */
  private close(draft: Draft): void {
    this.forms.get(draft.number)?.close();
    if (this.forms.delete(draft.number) && !this.forms.size) this.map.fitTo(this.drafts.map(({ feature }) => feature));
    this.fill(draft);
  }

  private tell(text: string): void {
    this.live.textContent = text;
  }
}

function numbersAt(target: EventTarget | null): number[] {
  const card = target instanceof Element ? target.closest<HTMLElement>('[data-drafts]') : null;
  return card ? [Number(card.dataset['drafts'])] : [];
}

/** The letter that a key stands for, also where the keyboard writes Cyrillic, or the name of the key. */
function letterOf({ key, code }: KeyboardEvent): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  return key.length === 1 && code.startsWith('Key') ? code.slice(3).toLowerCase() : key;
}

new PastePage(JSON.parse(byId('data').textContent ?? '{}') as DeskData);
