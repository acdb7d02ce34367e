import { css, cx } from '@emotion/css';
import { ConnectionConfig } from '@grafana/aws-sdk';
import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { type ComboboxOption, MultiCombobox, RadioButtonGroup } from '@grafana/ui';
import React from 'react';
import { MEASURE_INFO, MEASURES, type Measure } from '../../contract/measures';
import { DEFAULTS, defaultNamespace, LIMITS, type Naming } from '../../contract/settings/defaults';
import { TASK_MEASURE_INFO, TASK_MEASURES, type TaskMeasure } from '../../contract/task-measures';
import { readDollars, readWholeNumber } from '../../editor/read-text';
import { MEASURE_WORDS, RUN_MEASURE_WORDS } from '../../editor/words/measure-words';
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
const CONNECTION = css({ maxWidth: FIELD_WIDTH * 8, '& h3': { fontSize: '1rem' } });
/** They cannot be switched off one by one either; their lists open in spite of the fieldset around them. */
const UNTOUCHABLE = css({ pointerEvents: 'none', opacity: 0.6 });

function namingOptions(): SelectableValue<Naming>[] {
  return [
    {
      value: 'dimensions',
      label: t('config.mirror.dimensions', 'Dimensions'),
      description: t('config.mirror.dimensionsWhat', 'Metric Waiting with the dimensions Broker and Queue'),
    },
    {
      value: 'perQueue',
      label: t('config.mirror.perQueue', 'Metric per queue'),
      description: t('config.mirror.perQueueWhat', 'Metric <queue>_queue_length without dimensions, as in older charts'),
    },
  ];
}

/** By their names in CloudWatch. */
function measureOptions(): ComboboxOption<Measure>[] {
  return MEASURES.map((id) => ({ value: id, label: MEASURE_INFO[id].metric, description: MEASURE_WORDS[id]().meaning }));
}

function taskMeasureOptions(): ComboboxOption<TaskMeasure>[] {
  return TASK_MEASURES.map((id) => ({ value: id, label: TASK_MEASURE_INFO[id].metric, description: RUN_MEASURE_WORDS[id]().meaning }));
}

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
      description={t(
        'config.mirror.what',
        'Sends measures of each queue to Amazon CloudWatch once a minute. CloudWatch keeps them for 15 months.',
      )}
    >
      <SwitchField
        id="mirror"
        label={t('config.mirror.enabled', 'Mirror to CloudWatch')}
        value={enabled}
        onChange={(value) => changeMirror(props, { enabled: value })}
      />
      {enabled && (
        <>
          <MonthlyCost uid={uid} version={version} mirror={mirror} />
          <Measures {...props} description={t('config.mirror.measuresCost', 'Each measure is one metric per queue.')} />
          <MostField
            {...props}
            id="maxQueues"
            label={t('config.mirror.maxQueues', 'Maximum queues')}
            description={t(
              'config.mirror.maxQueuesWhat',
              'Limits the cost. The queues known longest get metrics of their own; the sum of the others is mirrored as Other.',
            )}
          />
          <TaskMeasures
            {...props}
            description={t('config.mirror.taskMeasuresCost', 'Each measure is one metric per task. Needs task events.')}
          />
          {taskMeasures.length > 0 && (
            <MostField
              {...props}
              id="maxTasks"
              label={t('config.mirror.maxTasks', 'Maximum tasks')}
              description={t(
                'config.mirror.maxTasksWhat',
                'Limits the cost. The tasks with the most runs get metrics of their own; the sum of the others is mirrored as Other.',
              )}
            />
          )}
          <DraftField
            id="maxDollarsPerMonth"
            label={t('config.mirror.limit', 'Monthly cost limit (USD)')}
            description={t(
              'config.mirror.limitWhat',
              'If the mirror would cost more, Backlog mirrors nothing, and Save & test reports it.',
            )}
            placeholder={t('config.mirror.noLimit', 'no limit')}
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
          label={t('config.mirror.read', 'Read history from CloudWatch')}
          description={t('config.mirror.readWhen', 'Turn on if a separate backlog mirror writes to CloudWatch.')}
          value={read}
          onChange={(value) => changeMirror(props, { read: value })}
        />
      )}
      {!enabled && read && (
        <Measures {...props} description={t('config.mirror.measuresRead', 'The measures that the separate mirror writes.')} />
      )}
      {!enabled && read && (
        <TaskMeasures {...props} description={t('config.mirror.taskMeasuresRead', 'The task measures that the separate mirror writes.')} />
      )}
      {(enabled || read) && <Where {...props} />}
    </Section>
  );
}

/** Which measures are in CloudWatch. */
function Measures({ description, ...props }: SectionProps & { readonly description: string }) {
  const { measures = DEFAULTS.mirror.measures } = props.options.jsonData.mirror ?? {};
  return (
    <ConfigField label={t('config.mirror.measures', 'Measures')} htmlFor="backlog-mirrorMeasures" description={description}>
      <MultiCombobox<Measure>
        id="backlog-mirrorMeasures"
        data-testid="backlog-mirrorMeasures"
        width={FIELD_WIDTH}
        options={measureOptions()}
        value={[...measures]}
        onChange={(items) => items.length > 0 && changeMirror(props, { measures: items.map((item) => item.value) })}
      />
    </ConfigField>
  );
}

/** What of tasks is in CloudWatch. */
function TaskMeasures({ description, ...props }: SectionProps & { readonly description: string }) {
  const { taskMeasures = DEFAULTS.mirror.taskMeasures } = props.options.jsonData.mirror ?? {};
  return (
    <ConfigField label={t('config.mirror.taskMeasures', 'Task measures')} htmlFor="backlog-mirrorTaskMeasures" description={description}>
      <MultiCombobox<TaskMeasure>
        id="backlog-mirrorTaskMeasures"
        data-testid="backlog-mirrorTaskMeasures"
        width={FIELD_WIDTH}
        options={taskMeasureOptions()}
        value={[...taskMeasures]}
        placeholder={t('config.mirror.noTaskMeasures', 'None')}
        onChange={(items) => changeMirror(props, { taskMeasures: items.map((item) => item.value) })}
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
  const host = broker && 'scheme' in broker ? broker.host : t('config.mirror.someHost', '<host>');
  return (
    <>
      <ConfigField
        label={t('config.mirror.naming', 'Naming')}
        description={t('config.mirror.namingWhat', 'A change starts new metrics. The old ones stay until they expire.')}
      >
        <RadioButtonGroup<Naming>
          aria-label={t('config.mirror.naming', 'Naming')}
          options={namingOptions()}
          value={naming}
          onChange={(value) => changeMirror(props, { naming: value })}
        />
      </ConfigField>
      <TextField
        id="namespace"
        label={t('config.mirror.namespace', 'Namespace')}
        placeholder={defaultNamespace(naming, host)}
        value={namespace}
        onChange={(value) => changeMirror(props, { namespace: value })}
      />
      <fieldset className={disabled ? cx(CONNECTION, UNTOUCHABLE) : CONNECTION} disabled={disabled}>
        <ConnectionConfig {...props} defaultEndpoint="https://monitoring.{region}.amazonaws.com" />
      </fieldset>
    </>
  );
}
