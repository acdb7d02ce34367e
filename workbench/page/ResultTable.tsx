import { type DataFrame, FieldType, getFieldDisplayName } from '@grafana/data';
import { Table } from '@grafana/ui';
import React from 'react';

interface Props {
  frame: DataFrame;
  width: number;
  height: number;
}

/** A frame as a table; if it has a time, the newest row comes first. */
export function ResultTable({ frame, width, height }: Props) {
  const time = frame.fields.find((field) => field.type === FieldType.time);
  return (
    <div data-testid="result table">
      <Table
        data={frame}
        width={width}
        height={height}
        ariaLabel="Result"
        {...(time && { initialSortBy: [{ displayName: getFieldDisplayName(time, frame), desc: true }] })}
      />
    </div>
  );
}
