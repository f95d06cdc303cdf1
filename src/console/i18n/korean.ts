import type { Messages } from './language.ts';
import { common } from './korean/common.ts';
import { problems } from './korean/problems.ts';
import { product } from './korean/product.ts';
import { repairs } from './korean/repairs.ts';
import { restock } from './korean/restock.ts';
import { restocks } from './korean/restocks.ts';
import { said } from './korean/said.ts';
import { sentence } from './korean/sentence.ts';
import { shelf } from './korean/shelf.ts';
import { story } from './korean/story.ts';
import { timeline } from './korean/timeline.ts';
import { tries } from './korean/tries.ts';

/** All sentences in Korean, a part for each page and one for what they share. */
export const korean: Messages = {
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
