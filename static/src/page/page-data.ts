// What the server put into the page for its script.

import type { IncidentFeature } from '../map/incident';
import { Catalogue } from './catalogue';

export interface PageData {
  page: 'home' | 'incident' | 'docs' | 'error';
  language: string;
  /** What titles and names of the record are in. */
  record_language?: string;
  messages: Record<string, unknown>;
  /** Name by code. */
  parties?: Record<string, string>;
  countries?: Record<string, string>;
  /** Prefix of every path. */
  base: string;
  /** West,south,east,north of the opening view. */
  box: string;
  /** Start of the newest incident. */
  newest?: string;
  opening?: string;
  known_at?: string;
  /** How many incidents are public in all. */
  total?: number;
  /** Address of the script for records that hold more than a page loads. */
  many?: string;
  /** Whether incidents may have titles in this language that the rows of the API do not have. */
  retitled?: boolean;
  /** Address of the script that offers places in the search box. */
  search?: string;
  /** How many incidents a page loads at most. */
  limit?: number;
  /** Address of the script that follows public changes. */
  live?: string;
  /** Id of the event that led to what the page shows. */
  events?: string;
  incident?: IncidentFeature;
}

export function readPageData(): { data: PageData; words: Catalogue } {
  const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as PageData;
  return { data, words: new Catalogue(data.messages ?? {}) };
}
