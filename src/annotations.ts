import type { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import type { BacklogQuery } from './types';

/** Annotations ask for events. What Grafana stores of a new one names no kind of query, which would mean `history`. */
export const annotationSupport: AnnotationSupport<BacklogQuery> = {
  getDefaultQuery: () => ({ queryType: 'events' }),
  prepareAnnotation: (stored: AnnotationQuery<BacklogQuery>) => ({
    ...stored,
    target: { refId: 'Anno', ...stored.target, queryType: stored.target?.queryType ?? 'events' },
  }),
};
