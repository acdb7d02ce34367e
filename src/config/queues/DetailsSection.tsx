import { t } from '@grafana/i18n';
import React from 'react';
import { DEFAULTS, LIMITS } from '../../contract/settings/defaults';
import { readWholeNumber } from '../../editor/read-text';
import { Section } from '../fields/Section';
import { SwitchField } from '../fields/SwitchField';
import { DraftField, TextField } from '../fields/TextField';
import { isInvalid } from '../invalid';
import { changeJson, NUMBER_WIDTH, type SectionProps } from '../section';
import { detailsSummary } from '../summaries';

/** What is read of the queues besides their lengths. */
export function DetailsSection(props: SectionProps) {
  const { details = DEFAULTS.details, visibilityTimeout, ageHeader } = props.options.jsonData;
  return (
    <Section
      id="details"
      title={t('config.details.title', 'Queue details')}
      summary={detailsSummary(props.options.jsonData)}
      isInvalid={isInvalid.details(props.options.jsonData)}
      description={t(
        'config.details.what',
        'Tasks in flight, scheduled tasks, age of the oldest task, arrivals, departures, drain time and memory.',
      )}
    >
      <SwitchField
        id="details"
        label={t('config.details.read', 'Read queue details')}
        description={t(
          'config.details.readWhat',
          'Reads a few messages of each queue and takes none. When off, Backlog reads only queue lengths.',
        )}
        value={details}
        onChange={(value) => changeJson(props, { details: value })}
      />
      {details && (
        <>
          <DraftField
            id="visibilityTimeout"
            label={t('config.details.visibilityTimeout', 'Visibility timeout (seconds)')}
            description={t(
              'config.details.visibilityTimeoutWhat',
              'visibility_timeout in broker_transport_options: after this time, an unacknowledged task goes to another worker.',
            )}
            placeholder={String(DEFAULTS.visibilityTimeout)}
            width={NUMBER_WIDTH}
            shown={visibilityTimeout?.toString() ?? ''}
            read={readWholeNumber(...LIMITS.visibilityTimeout)}
            onCommit={(value) => changeJson(props, { visibilityTimeout: value })}
          />
          <TextField
            id="ageHeader"
            label={t('config.details.ageHeader', 'Sent-at header')}
            description={t(
              'config.details.ageHeaderWhat',
              'Message header with the time a task was sent: Unix seconds or milliseconds, or ISO 8601. Ages are exact with it and estimates without it.',
            )}
            placeholder={DEFAULTS.ageHeader}
            value={ageHeader}
            onChange={(value) => changeJson(props, { ageHeader: value })}
          />
        </>
      )}
    </Section>
  );
}
