// Times in form fields. They are UTC: the browser's own zone never gets in.

/** An RFC 3339 time as a field of type datetime-local has it. */
export function toField(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 16);
}

/** The time of such a field; the one given while the field still says the same, so that its seconds stay. */
export function fromField(value: string, given: string): string {
  if (value === toField(given)) return given;
  return value ? `${value.slice(0, 16)}:00Z` : '';
}
