import type { DataSourceApi, QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorRow } from '@grafana/plugin-ui';
import { Combobox, type ComboboxOption, Input } from '@grafana/ui';
import React, { useId } from 'react';
import { patternProblem } from '../query/queue-pattern';
import { kindOfVariable, VARIABLE_KINDS, type VariableKind } from '../query/variable-kind';
import { patternOfVariable } from '../query/variable-pattern';
import type { BacklogOptions, BacklogQuery, QueueVariableQuery } from '../types';
import { useDraft } from './use-draft';

type GrafanaProps = QueryEditorProps<DataSourceApi<BacklogQuery, BacklogOptions>, BacklogQuery, BacklogOptions, QueueVariableQuery>;
type Props = Pick<GrafanaProps, 'query'> & {
  /** @param definition the variable in a few words, for Grafana's list */
  readonly onChange: (query: QueueVariableQuery, definition?: string) => void;
};

const WORDS: Readonly<Record<VariableKind, () => string>> = {
  queues: () => t('variables.kinds.queues', 'Queues'),
  environments: () => t('variables.kinds.environments', 'Environment of this data source'),
  priorities: () => t('variables.kinds.priorities', 'Priorities'),
  workers: () => t('variables.kinds.workers', 'Workers'),
  tasks: () => t('variables.kinds.tasks', 'Task names'),
};

/** What a dashboard variable lists, and which of it. */
export function VariableEditor({ query, onChange }: Props) {
  const id = useId();
  const kind = kindOfVariable(query);
  const pattern = patternOfVariable(query);
  const put = (next: { readonly kind: VariableKind; readonly query: string }) =>
    onChange({ refId: 'queues', ...next }, `${next.kind}(${next.query})`);
  const draft = useDraft(
    pattern,
    (text) => ({ value: text.trim() }),
    (value) => put({ kind, query: value }),
  );
  const problem = patternProblem([draft.input.value.trim()]);
  const options: ComboboxOption<VariableKind>[] = VARIABLE_KINDS.map((value) => ({ value, label: WORDS[value]() }));
  return (
    <EditorRow>
      <EditorField label={t('variables.kind.label', 'List')} htmlFor={`${id}-kind`} width={30}>
        <Combobox<VariableKind>
          id={`${id}-kind`}
          data-testid="backlog-variable-kind"
          options={options}
          value={kind}
          onChange={({ value }) => put({ kind: value, query: pattern })}
        />
      </EditorField>
      <EditorField
        label={t('variables.pattern.label', 'Filter')}
        htmlFor={id}
        width={40}
        tooltip={t(
          'variables.pattern.tooltip',
          'A name, a glob such as email*, a /regular expression/ or a $variable. Leave it empty to list all.',
        )}
        invalid={problem !== undefined}
        {...(problem && { error: problem })}
      >
        <Input id={id} data-testid="backlog-variable" placeholder={t('variables.pattern.placeholder', 'All')} {...draft.input} />
      </EditorField>
    </EditorRow>
  );
}
