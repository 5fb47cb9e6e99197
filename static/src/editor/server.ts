// What the page asks of the server.

import type { Checked, DraftsAnswer, Fault, IncidentRecord, Location, Party } from './draft';

/** A request that was refused, with the faults that belong to fields. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly faults: Fault[],
  ) {
    super(message);
  }
}

export interface Pasted {
  text: string;
  published: string;
  publisher: string;
  url: string;
  language: string;
}

/** A place that words may mean, with the location of an incident there. */
export interface FoundPlace {
  name: string;
  class: string;
  score: number;
  reasons: string[];
  facility: boolean;
  location: Location;
}

/** What is at a point; what is not known is left out. */
export interface Whereabouts {
  country?: string;
  control?: string;
  admin1_name?: string;
}

/** A draft with what goes along when it is checked or accepted. */
export interface Sent {
  method: string;
  record: IncidentRecord;
  parties: Party[];
}

export class Server {
  constructor(private readonly base: string) {}

  drafts(pasted: Pasted): Promise<DraftsAnswer> {
    return this.post('drafts', pasted);
  }

  /** What would become of a draft; nothing is stored. */
  check(sent: Sent): Promise<Checked> {
    return this.post('check', sent);
  }

  /** Stores a draft for review. */
  accept(sent: Sent): Promise<{ id: string; state: string }> {
    return this.post('accept', sent);
  }

  places(words: string): Promise<FoundPlace[]> {
    return this.ask(`places?${new URLSearchParams({ q: words })}`, {});
  }

  point(lon: number, lat: number): Promise<Whereabouts> {
    return this.ask(`point?${new URLSearchParams({ lon: String(lon), lat: String(lat) })}`, {});
  }

  private post<T>(path: string, body: unknown): Promise<T> {
    return this.ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  }

  private async ask<T>(path: string, request: RequestInit): Promise<T> {
    let answer: Response;
    try {
      answer = await fetch(`${this.base}/desk/paste/${path}`, request);
    } catch {
      throw new Refused('The server cannot be reached. Is it still running?', []);
    }
    if (answer.ok) return (await answer.json()) as T;
    const problem = (await answer.json().catch(() => ({}))) as { title?: string; detail?: string; faults?: Fault[] };
    throw new Refused(problem.detail ?? problem.title ?? `The server answered ${answer.status}.`, problem.faults ?? []);
  }
}
