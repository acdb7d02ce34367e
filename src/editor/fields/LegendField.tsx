import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';
import React, { useId } from 'react';
import { LEGEND_LABELS } from '../../contract/queries/legend';
import { useDraft } from '../use-draft';
import { PLAIN } from '../words/plain';

interface Props {
  readonly legend: string;
  readonly onChange: (legend: string) => void;
}

/** What series are called. Nothing typed is Grafana's "Auto". */
export function LegendField({ legend, onChange }: Props) {
  const id = useId();
  const draft = useDraft(legend, (text) => ({ value: text.trim() }), onChange);
  const labels = LEGEND_LABELS.map((label) => `{{${label}}}`).join(', ');
  return (
    <EditorField
      label={t('editor.legend.label', 'Legend')}
      htmlFor={id}
      tooltip={t('editor.legend.tooltip', 'Name of each series. It can have labels: {{labels}}. Leave it empty for automatic names.', {
        labels,
        ...PLAIN,
      })}
    >
      <Input
        id={id}
        data-testid="backlog-legend"
        width={24}
        maxLength={200}
        placeholder={t('editor.legend.placeholder', 'Auto')}
        {...draft.input}
      />
    </EditorField>
  );
}
