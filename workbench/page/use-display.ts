import { applyFieldOverrides, type DataFrame } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';

/** Frames with the display processors that Grafana adds before a panel draws them: text and color of each value. */
export function useDisplay(series: DataFrame[]): DataFrame[] {
  const theme = useTheme2();
  return useMemo(
    () =>
      applyFieldOverrides({
        data: series,
        fieldConfig: { defaults: {}, overrides: [] },
        replaceVariables: (text) => text,
        theme,
        timeZone: 'browser',
      }),
    [series, theme],
  );
}
