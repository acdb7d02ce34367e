import { ConfigSection } from '@grafana/plugin-ui';
import React from 'react';
import { PatternSelect } from '../../editor/PatternSelect';
import { readWholeNumber } from '../../editor/read-text';
import type { QueueNames } from '../../editor/use-queue-names';
import { ConfigField } from '../fields/ConfigField';
import { SwitchField } from '../fields/SwitchField';
import { DraftField } from '../fields/TextField';
import { changeJson, FIELD_WIDTH, NUMBER_WIDTH, type SectionProps } from '../section';

/** Which queues there are and how often they are read. */
export function QueuesSection({ names, ...props }: SectionProps & { readonly names: QueueNames }) {
  const { queues = [], discover = true, include = [], exclude = [], sampleSeconds } = props.options.jsonData;
  const list = { names, width: FIELD_WIDTH };
  return (
    <ConfigSection title="Queues">
      <ConfigField
        label="Always shown"
        htmlFor="backlog-queues"
        description="Names of queues to show also when they are empty: an empty queue has no key in Redis."
      >
        <PatternSelect
          {...list}
          inputId="backlog-queues"
          testId="backlog-config-queues"
          label="Always shown"
          placeholder="celery"
          takes="a name"
          value={queues}
          onChange={(value) => changeJson(props, { queues: value })}
        />
      </ConfigField>
      <SwitchField
        id="discover"
        label="Find queues"
        description="Look for more queues in the broker, slowly and within bounds."
        value={discover}
        onChange={(value) => changeJson(props, { discover: value })}
      />
      {discover && (
        <ConfigField
          label="Only these"
          htmlFor="backlog-include"
          description="Of the queues found: names, globs such as email*, /regular expressions/."
        >
          <PatternSelect
            {...list}
            inputId="backlog-include"
            testId="backlog-config-include"
            label="Only these"
            placeholder="Every queue found"
            value={include}
            onChange={(value) => changeJson(props, { include: value })}
          />
        </ConfigField>
      )}
      <ConfigField
        label="Never these"
        htmlFor="backlog-exclude"
        description="Queues to leave out, in the same forms. Celery's own reply and event queues are left out anyway."
      >
        <PatternSelect
          {...list}
          inputId="backlog-exclude"
          testId="backlog-config-exclude"
          label="Never these"
          placeholder="None"
          value={exclude}
          onChange={(value) => changeJson(props, { exclude: value })}
        />
      </ConfigField>
      <DraftField
        id="sampleSeconds"
        label="Read every … seconds"
        description="However many people look, the broker is read once in this time."
        placeholder="5"
        width={NUMBER_WIDTH}
        shown={sampleSeconds?.toString() ?? ''}
        read={readWholeNumber(1, 300)}
        onCommit={(value) => changeJson(props, { sampleSeconds: value })}
      />
    </ConfigSection>
  );
}
