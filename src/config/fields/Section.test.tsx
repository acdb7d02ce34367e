import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { afterEach, expect, test } from 'vitest';
import { Section } from './Section';

afterEach(cleanup);

test('opens and closes, and says what is set while it is closed', () => {
  render(
    <Section id="queues" title="Queues" summary="5 s">
      <p>fields</p>
    </Section>,
  );
  const button = screen.getByRole('button', { name: 'Queues 5 s' });
  expect([button.getAttribute('aria-expanded'), screen.getByText('fields').parentElement?.hidden]).toEqual(['false', true]);
  fireEvent.click(button);
  expect([button.getAttribute('aria-expanded'), screen.getByText('fields').parentElement?.hidden]).toEqual(['true', false]);
  expect(screen.queryByText('5 s')).toBeNull();
});

test('opens by itself when a value in it is wrong, and does not close when it is corrected', () => {
  const section = (isInvalid: boolean) => (
    <Section id="queues" title="Queues" isInvalid={isInvalid}>
      <p>fields</p>
    </Section>
  );
  const { rerender } = render(section(true));
  expect(screen.getByText('fields').parentElement?.hidden).toBe(false);
  rerender(section(false));
  expect(screen.getByText('fields').parentElement?.hidden).toBe(false);
});
