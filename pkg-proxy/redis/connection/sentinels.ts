import { message } from '../../../src/contract/messages/message';
import type { ConnectionSettings } from '../../../src/contract/settings';
import { unlessAborted } from '../../lifetime/abort';
import { withDeadline } from '../../lifetime/deadline';
import { withSignals } from '../../lifetime/linked';
import { BrokerError } from '../../queues/ports/reader';
import { brokerError, replyCode, UnexpectedReply } from '../errors';
import { orNothing, textsOf } from '../replies';
import { type HostAndPort, openSocket, tlsOptions } from './endpoint';
import { OpenConnection } from './open-connection';

/** If a sentinel has not answered for this long, the next one is asked too. */
const SLOW_MS = 300;
/** Errors of an unreachable sentinel. An error of a sentinel that answers says more. */
const ABSENT: readonly BrokerError['code'][] = ['refused', 'dns', 'timeout', 'closed'];

/**
 * Asks the sentinels, in order, for the address of the master; the first answer counts. Does not use the Sentinel support of ioredis,
 * because an exception on its internal connections would end the process.
 * @throws BrokerError
 */
export async function masterOf(settings: ConnectionSettings, signal: AbortSignal): Promise<HostAndPort> {
  const { broker } = settings;
  const answered = new AbortController();
  try {
    return await withSignals([signal, answered.signal], (over) => {
      let turn: Promise<unknown> = Promise.resolve();
      const asked = broker.nodes.map((node) => {
        const asking = turn.then(async () => {
          const address = await ask(settings, node, over);
          answered.abort();
          return address;
        });
        turn = turn.then(() => withDeadline(SLOW_MS, (slow) => unlessAborted(asking, slow, () => undefined), over).catch(() => undefined));
        return asking;
      });
      return Promise.any(asked);
    });
  } catch (error) {
    const errors = error instanceof AggregateError ? error.errors.map((e) => brokerError(broker.label, e)) : [];
    throw errors.find(({ code }) => !ABSENT.includes(code)) ?? errors[0] ?? brokerError(broker.label, error);
  }
}

async function ask(settings: ConnectionSettings, node: HostAndPort, signal: AbortSignal): Promise<HostAndPort> {
  const { tls, secrets, sentinelMaster = '' } = settings;
  const label = `${node.host}:${node.port} (a sentinel)`;
  const silence = () => brokerError(label, undefined, 'timeout');
  if (signal.aborted) throw silence();
  const secure = tls.sentinel ? tlsOptions(settings) : undefined;
  const open = new OpenConnection(
    { label, password: secrets.sentinelPassword, db: 0 },
    async () => openSocket({ ...node, tls: secure }),
    secure !== undefined,
  );
  try {
    const reply = await open.run(signal, (client) => client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', sentinelMaster), silence);
    const address = orNothing((list, command) => textsOf(list, command, 2), reply, 'SENTINEL GET-MASTER-ADDR-BY-NAME');
    if (!address) {
      throw new BrokerError('protocol', message('redis.unknownMaster', { label, name: sentinelMaster }));
    }
    const [host = '', port = ''] = address;
    if (host === '' || !/^\d{1,5}$/.test(port))
      throw new UnexpectedReply('expected an address in answer to SENTINEL GET-MASTER-ADDR-BY-NAME');
    return { host, port: Number(port) };
  } catch (error) {
    throw brokerError(label, replyCode(error) === undefined && !(error instanceof BrokerError) ? (open.failure ?? error) : error);
  } finally {
    open.close();
  }
}
