import { describe, expect, it } from 'vitest';

import type { ActivityForm } from '../../src/state/activities.ts';
import {
  count,
  findShown,
  turnOutcome,
  withKind,
} from '../../src/ui/screens/phone/team/activity-words.ts';

const empty: ActivityForm = {
  ...{ stream: 'hamlet:1', kind: null, title: '', place: '', starts_at: '', attendees: 0 },
  ...{ partners: [], shown: [], note: '', plan_id: null },
};

describe('a gathering in the making', () => {
  it('counts heads by topic, never below none, and whoever was shown something was there', () => {
    const three = count(count(count(empty, 'SAFE', 1), 'SAFE', 1), 'APP', 1);
    expect(three.shown).toEqual([
      { code: 'SAFE', heads: 2, outcome: 'guided' },
      { code: 'APP', heads: 1, outcome: 'done' },
    ]);
    expect(three.attendees).toBe(2);
    expect(findShown(count(three, 'APP', -5), 'APP')?.heads).toBe(0);
  });

  it('turns an outcome over without losing the heads', () => {
    const turned = turnOutcome(count(empty, 'SAFE', 4), 'SAFE');
    expect(findShown(turned, 'SAFE')).toEqual({ code: 'SAFE', heads: 4, outcome: 'done' });
  });

  it('takes its name from its kind until somebody types another', () => {
    const club = withKind(empty, 'farmers_club', 'Ấp Mỹ Phú');
    expect(club.title).toBe('Hội quán ấp Mỹ Phú');
    expect(withKind(club, 'crowd', 'Ấp Mỹ Phú').title).toBe('Chợ, ngày hội ấp Mỹ Phú');
    const own = { ...club, title: 'Hội quán xoài' };
    expect(withKind(own, 'crowd', 'Ấp Mỹ Phú').title).toBe('Hội quán xoài');
  });
});
