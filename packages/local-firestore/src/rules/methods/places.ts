import { EvaluationError } from "../values/errors.js";
import { LatLng } from "../values/types.js";
import { type Builtins, taking } from "./signature.js";

/** The earth's mean radius in metres. */
const EARTH_RADIUS = 6_371_010;

/** Methods of `latlng` (https://firebase.google.com/docs/reference/rules/rules.LatLng). */
export const latlngMethods: Builtins = {
  latitude: taking(["latlng"], ({ latitude }) => latitude),
  longitude: taking(["latlng"], ({ longitude }) => longitude),
  distance: taking(["latlng", "latlng"], distance),
};

/** The functions of `latlng` (https://firebase.google.com/docs/reference/rules/rules.latlng_). */
export const latlngs: Builtins = {
  value: taking(["number", "number"], (latitude, longitude) => {
    const place = new LatLng(Number(latitude), Number(longitude));
    if (!(Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180)) {
      throw new EvaluationError(
        "Latitude should be in [-90,90] range and longitude should be in [-180,180] range.",
      );
    }
    return place;
  }),
};

/** The distance in metres along the great circle, by the haversine formula. */
function distance(from: LatLng, to: LatLng): number {
  const radians = Math.PI / 180;
  const north = Math.sin(((to.latitude - from.latitude) * radians) / 2) ** 2;
  const east = Math.sin(((to.longitude - from.longitude) * radians) / 2) ** 2;
  const chord = north + Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians) * east;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(chord)));
}
