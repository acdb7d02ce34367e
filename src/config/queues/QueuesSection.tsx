import { ConfigSection } from '@grafana/plugin-ui';
import React from 'react';
import { DEFAULTS, LIMITS } from '../../contract/settings/defaults';
import { PatternSelect } from '../../editor/PatternSelect';
import { readWholeNumber } from '../../editor/read-text';
import type { QueueNames } from '../../editor/use-queue-names';
import { ConfigField } from '../fields/ConfigField';
import { SwitchField } from '../fields/SwitchField';
import { DraftField } from '../fields/TextField';
import { changeJson, FIELD_WIDTH, NUMBER_WIDTH, type SectionProps } from '../section';

/** Which queues there are and how often they are read. */
export function QueuesSection({ names, ...props }: SectionProps & { readonly names: QueueNames }) {
  const {
    queues = DEFAULTS.queues,
    discover = DEFAULTS.discover,
    include = DEFAULTS.include,
    exclude = DEFAULTS.exclude,
    sampleSeconds,
  } = props.options.jsonData;
  const list = { names, width: FIELD_WIDTH };
  return (
    <ConfigSection title="Queues">
      <ConfigField
        label="Queues"
        htmlFor="backlog-queues"
        description="Queues to always show. An empty queue has no key in Redis, so discovery may miss it."
      >
        <PatternSelect
          {...list}
          inputId="backlog-queues"
          testId="backlog-config-queues"
          label="Queues"
          placeholder="celery"
          takes="a name"
          value={queues}
          onChange={(value) => changeJson(props, { queues: value })}
        />
      </ConfigField>
      <SwitchField
        id="discover"
        label="Discover queues"
        description="Look for the queues that Celery declared on the broker, once a minute."
        value={discover}
        onChange={(value) => changeJson(props, { discover: value })}
      />
      {discover && (
        <ConfigField
          label="Include"
          htmlFor="backlog-include"
          description="Discovered queues to keep: names, globs (email*) or /regular expressions/."
        >
          <PatternSelect
            {...list}
            inputId="backlog-include"
            testId="backlog-config-include"
            label="Include"
            placeholder="Every queue found"
            value={include}
            onChange={(value) => changeJson(props, { include: value })}
          />
        </ConfigField>
      )}
      <ConfigField
        label="Exclude"
        htmlFor="backlog-exclude"
        description="Discovered queues to leave out. Celery's own reply and event queues are always left out."
      >
        <PatternSelect
          {...list}
          inputId="backlog-exclude"
          testId="backlog-config-exclude"
          label="Exclude"
          placeholder="None"
          value={exclude}
          onChange={(value) => changeJson(props, { exclude: value })}
        />
      </ConfigField>
      <DraftField
        id="sampleSeconds"
        label="Sample interval (seconds)"
        description="How often the broker is read, no matter how many people look."
        placeholder={String(DEFAULTS.sampleSeconds)}
        width={NUMBER_WIDTH}
        shown={sampleSeconds?.toString() ?? ''}
        read={readWholeNumber(...LIMITS.sampleSeconds)}
        onCommit={(value) => changeJson(props, { sampleSeconds: value })}
      />
    </ConfigSection>
  );
}
