import { common } from './english/common.ts';
import { problems } from './english/problems.ts';
import { restocks } from './english/restocks.ts';
import { sentence } from './english/sentence.ts';

/** All sentences in English, a part for each page and one for what they share. */
export const english = { ...common, problems, restocks, sentence };
