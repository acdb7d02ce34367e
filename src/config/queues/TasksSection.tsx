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
      description={t('config.tasks.what', 'What the Tasks query shows of waiting tasks besides names, counts, ages and sizes.')}
    >
      <SwitchField
        id="showArguments"
        label={t('config.tasks.showArguments', 'Show arguments')}
        description={t(
          'config.tasks.showArgumentsWhat',
          'Show the arguments of one task per row, as Celery writes them into the message, cut at 200 characters.',
        )}
        value={showArguments}
        onChange={(value) => changeJson(props, { showArguments: value })}
      />
      {showArguments && (
        <>
          <Warning title={t('config.tasks.personal', 'Arguments can hold personal data')}>
            {t(
              'config.tasks.personalWhy',
              'Everyone who can query this data source sees them. Backlog masks only secrets that it recognizes by their name or text.',
            )}
          </Warning>
          <PatternField
            id="maskArguments"
            description={t(
              'config.tasks.maskArgumentsWhat',
              'Names of arguments whose values are masked. password, token, secret and similar names are always masked.',
            )}
            names={NOTHING_KNOWN}
            width={FIELD_WIDTH}
            label={t('config.tasks.maskArguments', 'Mask arguments')}
            placeholder="email, phone"
            takes={t('config.patterns.takesName', 'Use this name')}
            value={maskArguments}
            onChange={(value) => changeJson(props, { maskArguments: value })}
          />
        </>
      )}
    </Section>
  );
}
