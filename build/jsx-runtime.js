// The automatic JSX runtime on createElement, for bundled dependencies compiled for it. Grafana 12.2 and older hand plugins
// `react` but no `react/jsx-runtime` (its sharedDependencies.ts), and a bundled one of React 18 makes elements that React 19
// refuses.
import { createElement, Fragment } from 'react';

/** @import { ElementType, Key, ReactNode } from 'react' */

/** @param {ElementType} type @param {Record<string, unknown>} props @param {Key} [key] */
export function jsx(type, props, key) {
  return createElement(type, key === undefined ? props : { ...props, key });
}

/**
 * As `jsx`, for children known when it was compiled: handed on one by one, so that React asks them for no keys.
 * @param {ElementType} type @param {{ children: ReactNode[] }} props @param {Key} [key]
 */
export function jsxs(type, { children, ...props }, key) {
  return createElement(type, key === undefined ? props : { ...props, key }, ...children);
}

/**
 * The development runtime's; what follows `isStatic` only serves React's warnings.
 * @param {ElementType} type @param {{ children: ReactNode[] }} props @param {Key} [key] @param {boolean} [isStatic]
 */
export function jsxDEV(type, props, key, isStatic) {
  return isStatic ? jsxs(type, props, key) : jsx(type, props, key);
}

export { Fragment };
