// Metres between two points on the ellipsoid of WGS 84.

const A = 6_378_137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const RADIANS = Math.PI / 180;

/** Vincenty's inverse formula (1975), degrees in, metres out; exact to less than a millimetre at these distances. */
export function geodesic(longitude1, latitude1, longitude2, latitude2) {
  const difference = (longitude2 - longitude1) * RADIANS;
  const u1 = Math.atan((1 - F) * Math.tan(latitude1 * RADIANS));
  const u2 = Math.atan((1 - F) * Math.tan(latitude2 * RADIANS));
  const [sin1, cos1, sin2, cos2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = difference;
  for (let turn = 0; turn < 50; turn += 1) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
    const sinS = Math.hypot(cos2 * sinL, cos1 * sin2 - sin1 * cos2 * cosL);
    if (sinS === 0) return 0;
    const cosS = sin1 * sin2 + cos1 * cos2 * cosL;
    const sigma = Math.atan2(sinS, cosS);
    const sinA = (cos1 * cos2 * sinL) / sinS;
    const cosA2 = 1 - sinA * sinA;
    const cosM = cosA2 === 0 ? 0 : cosS - (2 * sin1 * sin2) / cosA2;
    const c = (F / 16) * cosA2 * (4 + F * (4 - 3 * cosA2));
    const before = lambda;
    lambda =
      difference + (1 - c) * F * sinA * (sigma + c * sinS * (cosM + c * cosS * (2 * cosM * cosM - 1)));
    if (Math.abs(lambda - before) > 1e-13) continue;
    const k2 = (cosA2 * (A * A - B * B)) / (B * B);
    const a = 1 + (k2 / 16384) * (4096 + k2 * (k2 * (320 - 175 * k2) - 768));
    const b = (k2 / 1024) * (256 + k2 * (k2 * (74 - 47 * k2) - 128));
    const cubic = (b / 6) * cosM * (4 * sinS * sinS - 3) * (4 * cosM * cosM - 3);
    return B * a * (sigma - b * sinS * (cosM + (b / 4) * (cosS * (2 * cosM * cosM - 1) - cubic)));
  }
  return Number.NaN;
}
