import { type BrokerUrl, parseBrokerUrl } from './broker-url';
import { ContractError, type Problem } from './problem';
import type { ConnectionSettings, MirrorSettings, RawDatasource, Settings } from './settings';
import { adviceFor, thresholdAdvice } from './settings/advice';
import { type Groups, readGroups } from './settings/schema';
import { connectionSecrets, hidden, mirrorSecrets } from './settings/secrets';
import { tlsOf } from './settings/tls';

/**
 * Reads the settings of a data source.
 * @throws ContractError naming every wrong field with what was expected
 */
export function parseSettings(raw: RawDatasource): Settings {
  const { groups, problems: wrong } = readGroups(raw.jsonData);
  const problems: Problem[] = wrong.map(withoutSecret);
  const broker = urlOf(raw.url, 'url', problems);
  const lockText = groups?.mirror.lockUrl;
  const lockUrl = lockText === undefined ? undefined : urlOf(lockText, 'jsonData.mirror.lockUrl', problems);
  const sentinel = broker?.scheme === 'sentinel' || lockUrl?.scheme === 'sentinel';
  if (groups && sentinel && !groups.connection.sentinelMaster) {
    problems.push({ field: 'jsonData.sentinelMaster', expected: 'the name of the master in Sentinel', got: 'nothing' });
  }
  if (!groups || !broker || problems.length > 0) throw new ContractError(problems);

  const { connection, mirror, ...rest } = groups;
  return {
    uid: raw.uid,
    name: raw.name,
    environment: connection.environment ?? broker.host,
    connection: connectionOf(connection, broker, raw),
    ...rest,
    mirror: mirrorOf(mirror, lockUrl, raw),
    advice: [...adviceFor(connection, broker, lockUrl), ...thresholdAdvice(groups)],
  };
}

function connectionOf(fields: Groups['connection'], broker: BrokerUrl, raw: RawDatasource): ConnectionSettings {
  const secrets = connectionSecrets.parse(raw.secureJsonData);
  return {
    broker: { ...broker, user: undefined, password: undefined },
    user: raw.user || broker.user || undefined,
    sentinelMaster: fields.sentinelMaster,
    tls: tlsOf(fields, broker),
    secrets: hidden(secrets, { password: secrets.password ?? broker.password }),
  };
}

function mirrorOf(fields: Groups['mirror'], lockUrl: BrokerUrl | undefined, raw: RawDatasource): MirrorSettings {
  const secrets = mirrorSecrets.parse(raw.secureJsonData);
  return {
    ...fields,
    lockUrl: lockUrl && { ...lockUrl, password: undefined },
    secrets: hidden(secrets, { lockPassword: secrets.lockPassword ?? lockUrl?.password }),
  };
}

/** The URL in a field; if it is wrong, undefined and a new problem. */
function urlOf(text: string, field: string, problems: Problem[]): BrokerUrl | undefined {
  try {
    return parseBrokerUrl(text);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    problems.push(...error.problems.map((problem) => ({ ...problem, field })));
    return undefined;
  }
}

/** These may contain the URL of the lock, and so its password, even if their type is wrong. */
const MAY_HOLD_SECRETS = new Set(['jsonData', 'jsonData.mirror', 'jsonData.mirror.lockUrl']);

function withoutSecret(problem: Problem): Problem {
  return MAY_HOLD_SECRETS.has(problem.field) ? { field: problem.field, expected: problem.expected } : problem;
}
