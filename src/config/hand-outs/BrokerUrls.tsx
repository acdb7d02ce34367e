import { t } from '@grafana/i18n';
import React from 'react';
import type { BrokerScheme } from '../../contract/broker-url-query';
import { type BrokerUrlForm, brokerUrlForms } from '../../hand-outs/broker-urls';
import type { Needs } from '../../hand-outs/needs';
import { CodeBlock } from './CodeBlock';
import { HandOut } from './HandOut';

interface Props {
  readonly needs: Needs;
  readonly hasPassword: boolean;
}

/** How Celery writes the address of the broker, and what the fields make of it. */
export function BrokerUrls({ needs, hasPassword }: Props) {
  return (
    <HandOut
      id="urls"
      title={t('handOuts.urls.title', 'CELERY_BROKER_URL')}
      intro={t(
        'handOuts.urls.intro',
        'Celery and Backlog take the same URL. Paste it into the URL field. The user and the password move to their own fields. Options in broker_transport_options are not in the URL: set them under Transport options.',
      )}
    >
      {brokerUrlForms(needs, hasPassword).map((form) => (
        <div key={form.scheme}>
          <h4>{form.isOwn ? t('handOuts.urls.own', '{{form}} (these settings)', { form: nameOf(form.scheme) }) : nameOf(form.scheme)}</h4>
          <p>{explain(form.scheme)}</p>
          <CodeBlock id={`url-${form.scheme}`} label={nameOf(form.scheme)} code={form.celery} wraps />
          <Fields form={form} />
        </div>
      ))}
    </HandOut>
  );
}

/** What the fields hold after the URL was pasted. */
function Fields({ form: { url, user, hasPassword, db } }: { readonly form: BrokerUrlForm }) {
  return (
    <ul>
      <li>{t('handOuts.urls.url', 'URL: {{url}}', { url, interpolation: { escapeValue: false } })}</li>
      {user !== undefined && <li>{t('handOuts.urls.user', 'User: {{user}}', { user, interpolation: { escapeValue: false } })}</li>}
      {hasPassword && <li>{t('handOuts.urls.password', 'Password: moves to the Password field, where Grafana encrypts it')}</li>}
      <li>{t('handOuts.urls.database', 'Database: {{number}}', { number: db })}</li>
    </ul>
  );
}

function nameOf(scheme: BrokerScheme): string {
  switch (scheme) {
    case 'redis':
      return t('handOuts.urls.redis', 'Redis without TLS');
    case 'rediss':
      return t('handOuts.urls.rediss', 'Redis with TLS');
    case 'socket':
      return t('handOuts.urls.socket', 'Unix socket');
    case 'sentinel':
      return t('handOuts.urls.sentinel', 'Sentinel');
  }
}

function explain(scheme: BrokerScheme): string {
  switch (scheme) {
    case 'redis':
      return t('handOuts.urls.redisMeaning', 'The number after the last slash is the database.');
    case 'rediss':
      return t(
        'handOuts.urls.redissMeaning',
        'The second s turns on TLS. ?ssl_cert_reqs=none accepts any certificate. Put certificates that Celery reads from files into the TLS fields.',
      );
    case 'socket':
      return t('handOuts.urls.socketMeaning', 'The socket must be on the machine of Grafana. The database is in virtual_host.');
    case 'sentinel':
      return t(
        'handOuts.urls.sentinelMeaning',
        'The addresses are those of the sentinels, separated by semicolons. The password is that of the master. Enter master_name of broker_transport_options under Sentinel master.',
      );
  }
}
