import assert from 'node:assert/strict';
import test from 'node:test';
import { copies, latitudeLimit, longitudeRange, metresToPixels, projectX, projectY, shortest, worldSize, wrapLongitude } from './mercator';

const near = (found: number, wanted: number, within = 1e-6): void => assert.ok(Math.abs(found - wanted) <= within, `${found} is not ${wanted}`);

test('the world is a square from 180 W and the northern limit to 180 E and the southern one', () => {
  for (const zoom of [0, 3, 12]) {
    near(projectX(-180, zoom), 0);
    near(projectX(180, zoom), worldSize(zoom));
    near(projectY(latitudeLimit, zoom), 0, 1e-4);
    near(projectY(-latitudeLimit, zoom), worldSize(zoom), 1e-4);
    near(projectX(0, zoom), worldSize(zoom) / 2);
    near(projectY(0, zoom), worldSize(zoom) / 2);
  }
});

test('latitudes beyond the limit stay at the edge', () => {
  near(projectY(90, 4), 0, 1e-4);
  near(projectY(-90, 4), worldSize(4), 1e-4);
});

test('a known place falls into its known tile', () => {
  // Kyiv, 30.523 E 50.45 N, lies in tile 10/598/345 of the 256-pixel scheme.
  assert.equal(Math.floor(projectX(30.523, 10) / 256), 598);
  assert.equal(Math.floor(projectY(50.45, 10) / 256), 345);
});

test('longitudes are wrapped into the half-open range', () => {
  for (const [from, to] of [[0, 0], [180, -180], [-180, -180], [190, -170], [-190, 170], [540, -180], [-725, -5]] as const) assert.equal(wrapLongitude(from), to);
});

test('a metre has more pixels to the north', () => {
  near(metresToPixels(1000, 60, 8), 2 * metresToPixels(1000, 0, 8), 1e-9);
  near(metresToPixels(2 * Math.PI * 6378137, 0, 5), worldSize(5));
});

test('copies of the world are those that the range meets', () => {
  const size = worldSize(2);
  assert.deepEqual(copies(10, size - 10, 2), [0]);
  assert.deepEqual(copies(-10, 10, 2), [-1, 0]);
  assert.deepEqual(copies(size - 1, 2 * size + 1, 2), [0, 1, 2]);
});

test('the shortest way may cross the antimeridian', () => {
  const size = worldSize(3);
  assert.equal(shortest(size - 5, 5, 3), 10);
  assert.equal(shortest(5, size - 5, 3), -10);
  assert.equal(shortest(100, 300, 3), 200);
});

test('a range of longitudes leaves out the widest gap', () => {
  assert.equal(longitudeRange([]), null);
  assert.deepEqual(longitudeRange([30]), [30, 30]);
  assert.deepEqual(longitudeRange([20, 40, 30]), [20, 40]);
  assert.deepEqual(longitudeRange([170, -175, 178]), [170, 185]);
  assert.deepEqual(longitudeRange([-170, 10]), [-170, 10]);
});
