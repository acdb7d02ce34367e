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
      description={t('config.queues.what', 'Which queues Backlog reads, and how often.')}
    >
      <PatternField
        id="queues"
        description={t('config.queues.queuesWhat', 'Queues to always show. An empty queue has no key in Redis, so discovery can miss it.')}
        {...list}
        label={t('config.queues.queues', 'Queues')}
        placeholder="celery"
        takes={t('config.patterns.takesName', 'Use this name')}
        value={queues}
        onChange={(value) => changeJson(props, { queues: value })}
      />
      <SwitchField
        id="discover"
        label={t('config.queues.discover', 'Discover queues')}
        description={t('config.queues.discoverWhat', 'Look once a minute for the queues that Celery declared on the broker.')}
        value={discover}
        onChange={(value) => changeJson(props, { discover: value })}
      />
      {discover && (
        <PatternField
          id="include"
          description={t('config.queues.includeWhat', 'Discovered queues to keep: names, globs (email*) or /regular expressions/.')}
          {...list}
          label={t('config.queues.include', 'Include')}
          placeholder={t('config.queues.includeAll', 'All queues')}
          value={include}
          onChange={(value) => changeJson(props, { include: value })}
        />
      )}
      <PatternField
        id="exclude"
        description={t(
          'config.queues.excludeWhat',
          "Discovered queues to leave out. Celery's own reply and event queues are always left out.",
        )}
        {...list}
        label={t('config.queues.exclude', 'Exclude')}
        placeholder={t('config.queues.excludeNone', 'None')}
        value={exclude}
        onChange={(value) => changeJson(props, { exclude: value })}
      />
      <DraftField
        id="sampleSeconds"
        label={t('config.queues.sampleSeconds', 'Sample interval (seconds)')}
        description={t('config.queues.sampleSecondsWhat', 'How often Backlog reads the broker. More panels do not cause more reads.')}
        placeholder={String(DEFAULTS.sampleSeconds)}
        width={NUMBER_WIDTH}
        shown={sampleSeconds?.toString() ?? ''}
        read={readWholeNumber(...LIMITS.sampleSeconds)}
        onCommit={(value) => changeJson(props, { sampleSeconds: value })}
      />
    </Section>
  );
}
