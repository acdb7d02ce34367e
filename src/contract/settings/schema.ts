import * as z from 'zod';
import { type Problem, problemsOf } from '../problem';
import { connectionFields } from './connection';
import { keyFields } from './keys';
import { mirror, mirrorFields } from './mirror';
import { sampling, samplingFields } from './sampling';
import { taskFields } from './tasks';
import { thresholdFields, thresholds } from './thresholds';
import { workerFields, workers } from './workers';

/** The fields of `jsonData` by the group that they go into. */
export const STORED_FIELDS = {
  connection: connectionFields,
  keys: keyFields,
  sampling: samplingFields,
  thresholds: thresholdFields,
  workers: workerFields,
  tasks: taskFields,
  mirror: mirrorFields,
};

const groups = z.object({ ...STORED_FIELDS, sampling, thresholds, workers, mirror });

/** The groups as parsed, before the URL and the secrets are applied. */
export type Groups = z.output<typeof groups>;

/** `jsonData` as it is stored and provisioned: the fields of all groups side by side. */
export type StoredSettings = Stored['connection'] &
  Stored['keys'] &
  Stored['sampling'] &
  Stored['thresholds'] &
  Stored['workers'] &
  Stored['tasks'] &
  Stored['mirror'];
type Stored = { [G in keyof typeof STORED_FIELDS]: z.input<(typeof STORED_FIELDS)[G]> };

/** Each group takes its own fields out of `jsonData`. Unknown fields are left alone; null counts as absent. */
export function readGroups(jsonData: unknown): { readonly groups?: Groups; readonly problems: Problem[] } {
  const given = withoutNulls(jsonData ?? {});
  const object = typeof given === 'object' && !Array.isArray(given);
  if (!object) return { problems: problemsOf({ issues: [{ path: [], message: 'an object' }] }, given, 'jsonData.') };
  const result = groups.safeParse(Object.fromEntries(Object.keys(groups.shape).map((group) => [group, given])));
  if (result.success) return { groups: result.data, problems: [] };
  // The first step of a path is the group, an internal name.
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.slice(1), message }));
  return { problems: problemsOf({ issues }, given, 'jsonData.') };
}

function withoutNulls(input: unknown): unknown {
  if (Array.isArray(input) || typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, withoutNulls(value)]),
  );
}
