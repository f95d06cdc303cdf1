import ms, { type StringValue } from 'ms';
import { z } from 'zod';

/** Such as `500ms`, `30s`, `10m`, `2h` or `3d`; in milliseconds once read. */
export const duration = z.string().transform((text, context) => {
  const value = /^\d+(\.\d+)?(ms|s|m|h|d)$/.test(text) ? ms(text as StringValue) : undefined;
  if (value !== undefined && value > 0) return value;
  context.addIssue({
    code: 'custom',
    message: `"${text}" is not a duration above zero such as 500ms, 30s, 10m, 2h or 3d`,
  });
  return z.NEVER;
});
