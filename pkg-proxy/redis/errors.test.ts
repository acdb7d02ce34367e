import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { message } from '../../src/contract/messages/message';
import { BrokerError } from '../queues/ports/reader';
import { brokerError, replyCode } from './errors';

/** As ioredis makes them from an error reply, with the command that was refused. */
function reply(message: string, command?: { name: string; args: string[] }): Error {
  return Object.assign(new Error(message), { name: 'ReplyError', ...(command ? { command } : {}) });
}
const system = (code: string, cause?: Error) => Object.assign(new Error(`connect ${code}`, { cause }), { code });

describe('what went wrong, by code', () => {
  test.each<[unknown, BrokerError['code']]>([
    [system('ECONNREFUSED'), 'refused'],
    [system('ENOENT'), 'refused'],
    [system('ENOTFOUND'), 'dns'],
    [system('EAI_AGAIN'), 'dns'],
    [system('ETIMEDOUT'), 'timeout'],
    [Object.assign(new Error('connect ETIMEDOUT'), { errorno: 'ETIMEDOUT' }), 'timeout'],
    [system('ECONNRESET'), 'closed'],
    [system('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls'],
    [system('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls'],
    [system('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls'],
    [system('CERT_NOT_YET_VALID'), 'tls'],
    [new Error('wrapped', { cause: system('ECONNREFUSED') }), 'refused'],
    [reply('WRONGPASS invalid username-password pair or user is disabled.'), 'auth'],
    [reply('NOAUTH Authentication required.'), 'auth'],
    [reply("NOPERM User grafana has no permissions to run the 'scan' command"), 'permission'],
    [reply('LOADING Redis is loading the dataset in memory'), 'loading'],
    [reply('MASTERDOWN Link with MASTER is down'), 'loading'],
    [reply('ERR max number of clients reached'), 'protocol'],
    [reply('MOVED 3213 127.0.0.1:6391'), 'protocol'],
    [Object.assign(new Error('Protocol error, got "H" as reply type byte'), { name: 'ParserError' }), 'protocol'],
    [new Error('Connection is closed.'), 'closed'],
    ['just text', 'closed'],
    [undefined, 'closed'],
  ])('%s', (error, code) => {
    const broker = brokerError('h:6379/0', error);
    expect(broker).toBeInstanceOf(BrokerError);
    expect(broker.code).toBe(code);
    expect(broker.message).toMatch(/^Redis at h:6379\/0: \S/);
    expect(broker.message).not.toMatch(/undefined|\(\)/);
  });

  test('where the step is known it decides what the text of the server cannot', () => {
    expect(brokerError('h', reply('ERR DB index is out of range'), 'database').code).toBe('database');
    expect(brokerError('h', reply('ERR invalid password'), 'auth').code).toBe('auth');
    expect(brokerError('h', reply('LOADING …'), 'auth').code).toBe('loading');
  });

  test('an error reply is Redis protocol, so nobody is sent looking for another service', () => {
    const { message } = brokerError('h', reply('ERR max number of clients reached'));
    expect(message).not.toContain('not Redis protocol');
    expect(message).toContain('max number of clients');
  });

  test.each([
    ["NOPERM User grafana has no permissions to run the 'scan' command", '+scan'],
    ["NOPERM this user has no permissions to run the 'client|setname' command", '+client|setname'],
  ])('%s names the right that is missing', (message, right) => expect(brokerError('h', reply(message)).message).toContain(right));

  test('cause and detail travel as a message that the browser can word', () => {
    const cause = message('redis.auth', { label: 'h' });
    expect(brokerError('h', reply('WRONGPASS bad pair')).said).toEqual(message('part.detailed', { cause, detail: 'WRONGPASS bad pair' }));
    expect(brokerError('h', undefined, 'timeout').said).toEqual(message('redis.timeout', { label: 'h' }));
  });

  test('what is a BrokerError already stays as it is', () => {
    const error = new BrokerError('timeout', 'x');
    expect(brokerError('h', error)).toBe(error);
  });

  test('only what the server answered has a reply code', () => {
    expect(replyCode(reply('NOSCRIPT No matching script.'))).toBe('NOSCRIPT');
    expect(replyCode(new Error('NOSCRIPT'))).toBeUndefined();
  });
});

describe('a password is nowhere in the error', () => {
  const auth = { name: 'auth', args: ['grafana', 'hunter2'] };
  test.each([
    reply('WRONGPASS invalid username-password pair or user is disabled.', auth),
    reply("ERR unknown command 'AUTH', with args beginning with: 'grafana' 'hunter2' ", auth),
    reply('ERR unknown command `AUTH`, with args beginning with: `hunter2`, ', auth),
    Object.assign(new Error('Command timed out'), { command: auth }),
  ])('%#', (error) => {
    const broker = brokerError('h:6379/0', error, 'auth');
    expect(inspect(broker, { depth: 9, showHidden: true })).not.toContain('hunter2');
    expect(JSON.stringify(broker)).not.toContain('hunter2');
  });
});
