"""A phone that dies again and again in the middle of recording: whatever its screen called saved is
there when it opens again, numbered without a gap, and arrives once.
"""

import os
import random
from dataclasses import dataclass, field
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browsers import READY_MS, Device
from tests.e2e.harness import Server, sign_in

# Each takes two to three seconds; more on demand.
KILLS = int(os.environ.get("TUNGNHA_PHONE_KILLS", "30"))
SEED = 20261126
# At least one visit saved in each life, however slow the machine is; then on to any moment.
WORDS_MIN, WORDS_MAX = 2, 5
MOMENT_MS_MAX = 200
HEARING_MS = 10
# Plays a person without pause: opens a house, types a note, waits for the word that the draft is
# kept, knocks, saves, waits for the word that the visit is saved; tells what it was told.
PLAY = """
async ([houses, life]) => {
  const until = async (find) => {
    for (;;) {
      const found = find();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
  };
  const button = (words) => () =>
    [...document.querySelectorAll('button')].find((each) => each.textContent.includes(words));
  const isSaid = () =>
    document.querySelector('.notice')?.textContent.includes('Đã lưu trên máy') ?? false;
  for (let turn = 0; ; turn += 1) {
    const note = `${life}.${turn}`;
    location.hash = `#/ho/${houses[turn % houses.length]}/ghi`;
    const field = await until(() => document.querySelector('textarea'));
    const isKept = () =>
      document.querySelector('.top')?.textContent.includes('Bản nháp đã lưu') ?? false;
    const isFresh = !isKept();
    // A draft of an earlier life is here: the words speak of that one, which now goes.
    if (!isFresh) await told('typed', note);
    field.value = note;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await until(isKept);
    if (isFresh) await told('draft', note);
    (await until(button('Vắng nhà'))).click();
    // What was said of the visit before must not be heard as said of this one.
    await until(() => !isSaid());
    (await until(button('Lưu lượt này'))).click();
    await until(isSaid);
    await told('saved', note);
    // The app goes to Today by itself; who leaves sooner takes the words along to the next form.
    await until(() => document.querySelector('nav') !== null);
  }
}
"""
READ = """
async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const { name } = (await indexedDB.databases()).find((each) => each.name !== 'tungnha');
  const database = await done(indexedDB.open(name));
  const all = (store) => done(database.transaction(store).objectStore(store).getAll());
  const [log, drafts] = [await all('log'), await all('drafts')];
  database.close();
  return {
    numbers: log.map(({ n }) => n),
    notes: log.map(({ body }) => body.changeset.changes[0].fields.note),
    drafts: drafts.map(({ value }) => value.note ?? value.form?.note ?? ''),
  };
}
"""


@dataclass
class Claims:
    """What the screen has called saved so far, through all lives; the draft, until it is saved or
    written over."""

    saved: list[str] = field(default_factory=list)
    draft: str | None = None
    words: int = 0

    def hear(self, what: str, note: str) -> None:
        self.words += 1
        if what == "saved":
            self.saved.append(note)
        self.draft = note if what == "draft" else None


def expect_kept(page: Page, claims: Claims) -> None:
    kept = page.evaluate(READ)
    numbers = sorted(kept["numbers"])
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(claims.saved) <= set(kept["notes"])
    if claims.draft is not None:
        assert claims.draft in [*kept["drafts"], *kept["notes"]]


def live_and_die(
    phone: Device, given: tuple[list[str], str], claims: Claims, chance: random.Random
) -> None:
    """Opens, checks what is there, works until it is killed."""
    last = claims.words + chance.randint(WORDS_MIN, WORDS_MAX)
    page = phone.open()
    expect(page.get_by_role("link", name="Ghi lượt đến nhà")).to_be_visible(timeout=READY_MS)
    expect_kept(page, claims)
    page.expose_function("told", claims.hear)
    # Not waited for: it plays until the end.
    page.evaluate(f"(given) => {{ void ({PLAY})(given); }}", list(given))
    # The driver hears what the page tells only while it waits for something of the page.
    deadline = monotonic() + READY_MS / 1000
    while claims.words < last:
        assert monotonic() < deadline, "nothing is saved any more"
        page.wait_for_timeout(HEARING_MS)
    page.wait_for_timeout(chance.random() * MOMENT_MS_MAX)
    phone.kill()


@pytest.mark.slow
def test_what_was_called_saved_survives_every_kill(volunteer: Device, server: Server) -> None:
    chance = random.Random(SEED)
    page = volunteer.page
    houses = page.locator("a[href*='#/ho/']").evaluate_all(
        "(links) => [...new Set(links.map((each) => each.hash.split('/')[2]))]"
    )
    volunteer.close()
    claims = Claims()
    for life in range(KILLS):
        live_and_die(volunteer, (houses, str(life)), claims, chance)
    assert len(claims.saved) >= KILLS

    page = volunteer.open()
    expect_kept(page, claims)
    notes = page.evaluate(READ)["notes"]
    server.start()
    volunteer.send_now()
    volunteer.expect_waiting(0)
    account = sign_in(server, "doanvien1")
    arrived = [each["fields"].get("note") for each in account.pull().all_of("visit")]
    assert sorted(each for each in arrived if each in set(notes)) == sorted(notes)
    assert set(claims.saved) <= set(notes)
