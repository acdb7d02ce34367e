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
import { workersSummary } from '../summaries';
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
      description="Which workers are online, which queues they consume, and what becomes of their tasks."
    >
      <SwitchField
        id="workerEvents"
        label="Listen to heartbeats"
        description="Workers send one every two seconds. Needs no change in your Celery app and writes nothing."
        value={workerEvents}
        onChange={(value) => changeJson(props, { workerEvents: value })}
      />
      <SwitchField
        id="taskEvents"
        label="Task events"
        description="Listen to the events of tasks, if workers send them (celery worker -E). Arguments and results are not kept."
        value={taskEvents === 'listen'}
        onChange={(value) => changeJson(props, { taskEvents: value ? 'listen' : 'off' })}
      />
      <WorkerQueues names={names} {...props} />
      <SwitchField
        id="remoteControl"
        label="Remote control"
        description="Ask workers once a minute which queues they consume and how large their pools are, like celery inspect."
        value={remoteControl}
        onChange={(value) => changeJson(props, { remoteControl: value })}
      />
      {remoteControl && (
        <Warning title="This writes to the broker">
          A question is published to every worker; a binding and a list for the answers are written, and removed afterwards. The Redis user
          needs the right to do so. Everything else of this data source only reads, but for the lock of several mirrors.
        </Warning>
      )}
      <Section
        inner
        id="exchanges"
        title={t('config.workers.exchanges', 'Exchanges')}
        description="Only needed if your Celery app changes them."
        isInitiallyOpen={Boolean(eventExchange || controlExchange)}
      >
        <TextField
          id="eventExchange"
          label="Event exchange"
          description="event_exchange"
          placeholder={DEFAULTS.eventExchange}
          value={eventExchange}
          onChange={(value) => changeJson(props, { eventExchange: value })}
        />
        <TextField
          id="controlExchange"
          label="Control exchange"
          description="control_exchange"
          placeholder={DEFAULTS.controlExchange}
          value={controlExchange}
          onChange={(value) => changeJson(props, { controlExchange: value })}
        />
      </Section>
    </Section>
  );
}
