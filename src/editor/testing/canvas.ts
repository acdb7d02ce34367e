import { vi } from 'vitest';

/** Grafana's comboboxes measure texts on a canvas, which happy-dom does not have. */
export function fakeCanvas(): void {
  const context = { measureText: (text: string) => ({ width: text.length * 7 }) };
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as unknown as RenderingContext as never);
}
