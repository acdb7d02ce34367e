import { describe, expect, test } from 'vitest';
import { MASK, maskArguments } from './mask-arguments';

const show = (repr: string, names: readonly string[] = []) => maskArguments(repr, names);

describe('shows what is harmless as it stands', () => {
  test.each([
    '()',
    '{}',
    '(7, 8)',
    '(7,)',
    "[1, -2.5, 1e-9, +3, nan, inf, -inf, True, None, 'x', b'y', \"it's\"]",
    "{'user_id': 7, 'name': 'Zoë', 3: 4, (1, 2): 'pair'}",
    "{'when': datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.timezone.utc), 'price': Decimal('9.90')}",
    "{'a': {'b': [{'c': {1, 2}}, ...]}, ...}",
    "(['x...'], ...)",
    "{'note': 'it\\'s me'}",
    "{'key': 'cache:7', 'author': 'x', 'pinned': True}",
    "{'url': 'https://example.org/a?b=c'}",
    "{'compass': 90, 'passenger': 'bob', 'bypass_cache': True, 'authored': 1, 'spinner': 2, 'basic': 'plan', 'compassion': 3}",
    "('bob@example.org', 'Basic', 'opinion: none')",
  ])('%s', (repr) => expect(show(repr)).toBe(repr));
});

describe('masks the values of secret names', () => {
  test.each([
    ["{'password': 'hunter2', 'a': 1}", "{'password': ***, 'a': 1}"],
    [
      "{'userPassword': 1, 'API-Key': 'k', 'x_auth_token': [1, 2], 'Authorization': None}",
      "{'userPassword': ***, 'API-Key': ***, 'x_auth_token': ***, 'Authorization': ***}",
    ],
    ["{'secret': {'a': {'b': 'c'}}, 'z': 1}", "{'secret': ***, 'z': 1}"],
    ["({'card': {'cvv': 123}}, 5)", "({'card': {'cvv': ***}}, 5)"],
    ["[User(name='bob', pwd='x')]", "[User(name='bob', pwd=***)]"],
    ["{'aws_secret_access_key': 'AKIA'}", "{'aws_secret_access_key': ***}"],
    ["{b'token': b'x', 'n': 1}", "{b'token': ***, 'n': 1}"],
    ["{'password': 'it\\'s', 'a': 1}", "{'password': ***, 'a': 1}"],
    ["{'tokens': ['password', 'x']}", "{'tokens': ***}"],
    ["{'password': ...}", "{'password': ***}"],
    [
      "{'db_pass': 'x', 'user_pwd': 'x', 'smtp_pass': 'x', 'passcode': 'x', 'otp': 'x', 'X-Auth-Key': 'x'}",
      "{'db_pass': ***, 'user_pwd': ***, 'smtp_pass': ***, 'passcode': ***, 'otp': ***, 'X-Auth-Key': ***}",
    ],
    [
      "{'dbPass': 1, 'DBPass': 1, 'pass2': 1, 'db.pass': 1, 'userPIN': 1, 'OTPCode': 1, 'dbpass': 1, 'userpwd': 1}",
      "{'dbPass': ***, 'DBPass': ***, 'pass2': ***, 'db.pass': ***, 'userPIN': ***, 'OTPCode': ***, 'dbpass': ***, 'userpwd': ***}",
    ],
  ])('%s', (repr, shown) => expect(show(repr)).toBe(shown));

  test('and of the names in the settings', () => {
    expect(show("{'Tax-ID': 'x', 'tax_id_kind': 'y', 'email': 'z'}", ['tax_id', 'E-Mail'])).toBe(
      "{'Tax-ID': ***, 'tax_id_kind': 'y', 'email': ***}",
    );
    expect(show('(\'tax_id=77\', \'{"email": "a@b"}\')', ['taxid', 'email'])).toBe('(***, ***)');
  });
});

describe('masks texts that may hold a secret', () => {
  test.each([
    ["('redis://user:pw@host/0', 1)", '(***, 1)'],
    ["('redis://:pw@host/0', 'https://host/a')", "(***, 'https://host/a')"],
    ["('Authorization: Bearer abc', 2)", '(***, 2)'],
    ['(\'{"password": "x"}\',)', '(***,)'],
    ["('a=1&pwd=x', 'b=2')", "(***, 'b=2')"],
    ["('smtp_pass=hunter2', 1)", '(***, 1)'],
    ["('mysql --pass hunter2 -h x', 1)", '(***, 1)'],
    ["('redis://:pa/ss@host/0', 1)", '(***, 1)'],
    ["('postgres://u:p w@h', 1)", '(***, 1)'],
    ["('Basic aHVudGVyMg==', 1)", '(***, 1)'],
  ])('%s', (repr, shown) => expect(show(repr)).toBe(shown));
});

describe('masks what stands beside the name of a secret', () => {
  test.each([
    ["('--password', 'hunter2')", '(***, ***)'],
    ["('-pass', 'hunter2')", '(***, ***)'],
    ["[('X-Api-Key', 'hunter2'), ('Accept', 'text/html')]", "[(***, ***), ('Accept', 'text/html')]"],
    ["[['Authorization:', ['hunter2']], 1]", '[[***, ***], 1]'],
    ["('API Key', b'hunter2')", '(***, ***)'],
    ["{'name': 'password', 'value': 'hunter2'}", "{'name': ***, 'value': ***}"],
    ["{'value': 'hunter2', 'name': 'db_pass'}", "{'value': ***, 'name': ***}"],
    ["[Header(value='hunter2', name='otp'), 7]", '[Header(value=***, name=***), 7]'],
    ["{'a': {'name': 'token', 'value': {'x': ['hunter2']}}, 'b': 1}", "{'a': {'name': ***, 'value': ***}, 'b': 1}"],
    ["{'password': 'secret', 'a': 1}", "{'password': ***, 'a': 1}"],
  ])('%s', (repr, shown) => expect(show(repr)).toBe(shown));

  test('also of a name in the settings', () => expect(show("('tax-id', 77)", ['tax_id'])).toBe('(***, ***)'));
});

describe('masks all of what it cannot read without doubt', () => {
  test.each([
    '',
    'hunter2',
    "'hunter2'",
    '<Request password=x>',
    '(<User: bob>,)',
    "{'a': <object at 0x7f>, 'password': 'x'}",
    "{'path': 'C:\\', 'password': 'hunter2'}",
    "{'a': 'it's', 'password': 'x'}",
    "{'password': 'it's', 'a': 1}",
    "{'a': 'cut of",
    "{'a': 1",
    "{'a': 1}}",
    "{'a': 1} hunter2",
    "{'a' 1}",
    "{'a': 1 'b': 2}",
    '(1, 2]',
    "{'a': 'x'hunter2}",
    '(hunter2)',
    '(1hunter,)',
    '(0xhunter2)',
    "{'a': f'x'}",
    '(((((',
    "{'a': 'x\\",
    `(${'1, '.repeat(5000)})`,
  ])('%.40s', (repr) => expect(show(repr)).toBe(MASK));
});

test('is cut at 200 characters after it was masked', () => {
  const shown = show(`{'a': '${'x'.repeat(190)}', 'password': 'hunter2'}`);
  expect(shown).toHaveLength(200);
  expect(shown?.slice(-3)).toMatch(/^.+…$/);
  expect(shown).not.toContain('hunter2');
});

test('nests as deep as anybody likes', () => {
  expect(show('('.repeat(4000) + ')'.repeat(4000))).toBe(MASK);
  expect(show(`${'('.repeat(40)}${')'.repeat(40)}`)).toHaveLength(80);
  expect(show(`[${'(1), '.repeat(40)}]`)).not.toBe(MASK);
  expect(show(`('${'a'.repeat(8000)}',)`)).toHaveLength(200);
});

test('without arguments there is nothing to show', () => expect(maskArguments(undefined, [])).toBeUndefined());

test('nothing of a secret shows, wherever the repr was cut', () => {
  const whole = "{'a': [1, 'b'], 'password': 'hunter2 \\'and\\' more', 'c': {'token': ('hunter2',)}, 'd': 'it\\'s'}";
  for (let end = 0; end <= whole.length; end++) {
    for (const tail of ['', '...', "...'", ', ...}', "', ...}"]) expect(show(whole.slice(0, end) + tail)).not.toContain('hunter');
  }
});
