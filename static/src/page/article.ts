// The page of one incident: a map of the place above what the server wrote.

import { createMap, type MapView } from '../map';
import type { AreaCollection } from '../map/incident';
import type { Catalogue } from './catalogue';
import { mapOptions } from './map-options';
import type { PageData } from './page-data';
import { areaBoxes, loadArea, withRoom } from './record';
import { readyShare } from './share';

/** Closer, little of the surroundings would tell where the place is; farther, the circle of a town would hide under its symbol. */
const deepest = 9;

export function showArticle(data: PageData, words: Catalogue): MapView | null {
  const live = document.getElementById('live');
  readyShare(document, words, (text) => {
    if (live) live.textContent = text;
  });
  const element = document.getElementById('map');
  const { incident } = data;
  if (!element || !incident) return null;
  const map = createMap(element, { ...mapOptions(element, data, words, () => {}), gestures: 'cooperative' });
  map.setIncidents({ type: 'FeatureCollection', features: [incident] });
  const area = incident.properties.area_id;
  const look = (): void => {
    map.fitTo([incident]);
    const view = map.getView();
    if (view.zoom > deepest) map.setView({ ...view, zoom: deepest });
  };
  if (incident.geometry || !area) {
    look();
  } else {
    // Without its area the map stays where it is, and the words above say the place.
    void loadArea(data.base, area).then(
      (feature) => {
        const areas: AreaCollection = { type: 'FeatureCollection', features: [feature] };
        map.setAreas(areas);
        const box = areaBoxes(areas).get(area);
        if (box) map.fitTo(withRoom(box));
      },
      () => {},
    );
  }
  return map;
}
