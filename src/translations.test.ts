import { describe, expect, test } from 'vitest';
import { translationLoaders } from './translations';

describe('translationLoaders', () => {
  test.each(['11.6.0', '12.0.9', '12.0.2-pre'])('Grafana %s does not load texts of plugins, so the plugin does', (version) => {
    expect(translationLoaders(version)).toHaveLength(1);
  });

  test.each(['12.1.0', '12.2.0-17893243544', '13.0.0', '20.0.1'])('Grafana %s loads them', (version) => {
    expect(translationLoaders(version)).toEqual([]);
  });

  test('a language without texts gets none, and the English ones of the code are shown', async () => {
    const [load] = translationLoaders('11.6.0');
    expect(await load?.('ko-KR')).toEqual({});
  });
});
