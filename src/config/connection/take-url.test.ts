import { describe, expect, test } from 'vitest';
import type { BacklogSecrets } from '../../types';
import type { SectionProps } from '../section';
import { takeBrokerUrl, takeLockUrl } from './take-url';

type Options = SectionProps['options'];
const OLD = 'redis://old.example:6379/0';

const optionsWith = (fields: Partial<Options>): Options => ({
  id: 1,
  uid: 'u',
  orgId: 1,
  name: 'n',
  type: 't',
  typeLogoUrl: '',
  typeName: '',
  access: 'proxy',
  url: OLD,
  user: 'alice',
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  isDefault: false,
  readOnly: false,
  withCredentials: false,
  secureJsonFields: {},
  jsonData: {},
  ...fields,
});

/** What is left to be sent to a server: the user, and for each secret whether it is the stored one, another or none. */
const left = ({ user, secureJsonData, secureJsonFields }: Options, name: keyof BacklogSecrets = 'password') => [
  user,
  secureJsonFields[name] ? 'stored' : (secureJsonData?.[name] ?? 'never set'),
];
const STORED = { secureJsonFields: { password: true } };
const TYPED = { secureJsonData: { password: 'typed' } };

describe('the URL of the broker', () => {
  test.each<[what: string, had: Partial<Options>, text: string, pasted: boolean, user: string, password: string, forgotten: boolean]>([
    ['both in the URL', STORED, 'redis://bob:new@h', true, 'bob', 'new', false],
    ['no user in the URL', STORED, 'redis://:new@h', true, '', 'new', false],
    ['no password in the URL', STORED, 'redis://bob@h', true, 'bob', '', true],
    ['the same for the same host', STORED, 'redis://:new@old.example', true, '', 'new', false],
    ['another user of the same host', STORED, 'redis://bob@old.example', true, 'bob', '', true],
    ['neither, another host', STORED, 'redis://new.example', true, '', '', true],
    ['neither, another host, a password not saved yet', TYPED, 'redis://new.example', true, '', '', true],
    ['neither, the same host', STORED, 'rediss://OLD.example:6380/3', true, 'alice', 'stored', false],
    ['neither, not a URL', STORED, 'what is this?', true, 'alice', 'stored', false],
    ['nothing there to forget', {}, 'redis://new.example', true, '', 'never set', false],
    ['typed: another host', STORED, 'redis://new.example', false, 'alice', '', true],
    ['typed: another host, the password typed just now', TYPED, 'redis://new.example', false, 'alice', 'typed', false],
    ['typed: both in the URL', STORED, 'redis://bob:new@h', false, 'bob', 'new', false],
    ['typed: another port', STORED, 'redis://old.example:7000', false, 'alice', 'stored', false],
  ])('%s', (_, had, text, pasted, user, password, forgotten) => {
    const taken = takeBrokerUrl(optionsWith(had), text, OLD, pasted);
    expect(left(taken.options)).toEqual([user, password]);
    expect(taken.options.url).not.toMatch(/@|new(?!\.example)/);
    expect(taken.forgotten).toEqual(forgotten ? { names: ['password'], of: 'old.example:6379/0' } : undefined);
  });

  test('the first URL of all keeps what was typed before it', () => {
    const { options } = takeBrokerUrl(optionsWith({ ...TYPED, url: '' }), 'redis://new.example', '', true);
    expect(left(options)).toEqual(['alice', 'typed']);
  });

  test('what is in the field meanwhile does not matter', () => {
    const { options } = takeBrokerUrl(optionsWith({ ...STORED, url: '' }), 'redis://new.example', OLD, true);
    expect(left(options)).toEqual(['', '']);
  });

  test('the password of sentinels goes with the sentinels', () => {
    const had = optionsWith({ secureJsonFields: { sentinelPassword: true } });
    const before = 'sentinel://a;sentinel://b';
    const one = takeBrokerUrl(had, 'sentinel://b;sentinel://c', before, false);
    expect([left(one.options, 'sentinelPassword')[1], one.forgotten]).toEqual(['stored', undefined]);
    const other = takeBrokerUrl(had, 'sentinel://:pw@c', before, false);
    expect(left(other.options, 'sentinelPassword')[1]).toBe('');
    expect(other.forgotten).toEqual({ names: ['sentinelPassword'], of: 'a:26379,b:26379/0' });
  });
});

describe('the URL of the lock', () => {
  const BEFORE = 'redis://locker@old.example:6379/0';
  const had = optionsWith({ secureJsonFields: { lockPassword: true }, jsonData: { mirror: { lockUrl: BEFORE } } });
  test.each<[what: string, text: string, url: string | undefined, password: string]>([
    ['another password', 'redis://locker:new@old.example', 'redis://locker@old.example', 'new'],
    ['another database', 'redis://locker@old.example/5', 'redis://locker@old.example/5', 'stored'],
    ['another host', 'redis://locker@new.example', 'redis://locker@new.example', ''],
    ['another user', 'redis://bob@old.example', 'redis://bob@old.example', ''],
    ['the broker', ' ', undefined, ''],
    ['not a URL', 'http://old.example', 'http://old.example', 'stored'],
  ])('%s', (_, text, url, password) => {
    const { options, forgotten } = takeLockUrl(had, text, BEFORE);
    expect(options.jsonData.mirror?.lockUrl).toBe(url);
    expect(left(options, 'lockPassword')).toEqual(['alice', password]);
    expect(forgotten).toEqual(password === '' ? { names: ['lockPassword'], of: 'old.example:6379/0' } : undefined);
  });
});
