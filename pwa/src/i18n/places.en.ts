/** English words of the office's places. */
import type { placesVi } from './places.vi.ts';

export const placesEn: Readonly<Record<keyof typeof placesVi, string>> = {
  'place.title': 'Places',
  'place.name': 'Hamlet',
  'place.commune': 'Commune',
  'place.households': 'Households',
  'place.people': 'People',
  'place.team': 'Team',
  'place.since': 'Since',
  'place.empty': 'There is no hamlet yet. Add the first one.',
  'place.new': 'Add a hamlet',
  'place.founded_of': '{founded}/{all} hamlets have a team · {n|member|members}',
  'place.team_founded': 'Founded {date}',
  'place.team_missing': 'To be founded',
  'place.team_unknown': 'The commune keeps this',
  'place.ended': 'until {date}',
  'place.undone': 'taken back',
  'place.unknown_day': 'not known',

  'place.type': 'Kind',
  'place.type_ap': 'Ấp',
  'place.type_khom': 'Khóm',
  'place.type_khu-pho': 'Khu phố',
  'place.new_name': 'New name',
  'place.from': 'Holds from',
  'place.from_hint': 'Today or before. Figures of the time before stay with the old hamlets.',
  'place.legal_ref': 'Legal reference',
  'place.legal_hint': 'For example: Resolution 12/NQ-HĐND of 20/11/2026',

  'place.history': 'History',
  'place.was_called': 'Called {name} until {date} · {ref}',
  'place.became_whole': 'Merged into {name} on {date} · {ref}',
  'place.became_part': 'Split into {name} on {date} · {ref}',
  'place.became_undone': 'Taken back, {name} again as before {date} · {ref}',
  'place.came_whole': 'Merged from {names} on {date} · {ref}',
  'place.came_part': 'Split from {names} on {date} · {ref}',
  'place.no_history': 'It has never changed.',
  'place.clusters': '{n|household|households} in {clusters|cluster|clusters}',
  'place.has_ended': 'This hamlet is no more. Its visits and figures until {date} stay here.',
  'place.was_undone':
    'The making of this hamlet was taken back. What was recorded here counts for the old ones.',

  'place.rename': 'Rename',
  'place.undo_rename': 'Take the old name back',
  'place.merge': 'Merge with others',
  'place.split': 'Split',
  'place.found': 'Found a team',
  'place.undo_whole': 'Take back the merge',
  'place.undo_part': 'Take back the split',
  'place.undo_until': 'This can be taken back until {date}.',
  'place.back': 'Back',

  'place.rename_preview':
    '{old} will be called {name} from {date}. The old name stays in its history.',
  'place.merge_with': 'Merge with',
  'place.merge_preview':
    '{households|household|households} and {people|person|people} will go to {name} from {date}. {ended|old hamlet closes|old hamlets close}; visits recorded so far stay there and still count for them. Phones follow by themselves; what they have not sent yet is taken.',
  'place.merge_go': 'Merge into {name}',
  'place.parts': 'How many parts',
  'place.part_name': 'Name of part {n}',
  'place.cluster_to': '{cluster} ({n|household|households}) goes to',
  'place.no_cluster': 'No cluster',
  'place.singles': 'Single households, apart from their cluster',
  'place.singles_hint': 'Type the name of the head, then Enter. Others go with their cluster.',
  'place.singles_coming': 'The households are still arriving; not all can be found yet.',
  'place.singles_none': 'There is no such household in this hamlet.',
  'place.single_off': 'Let {name} go with the cluster',
  'place.single_leave': 'With cluster',
  'place.person_to': '{name} works in',
  'place.every_part': 'every part',
  'place.part_n': 'part {n}',
  'place.split_preview': '{name}: {households|household|households}, {people|person|people}.',
  'place.split_means':
    '{old} closes on {date}. Visits recorded so far stay there. What phones have not sent yet is taken; work at a household of another part is kept for the people there.',
  'place.split_go': 'Split {name}',
  'place.no_way_back':
    'If it was a mistake, open the new hamlet and take it back: for 30 days, and until it is merged or split again.',
  'place.undo_preview':
    '{olds} as if nothing had been changed, and {gone} no more. {households|household|households}, people and teams go back to where they were. Figures count as if nothing had been changed.',
  'place.undo_new_houses':
    'Households recorded since the merge go by their cluster, else to the hamlet of whoever recorded them. Phones follow by themselves; what they have not sent yet is taken.',
  'place.undo_done': '{olds} as before.',
  'place.saved': '{name} is saved.',

  'team.name': 'Name of the team',
  'team.founding_no': 'Decision no.',
  'team.founded_on': 'Founded on',
  'team.line': '{name}: {n|member|members}',
  'team.line_founded': 'Decision {no} of {date}',
  'team.to_found': 'There is no team here yet.',
  'team.kept': 'Kept in the book on this computer. It is sent as soon as there is a network.',

  'problem.stale': 'There is nothing left to take back. Nothing was changed.',
  'problem.undo_too_late':
    'More than 30 days have passed, so this cannot be taken back. Nothing was changed: split or merge again instead.',
  'problem.undo_changed_since':
    'The new hamlet was merged or split again. Take that back first. Nothing was changed.',
  'problem.undo_same_day':
    'The old hamlets had begun on that very day by another change, so nobody knows which household was whose. Nothing was changed.',
  'problem.wrong_day':
    'That day is still to come, or before the hamlet began. Nothing was changed.',
};
