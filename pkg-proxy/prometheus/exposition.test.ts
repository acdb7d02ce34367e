import { expect, test } from 'vitest';
import { finish } from '../lifetime/work';
import { type Sample, writeFamilies } from './exposition';

test('families with what they mean, one line a sample', () => {
  const text = finish(
    writeFamilies([
      {
        name: 'a',
        help: 'Of "a".\nTwo \\ lines.',
        samples: [
          [{ broker: 'x', queue: 'q\\ "1"\n' }, 3],
          [{ broker: 'x', queue: '' }, 0.5],
        ],
      },
      { name: 'b', help: 'None.', samples: [] },
      {
        name: 'c',
        help: 'Odd.',
        samples: [
          [{ v: '1' }, Number.NaN],
          [{ v: '2' }, Number.POSITIVE_INFINITY],
          [{ v: '3' }, -1 / 0],
        ],
      },
    ]),
  );
  expect(text).toBe(
    [
      '# HELP a Of "a".\\nTwo \\\\ lines.',
      '# TYPE a gauge',
      'a{broker="x",queue="q\\\\ \\"1\\"\\n"} 3',
      'a{broker="x",queue=""} 0.5',
      '',
      '# HELP b None.',
      '# TYPE b gauge',
      '',
      '# HELP c Odd.',
      '# TYPE c gauge',
      'c{v="1"} NaN',
      'c{v="2"} +Inf',
      'c{v="3"} -Inf',
      '',
    ].join('\n'),
  );
});

test('counters by their name, and histograms', () => {
  const sum: Sample = [{ q: '1' }, 2.5, '_sum'];
  const samples: Sample[] = [[{ q: '1', le: '1.0' }, 1, '_bucket'], [{ q: '1', le: '+Inf' }, 2, '_bucket'], sum, [{ q: '1' }, 2, '_count']];
  const families = [
    { name: 'a_total', help: 'h', samples: [[{}, 1] as const] },
    { name: 'b', help: 'h', isHistogram: true, samples },
  ];
  expect(finish(writeFamilies(families))).toBe(
    [
      '# HELP a_total h',
      '# TYPE a_total counter',
      'a_total{} 1',
      '',
      '# HELP b h',
      '# TYPE b histogram',
      'b_bucket{q="1",le="1.0"} 1',
      'b_bucket{q="1",le="+Inf"} 2',
      'b_sum{q="1"} 2.5',
      'b_count{q="1"} 2',
      '',
    ].join('\n'),
  );
});

test('of two samples with the same labels the last one', () => {
  expect(
    finish(
      writeFamilies([
        {
          name: 'a',
          help: 'h',
          samples: [
            [{ q: '1' }, 1],
            [{ q: '2' }, 2],
            [{ q: '1' }, 3],
          ],
        },
      ]),
    ),
  ).toBe('# HELP a h\n# TYPE a gauge\na{q="1"} 3\na{q="2"} 2\n');
});

test('many are written in parts', () => {
  const samples = Array.from({ length: 10_000 }, (_, q): Sample => [{ queue: String(q) }, q]);
  let parts = 1;
  for (const work = writeFamilies([{ name: 'a', help: 'h', samples }]); !work.next().done; ) parts++;
  expect(parts).toBe(1 + 20_000 / 500);
});
