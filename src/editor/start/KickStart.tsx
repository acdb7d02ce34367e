import type { CoreApp } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Dropdown, Menu } from '@grafana/ui';
import React from 'react';
import { isAlert } from '../../query/is-alert';
import type { BacklogQuery } from '../../types';
import { START_PATTERNS } from './patterns';
import { startFrom } from './start-from';

interface Props {
  readonly app: CoreApp | undefined;
  readonly query: BacklogQuery;
  readonly onStart: (query: BacklogQuery) => void;
}

/** Queries to begin with. An alert rule takes one number a row, which most of them are not. */
export function KickStart({ app, query, onStart }: Props) {
  if (isAlert(app)) return null;
  const menu = (
    <Menu>
      {START_PATTERNS.map(({ key, words, query: pattern }) => {
        const { name, text } = words();
        return <Menu.Item key={key} label={name} description={text} onClick={() => onStart(startFrom(query, pattern))} />;
      })}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <Button variant="secondary" size="sm" icon="angle-down" data-testid="backlog-start">
        {t('editor.start.button', 'Kick start your query')}
      </Button>
    </Dropdown>
  );
}
