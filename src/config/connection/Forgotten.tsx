import { t } from '@grafana/i18n';
import React from 'react';
import { PLAIN } from '../../editor/words/plain';
import type { BacklogSecrets } from '../../types';
import { Warning } from '../fields/Warning';
import type { SectionProps } from '../section';
import type { ForgottenSecrets } from './take-url';

interface Props {
  readonly section: SectionProps;
  readonly name: keyof BacklogSecrets;
  readonly forgotten: ForgottenSecrets | undefined;
}

/** Says that the password was removed because the URL changed, until a new one is set. */
export function Forgotten({ section: { options }, name, forgotten }: Props) {
  if (!forgotten?.names.includes(name) || options.secureJsonFields?.[name] || options.secureJsonData?.[name]) return null;
  return (
    <Warning title={t('config.connection.forgotten', 'The password was removed')}>
      {t(
        'config.connection.forgottenWhy',
        'It was given for {{server}}, and the URL has changed since. If the new server needs a password, enter it.',
        { server: forgotten.of, ...PLAIN },
      )}
    </Warning>
  );
}
