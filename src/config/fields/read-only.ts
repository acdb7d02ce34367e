import { createContext, useContext } from 'react';

/** Whether the settings are read-only because a file provisioned them. Grafana's own page says so above ours. */
const ReadOnly = createContext(false);

export const ReadOnlyProvider = ReadOnly.Provider;

export function useReadOnly(): boolean {
  return useContext(ReadOnly);
}
