import type { Plugin } from '@duologue/core';

export interface Shop {
  readonly name: string;
  readonly openUntil: string;
}

/** Tells the agent in which shop it answers. The shop is looked up before the session connects. */
export function shopContext(findShop: (signal: AbortSignal) => Promise<Shop>): Plugin {
  return {
    name: 'ShopContext',
    apply(host) {
      let shop: Shop | undefined;
      host.hooks.beforeConnect.tap('ShopContext', async () => {
        shop = await findShop(host.signal);
      });
      host.hooks.connected.tap('ShopContext', () => {
        host.send({
          type: 'contextual_update',
          text: `You answer in ${shop?.name}, open until ${shop?.openUntil}.`,
        });
      });
    },
  };
}
