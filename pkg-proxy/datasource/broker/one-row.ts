import type { Field } from 'grafana-node-datasource-runtime';
import { unit } from './broker-now';

/** Columns of a table with one row. A value that is not known is null. */
export const text = (name: string, value: string | null | undefined): Field => ({ name, type: 'string', values: [value ?? null] });

export const number = (name: string, value: number | null | undefined, inUnit?: string): Field => ({
  name,
  ...(inUnit === undefined ? {} : unit(inUnit)),
  type: 'number',
  values: [value ?? null],
});

export const yesNo = (name: string, value: boolean | undefined): Field => ({ name, type: 'boolean', values: [value ?? null] });
