import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from './parameters';
import type { PlannedModule } from './plan';

/** What `terraform plan` made of deploy/terraform, kept so that it can be compared also where there is no terraform. */
export const GOLDEN = join(import.meta.dirname, 'plan.golden.json');

export interface GoldenPlan {
  /** `sourcesHash()` of the files that were planned. */
  readonly sources: string;
  readonly modules: Readonly<Record<Part, PlannedModule>>;
}

/** Written by templates.test.ts, and by nobody else. */
export const goldenPlan = (): GoldenPlan => JSON.parse(readFileSync(GOLDEN, 'utf8')) as GoldenPlan;
