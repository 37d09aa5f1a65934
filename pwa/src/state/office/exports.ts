/** Tables that an admin takes out of the book, as files made by the server. */
import { ask, type Answer } from './ask.ts';

export interface ExportOrder {
  readonly kind: string;
  readonly unit: string;
  /** Local days, '' where the period is open. */
  readonly from: string;
  readonly to: string;
  readonly format: string;
  readonly language: string;
}

export function exportTable({ kind, ...order }: ExportOrder): Promise<Answer<Blob>> {
  const given = Object.entries(order).filter(([, value]) => value !== '');
  return ask('GET', `/exports/${kind}?${new URLSearchParams(given).toString()}`);
}
