// Double taps are double clicks in every browser that runs this script. The build
// takes this in the place of the map library's imitation of them.

type Handlers = Record<'dblclick' | 'simDblclick', EventListener>;

export function addDoubleTapListener(element: HTMLElement, handler: EventListener): Handlers {
  element.addEventListener('dblclick', handler);
  return { dblclick: handler, simDblclick: handler };
}

export function removeDoubleTapListener(element: HTMLElement, { dblclick }: Handlers): void {
  element.removeEventListener('dblclick', dblclick);
}
