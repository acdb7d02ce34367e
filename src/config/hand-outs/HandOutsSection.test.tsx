import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { ReadOnlyProvider } from '../fields/read-only';
import type { SectionProps } from '../section';
import { HandOutsSection } from './HandOutsSection';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const optionsOf = (given: Partial<SectionProps['options']>): SectionProps['options'] => ({
  id: 1,
  uid: 'u-1',
  orgId: 1,
  name: 'Celery',
  typeLogoUrl: '',
  type: 'backlog-celery-datasource',
  typeName: 'Backlog',
  access: 'proxy',
  url: 'redis://redis.internal:6379/2',
  user: '',
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  isDefault: false,
  jsonData: {},
  secureJsonFields: {},
  readOnly: false,
  withCredentials: false,
  ...given,
});

function show(given: Partial<SectionProps['options']> = {}) {
  const options = optionsOf(given);
  render(
    <ReadOnlyProvider value={options.readOnly}>
      <HandOutsSection options={options} />
    </ReadOnlyProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: /^Setup snippets/ }));
}

const open = (title: string) => fireEvent.click(screen.getByRole('button', { name: title }));
const code = (id: string) => screen.getByTestId(`backlog-hand-out-${id}`);

test.each([{ readOnly: false }, { readOnly: true }])('each opens, shows the settings and is copied, $readOnly', async ({ readOnly }) => {
  const writeText = vi.fn(async (_: string) => {});
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } });
  vi.stubGlobal('isSecureContext', true);
  show({ readOnly, secureJsonFields: { password: true }, jsonData: { keyPrefix: 'app:', ageHeader: 'sent', mirror: { enabled: true } } });
  const parts: [title: string, id: string, label: string, shown: string][] = [
    ['Provisioning file', 'provisioning', 'Provisioning file', 'password: $BACKLOG_CELERY_REDIS_PASSWORD'],
    ['Redis user', 'acl', 'Redis ACL command', '%R~app:*'],
    ['IAM policy', 'iam', 'IAM policy', 'cloudwatch:PutMetricData'],
    ['Exact ages', 'ages', 'Python code', "headers['sent']"],
    ['CELERY_BROKER_URL', 'url-redis', 'Redis without TLS', 'redis://:password@redis.internal:6379/2'],
  ];
  for (const [title, id, label, shown] of parts) {
    expect(screen.getByTestId(`backlog-section-hand-out-${id.replace('-redis', 's')}`).querySelector('[hidden]'), title).toBeTruthy();
    open(title);
    expect(code(id).closest('[hidden]'), title).toBeNull();
    expect(code(id).textContent).toContain(shown);
    const button = screen.getByRole<HTMLButtonElement>('button', { name: `Copy: ${label}` });
    expect(button.disabled).toBe(false);
    fireEvent.click(button);
    await vi.waitFor(() => expect(writeText).toHaveBeenLastCalledWith(code(id).textContent));
  }
});

test('a password that was typed and not yet saved is a variable too', () => {
  show({ secureJsonData: { password: 'hunter2' } });
  expect(code('provisioning').textContent).toContain('$BACKLOG_CELERY_REDIS_PASSWORD');
  expect(document.body.innerHTML).not.toContain('hunter2');
});

test('what these settings do not use is said', () => {
  show({ jsonData: { details: false } });
  expect(screen.getByText(/These settings do not use AWS/)).toBeTruthy();
  expect(screen.getByText(/These settings do not read ages/)).toBeTruthy();
  expect(screen.queryByTestId('backlog-hand-out-iam')).toBeNull();
});

test('a lock on another server and a role have texts of their own', () => {
  const mirror = { enabled: true, lock: 'redis', lockUrl: 'redis://turns@other' } as const;
  show({ jsonData: { mirror, assumeRoleArn: 'arn:aws:iam::1:role/r' } });
  expect(code('acl-lock').textContent).toContain('ACL SETUSER turns');
  expect(code('iam-base').textContent).toContain('arn:aws:iam::1:role/r');
});

test('without a URL there is nothing to show, and it says so', () => {
  show({ url: 'ftp://x:hunter2@y' });
  expect(screen.getByText(/Enter the URL of the broker/)).toBeTruthy();
  expect(document.body.innerHTML).not.toContain('hunter2');
});
