interface Levels {
  readonly warning?: unknown;
  readonly critical?: unknown;
}
interface Aged {
  readonly age?: Levels | undefined;
}

/** Whether the status of any queue depends on the age of its oldest task. Also takes thresholds as typed, not yet checked. */
export function hasAgeThresholds({ age, queues }: Aged & { readonly queues?: Readonly<Record<string, Aged>> | undefined }): boolean {
  return isSet(age) || Object.values(queues ?? {}).some((own) => isSet(own.age));
}

const isSet = (age: Levels | undefined) => age?.warning !== undefined || age?.critical !== undefined;
