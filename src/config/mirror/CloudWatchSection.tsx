import { css, cx } from '@emotion/css';
import { ConnectionConfig } from '@grafana/aws-sdk';
import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { MultiSelect, RadioButtonGroup } from '@grafana/ui';
import React from 'react';
import { MEASURE_INFO, MEASURES, type Measure } from '../../contract/measures';
import { DEFAULTS, defaultNamespace, LIMITS, type Naming } from '../../contract/settings/defaults';
import { TASK_MEASURE_INFO, TASK_MEASURES, type TaskMeasure } from '../../contract/task-measures';
import { readDollars, readWholeNumber } from '../../editor/read-text';
import { readBrokerUrl } from '../connection/split-broker-url';
import { ConfigField } from '../fields/ConfigField';
import { useReadOnly } from '../fields/read-only';
import { Section } from '../fields/Section';
import { SwitchField } from '../fields/SwitchField';
import { DraftField, TextField } from '../fields/TextField';
import { isInvalid } from '../invalid';
import { changeMirror, FIELD_WIDTH, NUMBER_WIDTH, type SectionProps } from '../section';
import { mirrorSummary } from '../summaries';
import { MirrorLock } from './MirrorLock';
import { MonthlyCost } from './MonthlyCost';

/** Grafana's own fields know no width; this makes them as wide as ours. */
const CONNECTION = css({ maxWidth: FIELD_WIDTH * 8 });
/** They cannot be switched off one by one either; their lists open in spite of the fieldset around them. */
const UNTOUCHABLE = css({ pointerEvents: 'none', opacity: 0.6 });

const NAMING_OPTIONS: SelectableValue<Naming>[] = [
  { value: 'dimensions', label: 'Dimensions', description: 'Metric Waiting with the dimensions Broker and Queue' },
  { value: 'perQueue', label: 'Metric per queue', description: 'Metric <queue>_queue_length without dimensions, as older charts have it' },
];

const MEASURE_OPTIONS: SelectableValue<Measure>[] = MEASURES.map((id) => ({
  value: id,
  label: MEASURE_INFO[id].metric,
  description: MEASURE_INFO[id].description,
}));

const TASK_MEASURE_OPTIONS: SelectableValue<TaskMeasure>[] = TASK_MEASURES.map((id) => ({
  value: id,
  label: TASK_MEASURE_INFO[id].metric,
  description: TASK_MEASURE_INFO[id].description,
}));

interface MostProps extends SectionProps {
  readonly id: 'maxQueues' | 'maxTasks';
  readonly label: string;
  readonly description: string;
}

/** How many have metrics of their own. */
function MostField({ id, label, description, ...props }: MostProps) {
  const [least, most] = LIMITS[id];
  return (
    <DraftField
      id={id}
      label={label}
      description={description}
      placeholder={String(DEFAULTS.mirror[id])}
      width={NUMBER_WIDTH}
      shown={props.options.jsonData.mirror?.[id]?.toString() ?? ''}
      read={readWholeNumber(least, most)}
      onCommit={(value) => changeMirror(props, { [id]: value })}
      eager
    />
  );
}

/** The mirror to CloudWatch, and what it costs. */
export function CloudWatchSection(props: SectionProps) {
  const { uid, version, jsonData } = props.options;
  const { mirror = {} } = jsonData;
  const { enabled = DEFAULTS.mirror.enabled, read = DEFAULTS.mirror.read, maxDollarsPerMonth } = mirror;
  const { taskMeasures = DEFAULTS.mirror.taskMeasures } = mirror;
  return (
    <Section
      id="mirror"
      title={t('config.mirror.title', 'CloudWatch mirror')}
      summary={mirrorSummary(props.options.jsonData)}
      isInvalid={isInvalid.mirror(props.options.jsonData)}
      description="Sends the measures of each queue to Amazon CloudWatch once a minute. CloudWatch keeps them for 15 months."
    >
      <SwitchField id="mirror" label="Mirror to CloudWatch" value={enabled} onChange={(value) => changeMirror(props, { enabled: value })} />
      {enabled && (
        <>
          <MonthlyCost uid={uid} version={version} mirror={mirror} />
          <Measures {...props} description="Each measure is one metric per queue." />
          <MostField
            {...props}
            id="maxQueues"
            label="Maximum queues"
            description="Limits the bill. The queues known longest keep their place; the rest is mirrored as one sum, Other."
          />
          <TaskMeasures {...props} description="Each is one metric per task. Needs task events." />
          {taskMeasures.length > 0 && (
            <MostField
              {...props}
              id="maxTasks"
              label="Maximum tasks"
              description="The tasks with the most runs are mirrored; the rest is mirrored together, as Other."
            />
          )}
          <DraftField
            id="maxDollarsPerMonth"
            label={t('config.mirror.limit', 'Monthly cost limit (USD)')}
            description="Nothing is mirrored if it would cost more, and Save & test says so. Leave empty for no limit."
            placeholder="no limit"
            width={NUMBER_WIDTH}
            shown={maxDollarsPerMonth?.toString() ?? ''}
            read={readDollars}
            onCommit={(value) => changeMirror(props, { maxDollarsPerMonth: value })}
            eager
          />
          <MirrorLock {...props} />
        </>
      )}
      {!enabled && (
        <SwitchField
          id="mirrorRead"
          label="Read history from CloudWatch"
          description="Turn on when a separate backlog mirror writes to CloudWatch. This Grafana then only reads."
          value={read}
          onChange={(value) => changeMirror(props, { read: value })}
        />
      )}
      {!enabled && read && <Measures {...props} description="The measures that the other mirror writes." />}
      {!enabled && read && <TaskMeasures {...props} description="The measures of tasks that the other mirror writes." />}
      {(enabled || read) && <Where {...props} />}
    </Section>
  );
}

/** Which measures are in CloudWatch. */
function Measures({ description, ...props }: SectionProps & { readonly description: string }) {
  const { measures = DEFAULTS.mirror.measures } = props.options.jsonData.mirror ?? {};
  return (
    <ConfigField label="Measures" htmlFor="backlog-mirrorMeasures" description={description}>
      <MultiSelect<Measure>
        inputId="backlog-mirrorMeasures"
        aria-label="Measures"
        width={FIELD_WIDTH}
        options={MEASURE_OPTIONS}
        value={[...measures]}
        onChange={(items) => items.length > 0 && changeMirror(props, { measures: items.flatMap((item) => item.value ?? []) })}
      />
    </ConfigField>
  );
}

/** What of tasks is in CloudWatch. */
function TaskMeasures({ description, ...props }: SectionProps & { readonly description: string }) {
  const { taskMeasures = DEFAULTS.mirror.taskMeasures } = props.options.jsonData.mirror ?? {};
  return (
    <ConfigField label="Task measures" htmlFor="backlog-mirrorTaskMeasures" description={description}>
      <MultiSelect<TaskMeasure>
        inputId="backlog-mirrorTaskMeasures"
        aria-label="Task measures"
        width={FIELD_WIDTH}
        options={TASK_MEASURE_OPTIONS}
        value={[...taskMeasures]}
        placeholder="none"
        onChange={(items) => changeMirror(props, { taskMeasures: items.flatMap((item) => item.value ?? []) })}
      />
    </ConfigField>
  );
}

/** Where in CloudWatch the metrics are, and as whom it is used. */
function Where(props: SectionProps) {
  const { url, jsonData } = props.options;
  const disabled = useReadOnly();
  const { namespace, naming = DEFAULTS.mirror.naming } = jsonData.mirror ?? {};
  const broker = readBrokerUrl(url);
  const host = broker && 'scheme' in broker ? broker.host : '<host>';
  return (
    <>
      <ConfigField label="Naming" description="Changing it starts new metrics; the old ones stay until they expire.">
        <RadioButtonGroup<Naming>
          aria-label="Naming"
          options={NAMING_OPTIONS}
          value={naming}
          onChange={(value) => changeMirror(props, { naming: value })}
        />
      </ConfigField>
      <TextField
        id="namespace"
        label="Namespace"
        placeholder={defaultNamespace(naming, host)}
        value={namespace}
        onChange={(value) => changeMirror(props, { namespace: value })}
      />
      <fieldset className={disabled ? cx(CONNECTION, UNTOUCHABLE) : CONNECTION} disabled={disabled}>
        <ConnectionConfig {...props} skipHeader defaultEndpoint="https://monitoring.{region}.amazonaws.com" />
      </fieldset>
    </>
  );
}
