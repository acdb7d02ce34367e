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
      description="In-flight and scheduled tasks, age of the oldest task, arrivals, departures, drain time and memory."
    >
      <SwitchField
        id="details"
        label="Read queue details"
        description="Looks at a few messages of each queue and takes none. When off, only queue lengths are read."
        value={details}
        onChange={(value) => changeJson(props, { details: value })}
      />
      {details && (
        <>
          <DraftField
            id="visibilityTimeout"
            label="Visibility timeout (seconds)"
            description="visibility_timeout in Celery's broker_transport_options: after this time, an unacknowledged task goes to another worker."
            placeholder={String(DEFAULTS.visibilityTimeout)}
            width={NUMBER_WIDTH}
            shown={visibilityTimeout?.toString() ?? ''}
            read={readWholeNumber(...LIMITS.visibilityTimeout)}
            onCommit={(value) => changeJson(props, { visibilityTimeout: value })}
          />
          <TextField
            id="ageHeader"
            label="Sent-at header"
            description="Message header with the time a task was sent: Unix seconds or milliseconds, or ISO 8601. Makes ages exact; without it they are estimated."
            placeholder={DEFAULTS.ageHeader}
            value={ageHeader}
            onChange={(value) => changeJson(props, { ageHeader: value })}
          />
        </>
      )}
    </Section>
  );
}
