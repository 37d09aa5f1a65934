"""What a browser lays out, judged by its boxes: nothing scrolls sideways, no letter is cut off or
leaves its button, what a person reads keeps room, targets are as large as a thumb.

It knows no screen; the words it gives name the place.
"""

from playwright.sync_api import Page

READ_PX_MIN = 88
TOUCH_PX_MIN = 47.5
FIND = """
([read_min, touch_min]) => {
  const found = [];
  const say = (element, what) => {
    const words = (element.textContent || '').trim().replace(/\\s+/g, ' ').slice(0, 40);
    found.push(`${what}: <${element.tagName.toLowerCase()} class="${element.className}"> ${words}`);
  };
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    found.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
  }
  const typed = new Set(['INPUT', 'TEXTAREA', 'SELECT', 'CANVAS']);
  const isUnseen = (element) =>
    element.closest('.vh') !== null || !element.checkVisibility({ visibilityProperty: true });
  for (const element of document.body.querySelectorAll('*')) {
    if (typed.has(element.tagName) || isUnseen(element)) continue;
    const { overflowX, overflowY, textOverflow } = getComputedStyle(element);
    const wide = element.scrollWidth > element.clientWidth + 1;
    const high = element.scrollHeight > element.clientHeight + 1;
    if (overflowX !== 'visible' && wide) say(element, 'cut at the side');
    if (['hidden', 'clip'].includes(overflowY) && high) say(element, 'cut below');
    if (textOverflow === 'ellipsis' && wide) say(element, 'shortened');
  }
  const letters = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (letters.nextNode()) {
    const { currentNode: node } = letters;
    const element = node.parentElement;
    if (node.textContent.trim() === '' || isUnseen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = element.closest('button, a, label, dt, dd, .chip, .topic')?.getBoundingClientRect();
    for (const part of range.getClientRects()) {
      if (part.width === 0) continue;
      if (part.left < -1 || part.right > innerWidth + 1) say(element, 'beyond the window');
      if (box && (part.left < box.left - 1 || part.right > box.right + 1)) {
        say(element, 'leaves its box sideways');
      }
      if (box && (part.top < box.top - 5 || part.bottom > box.bottom + 5)) {
        say(element, 'leaves its box');
      }
    }
  }
  for (const element of document.querySelectorAll('main > .scroll')) {
    const room = Math.min(read_min, element.scrollHeight);
    if (element.clientHeight < room) say(element, `only ${element.clientHeight} px to read in`);
  }
  for (const element of document.querySelectorAll('.phone button, .phone a[href], .phone input')) {
    if (isUnseen(element) || element.closest('p, .search') !== null) continue;
    const { width, height } = element.getBoundingClientRect();
    // Stands behind a chip that opens it.
    if (height <= 1) continue;
    const box = element.closest('label')?.getBoundingClientRect().height ?? height;
    if (Math.max(box, height) < touch_min || width < touch_min - 4) {
      say(element, `a target of ${Math.round(width)} x ${Math.round(height)} px`);
    }
  }
  return [...new Set(found)];
}
"""
MOVES = """
() => [...document.querySelectorAll('*')].filter((element) => {
  const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
  const longest = (value) => Math.max(...value.split(',').map((each) => parseFloat(each)));
  return longest(transitionDuration) > 0.05
    || (animationName !== 'none' && longest(animationDuration) > 0.05);
}).slice(0, 3).map((element) => `moves: <${element.tagName}> ${element.className}`)
"""


def find_faults(page: Page) -> list[str]:
    """One line for each place where the layout fails somebody."""
    found: list[str] = page.evaluate(FIND, [READ_PX_MIN, TOUCH_PX_MIN])
    return found


def find_overflow(page: Page) -> list[str]:
    """Of a wide screen: nothing scrolls sideways."""
    wide = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [f"scrolls sideways by {wide} px"] if wide > 0 else []


def find_faults_squeezed(page: Page) -> list[str]:
    """The same at 320 px with letters twice as large, and with motion not wanted."""
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    found = [f"at 200 %: {each}" for each in [*find_faults(page), *page.evaluate(MOVES)]]
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    page.emulate_media(reduced_motion="no-preference")
    page.set_viewport_size(before)
    return found
