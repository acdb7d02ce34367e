import type { DataFrame } from '@grafana/data';
import { Table } from '@grafana/ui';
import React from 'react';

interface Props {
  frame: DataFrame;
  width: number;
  height: number;
}

/** A frame as a table; its numbers right, its fields as the backend configured them. */
export function ResultTable({ frame, width, height }: Props) {
  return (
    <div data-testid="result table">
      <Table data={frame} width={width} height={height} ariaLabel="Result" />
    </div>
  );
}
