import { describe, expect, it } from 'vitest';

import { RECORD_TYPES } from '../../src/core/record_types.gen.ts';
import {
  fieldsOf,
  hasWrongNumber,
  valuesOf,
  wantedOf,
} from '../../src/ui/screens/office/admin/catalogue-form.ts';

const options = [{ value: 'I1', label: 'I1' }];

describe('a form of the catalogue', () => {
  it('asks what the declaration says, with its limits', () => {
    const fields = fieldsOf('learning_item', {}, true);
    expect(
      fields.map(({ name, kind, chars_max, is_required }) => [
        ...[name, kind, chars_max, is_required],
      ]),
    ).toEqual([
      ['title', 'text', RECORD_TYPES.learning_item.fields.title.chars_max, true],
      ['body', 'area', RECORD_TYPES.learning_item.fields.body.chars_max, true],
      ['topic', 'text', RECORD_TYPES.learning_item.fields.topic.chars_max, false],
    ]);
  });

  it('leaves a code as it was first given', () => {
    const names = (isNew: boolean) => fieldsOf('topic', {}, isNew).map(({ name }) => name);
    expect(names(true)).toContain('code');
    expect(names(false)).not.toContain('code');
    expect(fieldsOf('procedure', {}, false).map(({ name }) => name)).toContain('code');
  });

  it('asks for an id only where there is something to choose', () => {
    const names = (choices: Record<string, typeof options>) =>
      fieldsOf('target', choices, true).map(({ name }) => name);
    expect(names({})).not.toContain('team_id');
    expect(names({ team_id: options })).toContain('team_id');
  });

  it('sends words, numbers and switches as what they are', () => {
    const topic = fieldsOf('topic', { indicator: options }, true);
    const values = {
      ...{ code: ' APP ', label_vi: 'Cài ứng dụng', label_en: '', indicator: 'I1' },
      ...{ counts_when: 'done guided', dedupe_by: '', active: '' },
    };
    expect(wantedOf('topic', topic, values)).toEqual({
      ...{ code: 'APP', label_vi: 'Cài ứng dụng', label_en: null, indicator: 'I1' },
      ...{ counts_when: ['done', 'guided'], dedupe_by: null, active: false },
    });
    const target = fieldsOf('target', {}, true).filter(({ name }) => name === 'value');
    expect(wantedOf('target', target, { value: '40.5' })).toEqual({ value: 40.5 });
    expect(wantedOf('target', target, { value: '' })).toEqual({ value: null });
    expect(wantedOf('target', target, { value: '1.333' })).toEqual({ value: 1333 });
    expect(wantedOf('target', target, { value: '9.038,5' })).toEqual({ value: 9038.5 });
    expect(hasWrongNumber(wantedOf('target', target, { value: 'nhiều' }))).toBe(true);
    expect(hasWrongNumber({ value: 40, note: null })).toBe(false);
  });

  it('comes back as it went in, and takes what says nothing for being in use', () => {
    const fields = { code: 'APP', label_vi: 'Cài', counts_when: ['done'], active: false };
    const shown = valuesOf('topic', fields);
    expect(shown).toMatchObject({ code: 'APP', counts_when: 'done', active: '', indicator: '' });
    expect(valuesOf('topic', null)['active']).toBe('1');
    expect(valuesOf('target', { value: 40 })['value']).toBe('40');
  });
});
