import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import type { BacklogOptions, BacklogSecrets, MirrorOptions } from '../types';

/** What every section of the settings page gets: the settings as they stand, and a way to change them. */
export type SectionProps = DataSourcePluginOptionsEditorProps<BacklogOptions, BacklogSecrets>;

/** Width of a field in units of 8 px, the same all over the page. */
export const FIELD_WIDTH = 60;
export const NUMBER_WIDTH = 16;

/** Changes fields of `jsonData`; one set to undefined is left out when saved and so takes its default. */
export function changeJson({ options, onOptionsChange }: SectionProps, fields: Partial<BacklogOptions>): void {
  onOptionsChange({ ...options, jsonData: { ...options.jsonData, ...fields } });
}

export function changeMirror(props: SectionProps, fields: MirrorOptions): void {
  changeJson(props, { mirror: { ...props.options.jsonData.mirror, ...fields } });
}
