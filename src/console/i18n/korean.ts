import type { Messages } from './language.ts';
import { common } from './korean/common.ts';
import { problems } from './korean/problems.ts';
import { restocks } from './korean/restocks.ts';
import { sentence } from './korean/sentence.ts';

/** All sentences in Korean, a part for each page and one for what they share. */
export const korean: Messages = { ...common, problems, restocks, sentence };
