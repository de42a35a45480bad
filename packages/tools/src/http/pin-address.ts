import { lookup } from 'node:dns/promises';
import { DuologueError } from '@duologue/core';
import ipaddr from 'ipaddr.js';

/** Finds the addresses of a host name. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

/** An address that a connection may be opened to. */
export interface PinnedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Whether a text is a range of addresses, such as `10.1.0.0/16`. */
export function isAddressRange(text: string): boolean {
  try {
    ipaddr.parseCIDR(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks for the addresses of a host once, and refuses the host where any of them is not on the public internet: the
 * connection then goes to one of those that were looked at, whatever DNS says a moment later.
 * @throws DuologueError TOOL_FAILED
 */
export async function pinAddresses(
  hostname: string,
  {
    resolve = resolveWithSystem,
    allowAddresses = [],
  }: { readonly resolve?: ResolveHost; readonly allowAddresses?: readonly string[] },
): Promise<readonly PinnedAddress[]> {
  const literal = hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = ipaddr.isValid(literal) ? [literal] : await resolveOrFail(hostname, resolve);
  if (addresses.length === 0 || !addresses.every((address) => isAllowed(address, allowAddresses))) {
    throw new DuologueError(
      'TOOL_FAILED',
      `${hostname} does not lie on the public internet, so it may not be asked.`,
    );
  }
  return addresses.map((address) => ({
    address,
    family: ipaddr.parse(address).kind() === 'ipv4' ? 4 : 6,
  }));
}

async function resolveOrFail(hostname: string, resolve: ResolveHost): Promise<readonly string[]> {
  try {
    return await resolve(hostname);
  } catch (cause) {
    const isUnknown = (cause as NodeJS.ErrnoException).code === 'ENOTFOUND';
    const message = isUnknown
      ? `There is no host called ${hostname}.`
      : `The address of ${hostname} cannot be looked up at the moment.`;
    throw new DuologueError('TOOL_FAILED', message, { cause, details: { transient: !isUnknown } });
  }
}

async function resolveWithSystem(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}

/**
 * Only plain public addresses: not those of this machine, of private, link-local, carrier or test networks, and none
 * that wrap an IPv4 address (mapped, NAT64, 6to4, Teredo), whose real target cannot be seen.
 */
function isAllowed(address: string, allowAddresses: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  const isListed = allowAddresses.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === parsed.kind() && parsed.match(network, bits);
  });
  return (
    isListed || (parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(globalUnicast)))
  );
}

/** All of IPv6 that has been given out; without it `::7f00:1`, an old spelling of 127.0.0.1, would pass as unicast. */
const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
