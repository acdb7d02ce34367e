import { expect, test } from 'vitest';
import { DEFAULTS } from './defaults';
import { STORED_FIELDS } from './schema';

test('every default of the schema is one that the settings page knows', () => {
  const fields = Object.values(STORED_FIELDS).flatMap(({ shape }) => Object.entries(shape));
  const defaults = fields.map(([name, field]) => [name, field.safeParse(undefined).data]).filter(([, value]) => value !== undefined);
  expect(Object.fromEntries(defaults)).toEqual(DEFAULTS);
});
