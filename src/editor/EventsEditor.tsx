import { t } from '@grafana/i18n';
import { EditorRow, EditorStack } from '@grafana/plugin-ui';
import { Text } from '@grafana/ui';
import React from 'react';
import { migrateQuery } from '../contract/migrate-query';
import { defaultsOf } from '../contract/query';
import { openQuery } from '../query/open-query';
import type { BacklogQuery } from '../types';
import type { QueueChoices } from './fields/choices';
import { QueueFields } from './fields/QueueFields';

/** What it needs of Grafana's props for the editor of an annotation. */
interface Props {
  readonly datasource: QueueChoices;
  readonly query: BacklogQuery;
  readonly onChange: (query: BacklogQuery) => void;
  readonly onRunQuery: () => void;
}

/** Annotations are events, so only the queues are to be chosen. */
export function EventsEditor({ datasource, query, onChange, onRunQuery }: Props) {
  const opened = openQuery(query);
  return (
    <div data-testid="backlog-events-editor">
      <EditorStack direction="column" gap={0.5} wrap={false}>
        <EditorRow>
          <QueueFields
            datasource={datasource}
            query={opened && 'queues' in opened ? opened : defaultsOf('events')}
            onChange={(fields) => {
              onChange({ ...migrateQuery(query), ...fields, queryType: 'events' });
              onRunQuery();
            }}
          />
        </EditorRow>
        <Text element="p" color="secondary" variant="bodySmall">
          {t(
            'editor.events.text',
            'Thresholds crossed, queues appeared or drained, workers online or gone, restarts, failovers, evictions. Events of the whole broker are always shown.',
          )}
        </Text>
      </EditorStack>
    </div>
  );
}
