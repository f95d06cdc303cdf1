import { common } from './english/common.ts';
import { problems } from './english/problems.ts';
import { product } from './english/product.ts';
import { repairs } from './english/repairs.ts';
import { restock } from './english/restock.ts';
import { restocks } from './english/restocks.ts';
import { sentence } from './english/sentence.ts';
import { shelf } from './english/shelf.ts';
import { story } from './english/story.ts';
import { timeline } from './english/timeline.ts';
import { tries } from './english/tries.ts';
import { said } from './english/said.ts';

/** The server speaks English by itself. */

/** All sentences in English, a part for each page and one for what they share. */
export const english = {
  ...common,
  problems,
  product,
  repairs,
  restock,
  restocks,
  said,
  sentence,
  shelf,
  story,
  timeline,
  tries,
};
