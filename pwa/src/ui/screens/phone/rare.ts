/** What a volunteer opens now and then, under the names that the routes know; one file for all. */
import Me from './Me.svelte';
import NewsScreen from './NewsScreen.svelte';
import NotFound from './NotFound.svelte';
import Photos from './photos/Photos.svelte';
import ActivityScreen from './team/ActivityScreen.svelte';
import Lesson from './team/Lesson.svelte';
import Lessons from './team/Lessons.svelte';
import Members from './team/Members.svelte';
import NoticeScreen from './team/NoticeScreen.svelte';
import Plan from './team/Plan.svelte';
import Team from './team/Team.svelte';
import WriteNotice from './team/WriteNotice.svelte';

export const rare = {
  ...{ Me, NewsScreen, NotFound, Team, Lessons, Lesson },
  ...{ Photos, NoticeScreen, WriteNotice, Members, Plan, ActivityScreen },
};
