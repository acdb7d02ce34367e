import { css } from '@emotion/css';
import { LoadingState } from '@grafana/data';
import { PanelChrome } from '@grafana/ui';
import React, { useLayoutEffect, useRef, useState } from 'react';

interface Props {
  title: string;
  height: number;
  loading?: boolean;
  children: (width: number, height: number) => React.ReactNode;
}

const frame = css({ marginBottom: 16 });

/** Grafana's panel frame at the available width. */
export function Panel({ title, height, loading, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} className={frame} style={{ height }} data-testid={`panel ${title}`}>
      {width > 0 && (
        <PanelChrome title={title} width={width} height={height} loadingState={loading ? LoadingState.Loading : LoadingState.Done}>
          {children}
        </PanelChrome>
      )}
    </div>
  );
}
