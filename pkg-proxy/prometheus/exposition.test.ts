import { expect, test } from 'vitest';
import { finish } from '../lifetime/work';
import { type Sample, writeGauges } from './exposition';

test('families with what they mean, one line a sample', () => {
  const text = finish(
    writeGauges([
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

test('of two samples with the same labels the last one', () => {
  expect(
    finish(
      writeGauges([
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
  for (const work = writeGauges([{ name: 'a', help: 'h', samples }]); !work.next().done; ) parts++;
  expect(parts).toBe(1 + 20_000 / 500);
});
