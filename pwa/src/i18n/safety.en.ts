/** The words of the screens that keep work safe on a phone, in English. */
import type { safetyVi } from './safety.vi.ts';

export const safetyEn: Readonly<Record<keyof typeof safetyVi, string>> = {
  'safety.title': 'Keeping safe',
  'safety.pin': 'PIN',
  'safety.pin_on': 'Locks the book on this phone',
  'safety.pin_off': 'Not set. Whoever holds the phone can open the book',
  'safety.hand_over': 'Hand the outbox over as a file',
  'safety.hand_over_note': 'When this phone has no network',
  'safety.phone': 'This phone',
  'safety.phone_note': 'Who uses it, room left, deleting the book',

  'lock.title': 'Enter your PIN',
  'lock.whose': 'The book of {name} is locked on this phone.',
  'lock.pin': 'PIN',
  'lock.open': 'Open the book',
  'lock.opening': 'Opening',
  'lock.wrong': 'That is not the PIN. {n|try|tries} left.',
  'lock.destroyed':
    'The book on this phone is locked for good. Unsent acts are still here in files that only the server opens. Sign in when there is a network, and they will be sent.',
  'lock.sign_in': 'Sign in again',
  'lock.forgot': 'Forgot the PIN',
  'lock.forgot_sure':
    'Without the PIN the book must be received anew, and you need a network to sign in. Unsent acts stay in files that only the server opens, and are sent after you sign in.',
  'lock.forgot_yes': 'Give up this PIN',
  'lock.forgot_no': 'Try again',
  'lock.other': 'Somebody else uses this phone',

  'pin.lead':
    'The book, what you recorded and your drafts are locked on this phone. It asks for the PIN when opened, without a network.',
  'pin.honest':
    'A PIN keeps whoever finds the phone from reading the book. It does not stop somebody with tools who copies the whole memory to try PINs on it. After {n} wrong tries the book is locked for good, and you sign in again with a network. Unsent acts are not lost.',
  'pin.current': 'PIN in use',
  'pin.new': 'New PIN, at least {n} digits',
  'pin.again': 'New PIN once more',
  'pin.set': 'Set the PIN',
  'pin.change': 'Change the PIN',
  'pin.remove': 'Remove the PIN',
  'pin.busy': 'Locking the book',
  'pin.too_short': 'A PIN needs at least {n} digits.',
  'pin.differ': 'The two are not the same.',
  'pin.no_key':
    'The first time needs a network, to receive the server’s key. Try again with a signal.',
  'pin.done': 'Locked. The phone will ask for the PIN.',
  'pin.changed': 'The PIN is changed.',
  'pin.removed': 'The PIN is removed. The book on this phone is not locked any more.',

  'hand.lead':
    'Unsent acts are packed into a file that only the server opens. Pass it on by Zalo, cable or Bluetooth to anybody who has a network and can sign in. Delivered twice, it counts once.',
  'hand.waiting': '{n|act|acts} waiting to be sent',
  'hand.nothing': 'Nothing waits to be sent. No file is needed.',
  'hand.give': 'Hand over the file',
  'hand.no_key':
    'This phone has not received the server’s key yet. It needs a network once after signing in.',
  'hand.given': '{n|act|acts} packed into {name}. They still wait here until the server has them.',
  'hand.have_it': 'The other person has the file',
  'hand.noted': 'Noted. You can sign out or change users now.',
  'hand.deliver': 'Deliver a file for somebody',
  'hand.deliver_lead': 'Choose the file that you were given. Needs a network.',
  'hand.choose': 'Choose a file',
  'hand.delivered': 'The server has it, {n} new.',
  'hand.delivered_again':
    'The server has all that is in this file, or waits for the file before it.',
  'hand.not_a_file': 'This is not an outbox file of Từng Nhà.',
  'hand.bad_signature':
    'The file is not signed by the phone that wrote it. Nothing was taken. Hand over a new file.',
  'hand.diverged':
    'The server has other acts under these numbers. Nothing was taken. Open the phone that wrote it when it has a network.',
  'hand.offline': 'No network. The file is as it was; deliver it when there is a signal.',
  'hand.refused': 'The server has not taken this file. It is as it was; try again later.',

  'export.lead':
    'This act cannot be sent. Give it away as a file, and the commune office enters it for you.',
  'export.open':
    'The file is not locked: whoever opens it can read it. Give it to the commune office only.',
  'export.give': 'Give this act as a file',
  'export.given': 'This act is in the file {name}.',
  'export.have_it': 'The office has the file',
  'export.noted': 'Noted. The act stays on this phone for you to see.',

  'here.people': 'Who uses this phone',
  'here.now': 'Here now',
  'here.change': 'Change to',
  'here.add': 'Add somebody',
  'here.unsent': 'There are unsent acts. Send them or hand over a file first.',
  'here.room': 'Room',
  'here.room_of': '{used} used, {free} free',
  'here.room_low':
    'The phone is nearly full, {free} left. Nothing is lost. Send, or delete some photos.',
  'here.room_full':
    'The phone is full, {free} left. New acts may not be kept. Delete photos, or hand over a file now.',
  'here.kept': 'The browser promises to keep this book.',
  'here.not_kept': 'The browser may delete the book when the phone is full.',
  'here.ask': 'Ask it to keep the book',
  'here.clear': 'Delete the book on this phone',
  'here.clear_sure': 'Deletes the book of {name} from this phone. What the server has stays there.',
  'here.clear_yes': 'Delete',
  'here.clear_no': 'Keep it',

  'revoked.title': 'This phone was reported lost',
  'revoked.waiting':
    'Its book is deleted. {n|act is|acts are} unsent; with a network they are sent and then deleted too.',
  'revoked.done':
    'All that was recorded has reached the server. The book on this phone is deleted.',
  'revoked.again': 'If the phone was found, sign in to go on.',

  'tab.outdated': 'The app was updated in another window. Reload to go on; drafts are kept.',
  'tab.blocked': 'An old window of the app is still open. Please close it.',
  'tab.unreadable':
    'The book on this phone could not be opened. Nothing was deleted. Close other windows, see whether the phone has room, then reload.',
  'tab.reload': 'Reload',
};
