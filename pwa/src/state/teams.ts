/** Which team a person belongs to, as this device's book has it. */
import * as book from '../store/book.ts';
import { text } from './house_rows.ts';

/** The name of the person's first team that has not ended for them, or ''. */
export function teamOf(user_id: string): string {
  for (const { fields } of book.live('membership').values()) {
    if (fields['user_id'] !== user_id || text(fields['to_on']) !== '') continue;
    return text(book.find(text(fields['team_id']))?.fields['name']);
  }
  return '';
}
