import { t } from '@grafana/i18n';
import React from 'react';
import { DEFAULTS, LIMITS } from '../../contract/settings/defaults';
import { readWholeNumber } from '../../editor/read-text';
import type { QueueNames } from '../../editor/use-queue-names';
import { PatternField } from '../fields/PatternField';
import { Section } from '../fields/Section';
import { SwitchField } from '../fields/SwitchField';
import { DraftField } from '../fields/TextField';
import { isInvalid } from '../invalid';
import { changeJson, FIELD_WIDTH, NUMBER_WIDTH, type SectionProps } from '../section';
import { queuesSummary } from '../summaries';

/** Which queues are read, and how often. */
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
    <Section
      id="queues"
      title={t('config.queues.title', 'Queues')}
      summary={queuesSummary(props.options.jsonData)}
      isInvalid={isInvalid.queues(props.options.jsonData)}
    >
      <PatternField
        id="queues"
        description="Queues to always show. An empty queue has no key in Redis, so discovery may miss it."
        {...list}
        label="Queues"
        placeholder="celery"
        takes="a name"
        value={queues}
        onChange={(value) => changeJson(props, { queues: value })}
      />
      <SwitchField
        id="discover"
        label="Discover queues"
        description="Look for the queues that Celery declared on the broker, once a minute."
        value={discover}
        onChange={(value) => changeJson(props, { discover: value })}
      />
      {discover && (
        <PatternField
          id="include"
          description="Discovered queues to keep: names, globs (email*) or /regular expressions/."
          {...list}
          label="Include"
          placeholder="Every queue found"
          value={include}
          onChange={(value) => changeJson(props, { include: value })}
        />
      )}
      <PatternField
        id="exclude"
        description="Discovered queues to leave out. Celery's own reply and event queues are always left out."
        {...list}
        label="Exclude"
        placeholder="None"
        value={exclude}
        onChange={(value) => changeJson(props, { exclude: value })}
      />
      <DraftField
        id="sampleSeconds"
        label="Sample interval (seconds)"
        description="How often the broker is read, however many panels query it."
        placeholder={String(DEFAULTS.sampleSeconds)}
        width={NUMBER_WIDTH}
        shown={sampleSeconds?.toString() ?? ''}
        read={readWholeNumber(...LIMITS.sampleSeconds)}
        onCommit={(value) => changeJson(props, { sampleSeconds: value })}
      />
    </Section>
  );
}
