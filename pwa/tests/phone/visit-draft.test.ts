import { describe, expect, it } from 'vitest';

import type { VisitDraft } from '../../src/state/visits.ts';
import {
  cycleTopic,
  findTopic,
  followUpDays,
  toSave,
  withFollowUp,
  withTopic,
  withWare,
} from '../../src/ui/screens/phone/visit/visit-draft.ts';

function aDraft(changed: Partial<VisitDraft> = {}): VisitDraft {
  return {
    household_id: 'h1',
    visit_id: null,
    outcome: null,
    topics: [],
    person_name: '',
    follow_up_on: null,
    note: '',
    saved_at: null,
    started_at: new Date('2026-11-23T11:00:00Z'),
    ...changed,
  };
}

describe('a visit in the making', () => {
  it('walks a topic through its five outcomes and back to untouched', () => {
    let draft = aDraft();
    const walked = [];
    for (let i = 0; i < 6; i += 1) {
      draft = cycleTopic(draft, 'APP');
      walked.push(findTopic(draft, 'APP')?.outcome ?? null);
    }
    expect(walked).toEqual(['done', 'guided', 'already', 'declined', 'failed', null]);
  });

  it('takes choosing a topic for having met somebody', () => {
    expect(cycleTopic(aDraft(), 'APP').outcome).toBe('met');
  });

  it('keeps a quantity while the outcome changes, and topics in their order', () => {
    const two = withTopic(cycleTopic(aDraft(), 'APP'), 'DVC-FILE', 'done', 2);
    const changed = cycleTopic(cycleTopic(two, 'APP'), 'DVC-FILE');
    expect(changed.topics).toEqual([
      { code: 'APP', outcome: 'guided', quantity: 1, wares: [] },
      { code: 'DVC-FILE', outcome: 'guided', quantity: 2, wares: [] },
    ]);
  });

  it('names the shops or products that a topic was about, and counts them', () => {
    const two = withWare(withWare(aDraft(), 'PROD', 'p1'), 'PROD', 'p2');
    expect(findTopic(two, 'PROD')).toEqual({
      ...{ code: 'PROD', outcome: 'done', quantity: 2, wares: ['p1', 'p2'] },
    });
    const cycled = cycleTopic(two, 'PROD');
    expect(findTopic(cycled, 'PROD')?.wares).toEqual(['p1', 'p2']);
    expect(findTopic(withWare(cycled, 'PROD', 'p1'), 'PROD')?.wares).toEqual(['p2']);
  });

  it('records topics only where somebody was met', () => {
    const draft = { ...cycleTopic(aDraft(), 'APP'), person_name: 'Bà Ba' };
    expect(toSave(draft).topics).toHaveLength(1);
    const absent = toSave({ ...draft, outcome: 'absent' });
    expect([absent.topics, absent.person_name]).toEqual([[], '']);
  });

  it('takes a follow-up back at the second tap on the same day', () => {
    const day = followUpDays('2026-11-28').three_days;
    expect(day).toBe('2026-12-01');
    const asked = withFollowUp(aDraft(), day);
    expect(asked.follow_up_on).toBe(day);
    expect(withFollowUp(asked, day).follow_up_on).toBeNull();
  });
});
