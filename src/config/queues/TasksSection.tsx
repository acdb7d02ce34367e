import { t } from '@grafana/i18n';
import React from 'react';
import { DEFAULTS } from '../../contract/settings/defaults';
import type { QueueNames } from '../../editor/use-queue-names';
import { PatternField } from '../fields/PatternField';
import { Section } from '../fields/Section';
import { SwitchField } from '../fields/SwitchField';
import { Warning } from '../fields/Warning';
import { changeJson, FIELD_WIDTH, type SectionProps } from '../section';
import { tasksSummary } from '../summaries';

/** There is no list of argument names to complete from. */
const NOTHING_KNOWN: QueueNames = { queues: [], loading: false, failed: false, refresh: () => {} };

/** What the Tasks query may show. */
export function TasksSection(props: SectionProps) {
  const { showArguments = DEFAULTS.showArguments, maskArguments = DEFAULTS.maskArguments } = props.options.jsonData;
  return (
    <Section
      id="tasks"
      title={t('config.tasks.title', 'Tasks')}
      summary={tasksSummary(props.options.jsonData)}
      description="What the Tasks query shows: names, counts, ages and sizes."
    >
      <SwitchField
        id="showArguments"
        label="Show arguments"
        description="Show the arguments of one task per row, as Celery writes them into the message, cut at 200 characters."
        value={showArguments}
        onChange={(value) => changeJson(props, { showArguments: value })}
      />
      {showArguments && (
        <>
          <Warning title="Arguments can hold personal data">
            Anyone who can query this data source can see them: names, addresses, everything that your tasks get. Only secrets that can be
            recognized by a name or a text are masked.
          </Warning>
          <PatternField
            id="maskArguments"
            description="Names of arguments whose values are hidden. password, token, secret and the like are always hidden."
            names={NOTHING_KNOWN}
            width={FIELD_WIDTH}
            label="Mask arguments"
            placeholder="email, phone"
            takes="a name"
            value={maskArguments}
            onChange={(value) => changeJson(props, { maskArguments: value })}
          />
        </>
      )}
    </Section>
  );
}
