// A draft as the server proposes it, and what the desk has made of it so far.

import type { AreaFeature, IncidentFeature } from '../map/incident';

/** Words of the text: offsets count characters (code points), the end not included. */
export interface Evidence {
  /** A flat column, or a path into the ledger: "claims[0]", "quantities[1]". */
  field: string;
  from: number;
  to: number;
  text: string;
}

export interface Location {
  label: string;
  place_id?: string;
  point?: { lon: number; lat: number };
  precision: string;
  uncertainty_m: number;
  regime?: string;
  country?: string;
  control?: string;
  admin1?: string;
  border?: string;
  border_km?: number;
  [more: string]: unknown;
}

export interface Claim {
  party: string;
  role: string;
  stance: string;
  proposition: string;
  detail?: string;
  evidence?: { from: number; to: number; text: string };
  superseded_by?: number;
  [more: string]: unknown;
}

export interface Quantity {
  measure: string;
  qualifier: string;
  /** The ends, each left out where it is open. */
  min?: number;
  max?: number;
  unit?: string;
  phrase?: string;
  claim?: number;
  [more: string]: unknown;
}

/** The whole incident, as the record keeps it. Members that are not named here go along untouched. */
export interface IncidentRecord {
  id: string;
  title: string;
  summary?: string;
  kind: string;
  category?: string;
  outcome?: string;
  facility?: string;
  location: Location;
  time: { from: string; to: string; precision: string; zone?: string; phrase?: string };
  claims?: Claim[];
  quantities?: Quantity[];
  [more: string]: unknown;
}

export interface RunnerUp {
  place: string;
  name: string;
  score: number;
  reasons: string[];
}

export type DraftFeature = IncidentFeature & {
  properties: IncidentFeature['properties'] & {
    status: string | null;
    claimed_by: string | null;
    confirmed_by: string | null;
    denied_by: string | null;
    quantities: string | null;
  };
  draft: { earlier: boolean; confidence: string; reasons: string[]; evidence: Evidence[]; runners_up: RunnerUp[] };
  record: IncidentRecord;
};

export interface Party {
  code: string;
  name: string;
}

export interface DraftsAnswer {
  method: string;
  language: string;
  notice?: string;
  parties: Party[];
  features: DraftFeature[];
}

/** What is wrong with one field; the field is a path in the record. */
export interface Fault {
  field: string;
  message: string;
}

export interface Checked {
  feature: DraftFeature;
  area: AreaFeature | null;
  status: string;
  faults: Fault[];
}

export type State = 'open' | 'sending' | 'accepted' | 'rejected';

/** One draft on the page. */
export interface Draft {
  /** From 1, in the order of the text. */
  number: number;
  /** As proposed: evidence, confidence, other places. */
  proposal: DraftFeature['draft'];
  /** As corrected so far. */
  record: IncidentRecord;
  /** The flat feature of the record. */
  feature: DraftFeature;
  area: AreaFeature | null;
  state: State;
  /** What of it was corrected, in words. */
  corrected: string[];
}

/** A record without some of its claims. What names a claim by its place in the list still names the same one, or none. */
export function withoutClaims(record: IncidentRecord, dropped: ReadonlySet<number>): IncidentRecord {
  if (!dropped.size) return record;
  const claims = record.claims ?? [];
  const kept = claims.flatMap((_, i) => (dropped.has(i) ? [] : [i]));
  const moved = (i: number | undefined): number | undefined => {
    const at = i === undefined ? -1 : kept.indexOf(i);
    return at < 0 ? undefined : at;
  };
  return {
    ...record,
    claims: kept.map((i) => ({ ...(claims[i] as Claim), superseded_by: moved(claims[i]?.superseded_by) })) as Claim[],
    quantities: (record.quantities ?? []).map((quantity) => ({ ...quantity, claim: moved(quantity.claim) })) as Quantity[],
  };
}
