import * as z from 'zod';
import { DEFAULTS } from './defaults';
import { flag, names } from './fields';

/** What may be shown of the tasks in a queue. */
export const taskFields = z.object({
  showArguments: flag
    .default(DEFAULTS.showArguments)
    .meta({ doc: "Show arguments in the `tasks` query, as Celery's `argsrepr` writes them, cut at 200 characters." }),
  maskArguments: names
    .default([...DEFAULTS.maskArguments])
    .meta({ doc: 'Names of arguments whose values are hidden. `password`, `token` and the like are always hidden.' }),
});
