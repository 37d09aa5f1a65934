/** Which place the office is looking at, and the names of its units. Chosen once for all parts. */
import { homeUnit, listUnits, type Unit } from '../../../../state/office/places.ts';
import { session } from '../../../../state/session.ts';
import { get } from 'svelte/store';

import { Latest } from '../../../latest.ts';

export class Places {
  /** Communes to choose from; empty where the admin has but one. */
  communes = $state<readonly Unit[]>([]);
  hamlets = $state<readonly Unit[]>([]);
  /** The commune whose people and hamlets are shown; '' is all of the province. */
  commune = $state('');
  readonly home = homeUnit();
  readonly #latest = new Latest();

  /** The unit that lists are about. */
  get unit(): string {
    return this.commune === '' ? this.home.id : this.commune;
  }

  async load(): Promise<void> {
    if (this.home.level === 'commune') await this.choose(this.home.id);
    else {
      const answer = await listUnits(this.home.id);
      if (answer.ok) this.communes = answer.value;
    }
  }

  async choose(commune: string): Promise<void> {
    this.commune = commune;
    const isLatest = this.#latest.ask();
    const answer = commune === '' ? null : await listUnits(commune);
    if (!isLatest()) return;
    this.hamlets = answer?.ok === true ? answer.value : [];
  }

  nameOf(unit: string): string {
    const known = [...this.hamlets, ...this.communes].find(({ id }) => id === unit);
    if (known !== undefined) return known.name;
    const streams = get(session)?.streams ?? [];
    return streams.find(({ stream }) => stream.endsWith(`:${unit}`))?.name ?? '…';
  }

  namesOf(units: readonly string[]): string {
    return units.map((unit) => this.nameOf(unit)).join(', ');
  }
}
