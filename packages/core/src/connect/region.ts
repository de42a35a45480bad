/** The residencies of the service, each with servers of its own. */
export type Region = 'global' | 'us' | 'eu' | 'in' | 'sg';

/** Hosts of the API by region (the environments of the official SDKs). */
export const hosts: Readonly<Record<Region, string>> = {
  global: 'api.elevenlabs.io',
  us: 'api.us.elevenlabs.io',
  eu: 'api.eu.residency.elevenlabs.io',
  in: 'api.in.residency.elevenlabs.io',
  sg: 'api.sg.residency.elevenlabs.io',
};

/** The address of the REST API. */
function apiBase({
  region = 'global',
  baseUrl,
}: {
  readonly region?: Region;
  readonly baseUrl?: string;
}): string {
  return baseUrl ?? `https://${hosts[region]}`;
}

/** The address of a path of the API; a base address may have a path of its own. */
export function apiAddress(
  options: { readonly region?: Region; readonly baseUrl?: string },
  path: string,
): URL {
  const address = new URL(apiBase(options));
  address.pathname = `${address.pathname.replace(/\/$/, '')}${path}`;
  return address;
}
