import { describe, expect, it } from 'vitest';

import { median, tally } from '../../src/ui/screens/desk/tally.ts';

describe('the tally of a day at the desk', () => {
  it('counts filings by outcome and gives the median seconds of a line', () => {
    const rows = [
      { outcome: 'submitted', seconds: 20 },
      { outcome: 'completed', seconds: 30 },
      { outcome: 'missing_papers', seconds: null },
    ];
    expect(tally(rows)).toEqual({
      total: 3,
      submitted: 2,
      missing_papers: 1,
      median_seconds: 25,
    });
  });

  it('has no median on an empty day', () => {
    expect(tally([]).median_seconds).toBeNull();
    expect(median([7, 1, 9])).toBe(7);
  });
});
