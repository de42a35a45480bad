/**
 * What people call a time zone, and the zone they most often mean. Summer and standard time are one zone here:
 * who says "EST" in July means the time on the clocks of New York, and the answer names EDT.
 */
const zonesByName: Readonly<Record<string, readonly string[]>> = {
  UTC: [
    'utc',
    'gmt',
    'z',
    'zulu',
    'greenwich mean time',
    'coordinated universal time',
    'universal time',
    'etc utc',
  ],
  'America/New_York': ['et', 'est', 'edt', 'eastern', 'eastern time', 'eastern standard time', 'us eastern'],
  'America/Chicago': ['ct', 'cst', 'cdt', 'central', 'central time', 'central standard time', 'us central'],
  'America/Denver': [
    'mt',
    'mst',
    'mdt',
    'mountain',
    'mountain time',
    'mountain standard time',
    'us mountain',
  ],
  'America/Los_Angeles': [
    'pt',
    'pst',
    'pdt',
    'pacific',
    'pacific time',
    'pacific standard time',
    'us pacific',
  ],
  'America/Anchorage': ['akst', 'akdt', 'alaska time'],
  'Pacific/Honolulu': ['hst', 'hawaii time'],
  'America/Halifax': ['adt', 'atlantic time'],
  'America/St_Johns': ['ndt', 'newfoundland time'],
  'America/Sao_Paulo': ['brt', 'brasilia time'],
  'Europe/London': ['bst', 'uk time', 'british time', 'london time'],
  'Europe/Lisbon': ['wet', 'west', 'western european time'],
  'Europe/Brussels': [
    'cet',
    'cest',
    'met',
    'mez',
    'mesz',
    'central european time',
    'central european summer time',
  ],
  'Europe/Athens': ['eet', 'eest', 'eastern european time', 'eastern european summer time'],
  'Europe/Moscow': ['msk', 'moscow time'],
  'Africa/Johannesburg': ['sast', 'south africa time'],
  'Asia/Dubai': ['gulf time'],
  'Asia/Karachi': ['pkt'],
  'Asia/Kolkata': ['india time', 'india standard time', 'indian standard time'],
  'Asia/Jakarta': ['wib'],
  'Asia/Hong_Kong': ['hkt'],
  'Asia/Singapore': ['sgt'],
  'Asia/Shanghai': ['china time', 'china standard time', 'beijing time'],
  'Asia/Seoul': ['kst', 'korea time'],
  'Asia/Tokyo': ['jst', 'japan time'],
  'Australia/Perth': ['awst'],
  'Australia/Adelaide': ['acst', 'acdt'],
  'Australia/Brisbane': ['queensland time'],
  'Australia/Sydney': ['aest', 'aedt', 'sydney time'],
  'Pacific/Auckland': ['nzst', 'nzdt', 'new zealand time'],
};

/** Zones by what people call them, in lower case. */
export const spokenZoneNames: ReadonlyMap<string, string> = new Map(
  Object.entries(zonesByName).flatMap(([zone, names]) => names.map((name) => [name, zone])),
);

/** Names that stand for several zones far from each other. */
export const ambiguousZoneNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['ist', ['Asia/Kolkata', 'Asia/Jerusalem', 'Europe/Dublin']],
  ['ast', ['America/Halifax', 'Asia/Riyadh']],
  ['gst', ['Asia/Dubai', 'Pacific/Guam']],
]);

/** Countries as people call them, where the data has a longer or another name. */
export const spokenCountries: ReadonlyMap<string, string> = new Map([
  ['usa', 'united states'],
  ['us', 'united states'],
  ['america', 'united states'],
  ['united states of america', 'united states'],
  ['the united states', 'united states'],
  ['uk', 'united kingdom'],
  ['great britain', 'united kingdom'],
  ['britain', 'united kingdom'],
  ['england', 'united kingdom'],
  ['scotland', 'united kingdom'],
  ['wales', 'united kingdom'],
  ['holland', 'the netherlands'],
  ['netherlands', 'the netherlands'],
  ['uae', 'united arab emirates'],
  ['korea', 'south korea'],
  ['czech republic', 'czechia'],
]);
