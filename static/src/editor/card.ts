// One draft in the list.

import { glyphSVG, type Kind, type Status } from '../glyph';
import { make } from '../page/dom';
import type { Draft } from './draft';
import type { Say } from './say';

export interface CardActions {
  accept(): void;
  edit(): void;
  reject(): void;
}

/** Fills the card of a draft anew. */
export function fillCard(card: HTMLElement, draft: Draft, say: Say, readOnly: boolean, actions: CardActions): void {
  const { number, record, state } = draft;
  card.dataset['state'] = state;
  card.replaceChildren(head(draft), ...(state === 'rejected' ? [] : body(draft, say)), buttons(draft, readOnly, actions));
  card.setAttribute('aria-labelledby', `draft-${number}-title`);
  card.classList.toggle('earlier', draft.proposal.earlier);
  card.querySelector('.glyph')?.replaceWith(glyphSVG(record.kind as Kind, statusOf(draft), 16));
}

/** The status for a symbol; where nobody says so outright, that of what only media report. */
export function statusOf({ feature }: Draft): Status {
  return (feature.properties.status || 'reported') as Status;
}

function head({ number, record, proposal, state }: Draft): HTMLElement {
  const word = { open: '', sending: 'Being stored', accepted: 'In review', rejected: 'Rejected' }[state];
  return make(
    'p', { class: 'card-head' },
    make('span', { class: 'ordinal', 'aria-hidden': 'true' }, String(number)),
    make('span', { class: 'glyph' }),
    make('strong', { id: `draft-${number}-title` }, record.title),
    proposal.earlier && make('span', { class: 'badge' }, 'told in retrospect'),
    word && make('span', { class: 'badge state' }, word),
  );
}

function body(draft: Draft, say: Say): HTMLElement[] {
  const { record, proposal, feature, corrected } = draft;
  const told = (term: string, text: string): HTMLElement | false => !!text && make('div', {}, make('dt', {}, term), make('dd', {}, text));
  return [
    make(
      'dl', { class: 'facts' },
      told('What', [say.code('kind', record.kind), say.code('category', record.category), record.outcome && record.kind === 'strike' && `outcome: ${say.code('outcome', record.outcome)}`].filter(Boolean).join(' · ')),
      told('Where', `${say.place(record.location) || 'not known'} · ${say.precision(record.location)}`),
      told('When', say.time(record)),
      told('Who says so', say.status(draft)),
      told('Numbers', feature.properties.quantities ?? ''),
      told('Corrected', corrected.join(', ')),
      told('Other readings', proposal.runners_up.map(({ name }) => name).join(', ')),
    ),
    make('p', { class: 'sure' }, make('span', { class: `confidence ${proposal.confidence}` }, `${proposal.confidence} confidence`), ` ${proposal.reasons.join('; ')}`),
  ];
}

function buttons({ state, number }: Draft, readOnly: boolean, { accept, edit, reject }: CardActions): HTMLElement {
  const button = (name: string, text: string, key: string, call: () => void, disabled = false): HTMLElement => {
    const made = make('button', { type: 'button', class: `button ${name}`, 'aria-describedby': `draft-${number}-title`, 'aria-keyshortcuts': key, disabled }, text, ' ', make('kbd', { 'aria-hidden': 'true' }, key));
    made.addEventListener('click', call);
    return made;
  };
  if (state === 'accepted') return make('p', { class: 'actions muted' }, 'It is in the record now and not public. Publish it from there.');
  if (state === 'rejected') return make('p', { class: 'actions' }, button('plain', 'Take back', 'R', reject));
  const busy = state === 'sending';
  return make('p', { class: 'actions' }, button('strong', 'Accept', 'A', accept, readOnly || busy), button('plain', 'Edit', 'E', edit, busy), button('plain', 'Reject', 'R', reject, busy));
}
