import { describe, expect, it } from 'vitest';

import { looksAlike } from '../src/core/likeness.ts';

const house = { head_name: 'Nguyễn Văn Hòa', phone: '0913 000 217', address: 'Tổ 4, kênh Ông Kho' };

describe('two households look alike', () => {
  it('when their phone number is the same, however it is written', () => {
    const other = { head_name: 'Trần Thị Út', phone: '+84913000217', address: 'Tổ 9' };
    expect(looksAlike(house, other)).toBe(true);
  });

  it('when the name is nearly the same and the place does not speak against it', () => {
    for (const head_name of ['nguyen van hoà', 'Ông Nguyễn Văn Hòa', 'Nguyễn Văn Hoàn']) {
      expect(looksAlike(house, { head_name, phone: '', address: '' })).toBe(true);
      expect(looksAlike(house, { head_name, phone: '', address: 'kênh Ông Kho' })).toBe(true);
    }
    expect(
      looksAlike(
        { ...house, head_name: 'Lê Thị Mỹ' },
        { ...house, phone: '', head_name: 'Lê Thị Mĩ' },
      ),
    ).toBe(true);
  });

  it('but not by the name alone at another place, nor by a short name with another letter', () => {
    expect(looksAlike(house, { ...house, phone: '', address: 'Tổ 9, rạch Cái Bèo' })).toBe(false);
    const short = { head_name: 'Lê Ba', phone: '', address: '' };
    expect(looksAlike(short, { ...short, head_name: 'Lê Bi' })).toBe(false);
  });

  it('never by an empty name or number', () => {
    const nobody = { head_name: '', phone: '', address: '' };
    expect(looksAlike(nobody, { ...nobody, phone: '0' })).toBe(false);
  });
});
