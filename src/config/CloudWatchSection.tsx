import { css } from '@emotion/css';
import { ConnectionConfig } from '@grafana/aws-sdk';
import type { SelectableValue } from '@grafana/data';
import { ConfigSection } from '@grafana/plugin-ui';
import { Field, RadioButtonGroup } from '@grafana/ui';
import React from 'react';
import type { Naming } from '../contract/settings';
import { readWholeNumber } from '../editor/read-text';
import { MonthlyCost } from './MonthlyCost';
import { SwitchField } from './SwitchField';
import { changeMirror, FIELD_WIDTH, NUMBER_WIDTH, type SectionProps } from './section';
import { readBrokerUrl } from './split-broker-url';
import { DraftField, TextField } from './TextField';

/** Grafana's own fields know no width; this makes them as wide as ours. */
const CONNECTION = css({ maxWidth: FIELD_WIDTH * 8 });

const NAMING_OPTIONS: SelectableValue<Naming>[] = [
  { value: 'dimensions', label: 'Dimensions', description: 'Metric Waiting with the dimensions Broker and Queue' },
  { value: 'perQueue', label: 'Metric per queue', description: 'Metric <queue>_queue_length without dimensions, as older charts have it' },
];

/** Whether and how the queues are copied to CloudWatch, and what that costs. */
export function CloudWatchSection(props: SectionProps) {
  const { url, uid, version, jsonData } = props.options;
  const { enabled = false, namespace, naming = 'dimensions', maxQueues } = jsonData.mirror ?? {};
  const broker = readBrokerUrl(url);
  const host = broker && 'scheme' in broker ? broker.host : '<host>';
  return (
    <ConfigSection
      title="CloudWatch"
      description="Copies the queues' lengths to Amazon CloudWatch once a minute, where they are kept for 15 months."
    >
      <SwitchField id="mirror" label="Copy to CloudWatch" value={enabled} onChange={(value) => changeMirror(props, { enabled: value })} />
      {enabled && (
        <>
          <MonthlyCost uid={uid} version={version} />
          <Field
            label="Naming"
            description="How the metrics are laid out. A change starts new metrics; the old ones stay until they expire."
          >
            <RadioButtonGroup<Naming>
              aria-label="Naming"
              options={NAMING_OPTIONS}
              value={naming}
              onChange={(value) => changeMirror(props, { naming: value })}
            />
          </Field>
          <TextField
            id="namespace"
            label="Namespace"
            placeholder={naming === 'perQueue' ? `${host}_redis` : 'Celery/Redis'}
            value={namespace}
            onChange={(value) => changeMirror(props, { namespace: value })}
          />
          <DraftField
            id="maxQueues"
            label="At most … queues"
            description="A hard cap on what is copied, and so on the bill. The queues known longest keep their place."
            placeholder="100"
            width={NUMBER_WIDTH}
            shown={maxQueues?.toString() ?? ''}
            read={readWholeNumber(1, 10_000)}
            onCommit={(value) => changeMirror(props, { maxQueues: value })}
          />
          <div className={CONNECTION}>
            <ConnectionConfig {...props} skipHeader defaultEndpoint="https://monitoring.{region}.amazonaws.com" />
          </div>
        </>
      )}
    </ConfigSection>
  );
}
