import { t } from '@grafana/i18n';
import React from 'react';
import { DEFAULTS } from '../../contract/settings/defaults';
import type { QueueNames } from '../../editor/use-queue-names';
import { Section } from '../fields/Section';
import { SwitchField } from '../fields/SwitchField';
import { TextField } from '../fields/TextField';
import { Warning } from '../fields/Warning';
import { isInvalid } from '../invalid';
import { changeJson, type SectionProps } from '../section';
import { exchangesSummary, workersSummary } from '../summaries';
import { WorkerQueues } from './WorkerQueues';

type Props = SectionProps & { readonly names: QueueNames };

/** How it is known who works on the queues. */
export function WorkersSection({ names, ...props }: Props) {
  const {
    workerEvents = DEFAULTS.workerEvents,
    taskEvents = DEFAULTS.taskEvents,
    remoteControl = DEFAULTS.remoteControl,
    eventExchange,
    controlExchange,
  } = props.options.jsonData;
  return (
    <Section
      id="workers"
      title={t('config.workers.title', 'Workers')}
      summary={workersSummary(props.options.jsonData)}
      isInvalid={isInvalid.workers(props.options.jsonData)}
      description={t('config.workers.what', 'Which workers are online, which queues they consume, and how their tasks end.')}
    >
      <SwitchField
        id="workerEvents"
        label={t('config.workers.heartbeats', 'Worker heartbeats')}
        description={t(
          'config.workers.heartbeatsWhat',
          'Listen to the heartbeats that workers send every two seconds. Needs no change in your Celery app.',
        )}
        value={workerEvents}
        onChange={(value) => changeJson(props, { workerEvents: value })}
      />
      <SwitchField
        id="taskEvents"
        label={t('config.workers.taskEvents', 'Task events')}
        description={t(
          'config.workers.taskEventsWhat',
          'Listen to task events. Start workers with -E to send them. Backlog keeps no arguments and no results.',
        )}
        value={taskEvents === 'listen'}
        onChange={(value) => changeJson(props, { taskEvents: value ? 'listen' : 'off' })}
      />
      <WorkerQueues names={names} {...props} />
      <SwitchField
        id="remoteControl"
        label={t('config.workers.remoteControl', 'Remote control')}
        description={t(
          'config.workers.remoteControlWhat',
          'Ask workers once a minute which queues they consume and how large their pools are, like celery inspect.',
        )}
        value={remoteControl}
        onChange={(value) => changeJson(props, { remoteControl: value })}
      />
      {remoteControl && (
        <Warning title={t('config.workers.writes', 'Remote control writes to the broker')}>
          {t(
            'config.workers.writesWhy',
            'Backlog publishes a request to all workers, writes a binding and a list for their replies, and removes both afterwards. The Redis user needs write access for this. Apart from the lock of the mirror, everything else only reads.',
          )}
        </Warning>
      )}
      <Section
        inner
        id="exchanges"
        title={t('config.workers.exchanges', 'Exchanges')}
        description={t('config.workers.exchangesWhen', 'Set these only if your Celery app sets them.')}
        summary={exchangesSummary(props.options.jsonData)}
      >
        <TextField
          id="eventExchange"
          label={t('config.workers.eventExchange', 'Event exchange')}
          description="event_exchange"
          placeholder={DEFAULTS.eventExchange}
          value={eventExchange}
          onChange={(value) => changeJson(props, { eventExchange: value })}
        />
        <TextField
          id="controlExchange"
          label={t('config.workers.controlExchange', 'Control exchange')}
          description="control_exchange"
          placeholder={DEFAULTS.controlExchange}
          value={controlExchange}
          onChange={(value) => changeJson(props, { controlExchange: value })}
        />
      </Section>
    </Section>
  );
}
