import { unnamed } from '../../access/unnamed.ts';
import { messages } from './language.ts';

/** A person by name; who gave none, in the language of the page. */
export function nameOf(actor: string): string {
  return actor === unnamed ? messages.value.unnamed : actor;
}
