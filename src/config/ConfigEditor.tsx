import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { config } from '@grafana/runtime';
import { Text, TextLink } from '@grafana/ui';
import React, { useCallback } from 'react';
import { loadQueues } from '../backend';
import { useQueueNames } from '../editor/use-queue-names';
import type { BacklogOptions, BacklogSecrets } from '../types';
import { RedisSection } from './connection/RedisSection';
import { ReadOnlyProvider } from './fields/read-only';
import { FoundQueues } from './found/FoundQueues';
import { HandOutsSection } from './hand-outs/HandOutsSection';
import { CloudWatchSection } from './mirror/CloudWatchSection';
import { DetailsSection } from './queues/DetailsSection';
import { QueuesSection } from './queues/QueuesSection';
import { TasksSection } from './queues/TasksSection';
import { ThresholdsSection } from './queues/ThresholdsSection';
import { WorkersSection } from './workers/WorkersSection';

/** Not even what no field shows, such as a default that one fills in by itself. */
const changeNothing = () => {};

/** The settings page. It edits the same fields as a provisioning file. */
export function ConfigEditor({ options, onOptionsChange }: DataSourcePluginOptionsEditorProps<BacklogOptions, BacklogSecrets>) {
  const { uid, type, readOnly } = options;
  const props = { options, onOptionsChange: readOnly ? changeNothing : onOptionsChange };
  const names = useQueueNames(useCallback(() => loadQueues(uid), [uid]));
  return (
    <ReadOnlyProvider value={readOnly}>
      <div data-testid="backlog-config-editor">
        <Text element="p" color="secondary">
          {t('config.intro', 'Enter the URL of the Redis broker. Everything else has a default.')}{' '}
          {/* In a tab of its own: what was typed and not saved would be lost. */}
          <TextLink href={`${config.appSubUrl}/plugins/${type}`} external inline>
            {t('config.docs', 'Open the documentation')}
          </TextLink>
        </Text>
        <RedisSection {...props} />
        <QueuesSection {...props} names={names} />
        <ThresholdsSection {...props} />
        <DetailsSection {...props} />
        <WorkersSection {...props} names={names} />
        <TasksSection {...props} />
        <CloudWatchSection {...props} />
        <FoundQueues options={options} />
        <HandOutsSection options={options} />
      </div>
    </ReadOnlyProvider>
  );
}
