import { expect, test } from 'vitest';
import { annotationSupport } from './annotations';

const prepared = (stored: object) => annotationSupport.prepareAnnotation?.({ name: 'n', enable: true, iconColor: 'red', ...stored });

test('a new annotation asks for events of every queue', () => {
  expect(prepared({})).toEqual({ name: 'n', enable: true, iconColor: 'red', target: { refId: 'Anno', queryType: 'events' } });
});

test('what was chosen stays', () => {
  const target = { refId: 'X', queryType: 'events', queues: ['email*'] };
  expect(prepared({ target })?.target).toEqual(target);
  expect(prepared({ target: { refId: 'X', queues: ['a'] } })?.target).toEqual({ refId: 'X', queues: ['a'], queryType: 'events' });
});

test('a complete annotation is the same object: Grafana would ask without end', () => {
  const stored = { name: 'n', enable: true, iconColor: 'red', target: { refId: 'Anno', queryType: 'events' as const } };
  expect(annotationSupport.prepareAnnotation?.(stored)).toBe(stored);
});
