export { bookingPack } from './booking-pack.ts';
export { TablesInMemory, type Booking, type Tables } from './tables.ts';
