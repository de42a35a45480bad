/** Every agent speaks for so long, and begins anew after so long, in milliseconds. */
export const turnMs = 5_000;
export const everyMs = 6_000;
