// Incidents made up for tests, in the form that export writes and import reads.

/**
 * An incident that never happened, claimed by one side and reported by one paper.
 *
 * @param {Record<string, unknown>} [words] what differs
 */
export function madeUp(words = {}) {
  return {
    external_id: 'made-up-1',
    dataset: 'tests',
    title: 'A made-up strike',
    summary: 'Nothing of this happened.',
    language: 'en',
    kind: 'strike',
    category: 'oil-depot',
    outcome: 'unknown',
    actor: 'UA',
    actor_basis: 'self-claimed',
    means: ['drone'],
    means_text: 'drone',
    location: { label: 'Nowhere', point: { lon: 37, lat: 50 }, precision: 'settlement', uncertainty_m: 5000, basis: 'named-place', regime: 'territory', country: 'RU' },
    time: { from: '2026-06-01T00:00:00Z', to: '2026-06-02T00:00:00Z', precision: 'day', zone: 'UTC' },
    claims: [{ party: 'ua-sbu', role: 'attacker', stance: 'claims', proposition: 'struck', detail: 'its drones hit a depot', stated_at: '2026-06-02', report: 0 }],
    reports: [{ publisher: 'A paper', title: 'A headline', url: 'https://example.org/article', published_at: '2026-06-02', language: 'en', class: 'press', family: 'a-paper' }],
    state: 'published',
    published_at: '2026-06-03T00:00:00Z',
    ...words,
  };
}
