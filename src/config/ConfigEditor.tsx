import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { DataSourceDescription } from '@grafana/plugin-ui';
import { config } from '@grafana/runtime';
import React, { useCallback } from 'react';
import { loadQueues } from '../backend';
import { useQueueNames } from '../editor/use-queue-names';
import type { BacklogOptions, BacklogSecrets } from '../types';
import { RedisSection } from './connection/RedisSection';
import { ReadOnlyProvider } from './fields/read-only';
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
        <DataSourceDescription dataSourceName="Backlog" docsLink={`${config.appSubUrl}/plugins/${type}`} hasRequiredFields />
        <RedisSection {...props} />
        <QueuesSection {...props} names={names} />
        <ThresholdsSection {...props} />
        <DetailsSection {...props} />
        <WorkersSection {...props} names={names} />
        <TasksSection {...props} />
        <CloudWatchSection {...props} />
        <HandOutsSection options={options} />
      </div>
    </ReadOnlyProvider>
  );
}
