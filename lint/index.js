import { noWallClock } from './no-wall-clock.js';

/** The rules of this repository that oxlint does not have. */
export default {
  meta: { name: 'duologue' },
  rules: { 'no-wall-clock': noWallClock },
};
