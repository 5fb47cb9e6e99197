// Labelled fields of a form that show what is wrong with them and what they were before
// somebody changed them.

import { make } from '../page/dom';

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface Field {
  label: string;
  control: Control;
  before: string;
  box: HTMLElement;
  fault: HTMLElement;
  was: HTMLElement;
}

interface Use {
  /** Name within the form. */
  name: string;
  label: string;
  control: Control;
  value: string;
  change: (value: string) => void;
  /** Path in the record of what it rests on in the text. */
  path?: string;
  /** Share of the form's width. Default: a third. */
  size?: 'wide' | 'third' | 'quarter';
  /** What the value before was in words; default: as it stood in the field. */
  said?: (value: string) => string;
}

export class Fields {
  private readonly all = new Map<string, Field>();

  /** The prefix makes ids: "edit-3". Touched is called after each change by hand. */
  constructor(
    private readonly prefix: string,
    private readonly touched: () => void,
  ) {}

  add({ name, label, control, value, change, path, size = 'third', said }: Use): HTMLElement {
    const id = `${this.prefix}-${name}`;
    control.id = id;
    control.value = value;
    const fault = make('span', { class: 'fault', id: `${id}-fault`, hidden: true });
    const was = make('span', { class: 'was', id: `${id}-was`, hidden: true });
    control.setAttribute('aria-describedby', `${id}-fault ${id}-was`);
    const box = make('p', { class: `field ${size}`, 'data-path': path }, make('label', { for: id }, label), control, was, fault);
    const field = { label, control, before: control.value, box, fault, was };
    this.all.set(name, field);
    was.textContent = `drafted: ${said?.(control.value) ?? wordsOf(control)}`;
    control.addEventListener('input', () => {
      change(control.value);
      this.mark(field);
      this.touched();
    });
    return box;
  }

  /** Puts a value into a field that follows another. */
  set(name: string, value: string): void {
    const field = this.all.get(name);
    if (!field || field.control.value === value || document.activeElement === field.control) return;
    field.control.value = value;
    this.mark(field);
  }

  /** Whether what was typed into a field is no value of its kind. */
  unreadable(name: string): boolean {
    return this.all.get(name)?.control.validity.badInput ?? false;
  }

  /** Labels of the fields that differ from what was drafted. */
  changed(): string[] {
    return [...this.all.values()].filter(differs).map(({ label }) => label.toLowerCase());
  }

  /** Shows what is wrong, by name of the field; clears all others. */
  showFaults(of: ReadonlyMap<string, readonly string[]>): void {
    for (const [name, { fault, control }] of this.all) {
      const messages = [...(of.get(name) ?? []), ...(this.unreadable(name) ? ['is no number'] : [])];
      fault.textContent = messages.join('; ');
      fault.hidden = !messages.length;
      if (messages.length) control.setAttribute('aria-invalid', 'true');
      else control.removeAttribute('aria-invalid');
    }
  }

  private mark(field: Field): void {
    field.box.classList.toggle('changed', differs(field));
    field.was.hidden = !differs(field);
  }
}

function differs({ control, before }: Field): boolean {
  return control.value !== before || control.validity.badInput;
}

/** The value of a control as a person reads it. */
function wordsOf(control: Control): string {
  const text = control instanceof HTMLSelectElement ? (control.selectedOptions[0]?.textContent ?? '') : control.value.replace(/^(\d{4}-\d\d-\d\d)T/, "$1 ");
  return text || 'empty';
}

/** A choice of codes, with a word each. */
export function choice(values: readonly string[], word: (value: string) => string, optional = false): HTMLSelectElement {
  return make('select', {}, optional && make('option', { value: '' }, '–'), ...values.map((value) => make('option', { value }, word(value))));
}

/** What a field for numbers says, undefined for nothing or no number. */
export function numberOf(value: string): number | undefined {
  return value.trim() === '' || Number.isNaN(Number(value)) ? undefined : Number(value);
}
