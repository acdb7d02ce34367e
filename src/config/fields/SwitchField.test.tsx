import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { SwitchField } from './SwitchField';

afterEach(cleanup);

describe('SwitchField', () => {
  test('says what it is for and reports the new value', () => {
    const onChange = vi.fn();
    render(<SwitchField id="discover" label="Discover queues" description="Look for them." value={false} onChange={onChange} />);
    expect(screen.getByText('Look for them.')).toBeTruthy();
    fireEvent.click(screen.getByLabelText(/Discover queues/));
    expect(onChange).toHaveBeenCalledWith(true);
  });
});
