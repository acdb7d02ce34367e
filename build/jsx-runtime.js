// The automatic JSX runtime on createElement, for bundled dependencies that were compiled for it. Grafana 12.2 and older provide
// `react` but not `react/jsx-runtime` (see its sharedDependencies.ts), and React 19 refuses the elements of a bundled React 18
// runtime.
import { createElement, Fragment } from 'react';

/** @import { ElementType, Key, ReactNode } from 'react' */

/** @param {ElementType} type @param {Record<string, unknown>} props @param {Key} [key] */
export function jsx(type, props, key) {
  return createElement(type, key === undefined ? props : { ...props, key });
}

/**
 * Like `jsx`, for children known at compile time: passed one by one, so that React requires no keys.
 * @param {ElementType} type @param {{ children: ReactNode[] }} props @param {Key} [key]
 */
export function jsxs(type, { children, ...props }, key) {
  return createElement(type, key === undefined ? props : { ...props, key }, ...children);
}

/**
 * For the development runtime. The arguments after `isStatic` only serve React's warnings.
 * @param {ElementType} type @param {{ children: ReactNode[] }} props @param {Key} [key] @param {boolean} [isStatic]
 */
export function jsxDEV(type, props, key, isStatic) {
  return isStatic ? jsxs(type, props, key) : jsx(type, props, key);
}

export { Fragment };
