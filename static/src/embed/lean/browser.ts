// What the map library asks about the browser, answered for those that run this script
// at all (ES2022), and not by the names that browsers give themselves. The build takes it
// in the place of the library's own: a page must be small.

const { platform } = navigator;
const touchNative = 'ontouchstart' in window;

export default {
  any3d: true,
  chrome: false,
  edge: false,
  ie3d: false,
  ielt9: false,
  linux: platform.startsWith('Linux'),
  mac: platform.startsWith('Mac'),
  mobile: matchMedia('(pointer: coarse)').matches,
  mobileOpera: false,
  msPointer: false,
  passiveEvents: true,
  pointer: true,
  retina: devicePixelRatio > 1,
  safari: false,
  touch: true,
  touchNative,
};
