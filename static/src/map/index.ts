export { createMap } from './map';
export type * from './view';
