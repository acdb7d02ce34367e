import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import type { BacklogOptions, BacklogSecrets, MirrorOptions } from '../types';

/** Props of every section of the settings page: the current settings, and a way to change them. */
export type SectionProps = DataSourcePluginOptionsEditorProps<BacklogOptions, BacklogSecrets>;

/** Width of a field in units of 8 px, the same on the whole page. */
export const FIELD_WIDTH = 60;
export const NUMBER_WIDTH = 16;

/** Changes fields of `jsonData`. A field set to undefined is not saved and so has its default. */
export function changeJson({ options, onOptionsChange }: SectionProps, fields: Partial<BacklogOptions>): void {
  onOptionsChange({ ...options, jsonData: { ...options.jsonData, ...fields } });
}

export function changeMirror(props: SectionProps, fields: MirrorOptions): void {
  changeJson(props, { mirror: { ...props.options.jsonData.mirror, ...fields } });
}
