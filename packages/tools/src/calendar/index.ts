export { calendarPack, type CalendarPackOptions } from './calendar-pack.ts';
