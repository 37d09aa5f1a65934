/**
 * Which modules come together in one file: a few files pack a fifth smaller than one for each
 * screen. Nothing of a later group may be needed before the first screen.
 */
const ui = 'src/ui/';
/** Libraries, and parts of them, that only desk and office use. */
const theirs =
  'lean-qr|svelte/src/(reactivity/(map|set)\\.|internal/client/dom/elements/bindings/select)';

export const chunks = [
  // All that stands before the first screen.
  {
    name: 'base',
    priority: 3,
    test: new RegExp(
      [
        `node_modules/(?!${theirs})|vite/|src/(core/(?!record_types)|store/|sync/|api/)`,
        'src/i18n/(phone\\.vi|phone_act\\.vi|phone\\.ts|translate|locale|choice)',
        'src/state/(session|live|update|locking|opening|storage|signing_in|missing|invited)\\.ts',
        'src/state/handing_over\\.ts',
        `${ui}(router|theme|fetched|apps|app-name|idle|text-size)`,
        `${ui}parts/(FetchedScreen|TopBar|BigAction|ProblemLine|Icon|icons|StateShape)`,
        `${ui}parts/(Chip|Logo|Brand)`,
        `${ui}screens/phone/(SignIn|Welcome|Invited|LanguageChoice)`,
      ].join('|'),
    ),
  },
  // What phone, desk and office all read of the book.
  {
    name: 'book',
    priority: 2,
    test: new RegExp(
      [
        'src/state/(catalogue|consent|conflict_views|day|house_rows|households)\\.ts',
        'src/state/(my_place|ordered|outbox|people)\\.ts',
        'src/state/(readiness|status|undo|visits|merged|form_drafts)\\.ts|src/i18n/(format|topics)',
        `${ui}(duration|parts/(Marked|UpdateLine|StatusLine|problem-words|Sheet|EmptyState))`,
        `${ui}parts/(long-press|outcomes|unread|DayField|TimeField|day_words)`,
      ].join('|'),
    ),
  },
  // What a volunteer opens every day.
  {
    name: 'day',
    priority: 1,
    test: new RegExp(
      [
        `${ui}(parts/|after-save|kept-form)|src/i18n/house\\.(vi|ts)`,
        'src/state/(today|duplicates|visit_edits|wares|news|team_life)\\.ts',
        `${ui}screens/phone/(PhoneApp|routes|screens\\.ts|GettingReady|ReadyStep)`,
        `${ui}screens/phone/(today|households|household|visit|outbox|wares)`,
      ].join('|'),
    ),
  },
  // What is opened now and then.
  {
    name: 'team',
    priority: 0,
    test: new RegExp(
      `${ui}screens/phone/(team|photos|rare|Me|News|NotFound)|` +
        'src/i18n/team\\.(vi|ts)|' +
        'src/state/(activities|team_figures|my_month|photos|shrink_photo)\\.ts',
    ),
  },
];
