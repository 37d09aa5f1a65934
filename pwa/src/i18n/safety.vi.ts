/** The words of the screens that keep work safe on a phone, in Vietnamese. */
export const safetyVi = {
  'safety.title': 'Giữ an toàn',
  'safety.pin': 'Mã khóa',
  'safety.pin_on': 'Đang khóa sổ trên máy này',
  'safety.pin_off': 'Chưa đặt. Ai cầm máy cũng mở được sổ',
  'safety.hand_over': 'Giao sổ gửi bằng tệp',
  'safety.hand_over_note': 'Khi máy này không có mạng',
  'safety.phone': 'Máy này',
  'safety.phone_note': 'Ai dùng máy, chỗ trống, xóa sổ',

  'lock.title': 'Nhập mã khóa',
  'lock.whose': 'Sổ của {name} đang khóa trên máy này.',
  'lock.pin': 'Mã khóa',
  'lock.open': 'Mở sổ',
  'lock.opening': 'Đang mở',
  'lock.wrong': 'Mã chưa đúng. Còn {n} lần thử.',
  'lock.destroyed':
    'Sổ trên máy này đã khóa hẳn. Những lượt chưa gửi vẫn nằm trong tệp kín, chỉ máy chủ mở được. Đăng nhập lại khi có mạng là máy tự gửi.',
  'lock.sign_in': 'Đăng nhập lại',
  'lock.forgot': 'Quên mã',
  'lock.forgot_sure':
    'Bỏ mã thì sổ trên máy này phải nhận lại từ máy chủ, và bạn cần mạng để đăng nhập. Những lượt chưa gửi vẫn được giữ trong tệp kín và tự gửi sau khi đăng nhập.',
  'lock.forgot_yes': 'Bỏ mã này',
  'lock.forgot_no': 'Thử lại',
  'lock.other': 'Người khác dùng máy này',

  'pin.lead':
    'Sổ, lượt đã ghi và bản nháp trên máy này được khóa bằng mã. Mở máy lên là hỏi mã, không cần mạng.',
  'pin.honest':
    'Mã ngăn người nhặt được máy mở sổ ra xem. Mã không ngăn được người có đồ nghề chép cả bộ nhớ máy về dò. Sai {n} lần thì sổ khóa hẳn, phải đăng nhập lại khi có mạng. Lượt chưa gửi không mất.',
  'pin.current': 'Mã đang dùng',
  'pin.new': 'Mã mới, ít nhất {n} số',
  'pin.again': 'Gõ lại mã mới',
  'pin.set': 'Đặt mã khóa',
  'pin.change': 'Đổi mã',
  'pin.remove': 'Bỏ mã khóa',
  'pin.busy': 'Đang khóa sổ',
  'pin.too_short': 'Mã cần ít nhất {n} số.',
  'pin.differ': 'Hai lần gõ chưa giống nhau.',
  'pin.no_key': 'Lần đầu cần mạng để nhận khóa của máy chủ. Thử lại khi có sóng.',
  'pin.done': 'Đã khóa. Lần sau mở máy sẽ hỏi mã.',
  'pin.changed': 'Đã đổi mã.',
  'pin.removed': 'Đã bỏ mã. Sổ trên máy này không còn khóa.',

  'hand.lead':
    'Các lượt chờ gửi được gói vào một tệp kín, chỉ máy chủ mở được. Chuyển tệp qua Zalo, cáp hay Bluetooth cho bất cứ ai có mạng và đăng nhập được. Nộp hai lần cũng chỉ tính một lần.',
  'hand.waiting': '{n} lượt chờ gửi',
  'hand.nothing': 'Không có gì chờ gửi. Không cần giao tệp.',
  'hand.give': 'Giao tệp',
  'hand.no_key': 'Máy này chưa nhận được khóa của máy chủ. Cần có mạng một lần sau khi đăng nhập.',
  'hand.given': 'Đã gói {n} lượt vào tệp {name}. Các lượt này vẫn chờ ở đây đến khi máy chủ nhận.',
  'hand.have_it': 'Người nhận đã có tệp',
  'hand.noted': 'Đã ghi nhận. Bây giờ có thể thoát hoặc đổi người dùng.',
  'hand.deliver': 'Nộp tệp giúp người khác',
  'hand.deliver_lead': 'Chọn tệp mà bạn nhận được. Cần có mạng.',
  'hand.choose': 'Chọn tệp',
  'hand.delivered': 'Máy chủ đã nhận, {n} lượt mới.',
  'hand.delivered_again': 'Máy chủ đã có tất cả lượt trong tệp này, hoặc đang đợi tệp trước nó.',
  'hand.not_a_file': 'Đây không phải tệp sổ gửi của Từng Nhà.',
  'hand.bad_signature':
    'Tệp này không đúng chữ ký của máy đã ghi. Chưa nhận gì. Hãy giao lại tệp mới.',
  'hand.diverged':
    'Máy chủ đã có lượt khác mang cùng số. Chưa nhận gì. Hãy mở máy đã ghi khi có mạng.',
  'hand.offline': 'Chưa có mạng. Tệp vẫn còn nguyên, nộp lại khi có sóng.',
  'hand.refused': 'Máy chủ chưa nhận tệp này. Tệp vẫn còn nguyên, thử lại sau.',

  'export.lead': 'Lượt này không tự gửi được. Giao thành tệp để văn phòng xã ghi vào sổ giúp bạn.',
  'export.open': 'Tệp này không khóa, ai mở cũng đọc được. Chỉ đưa cho văn phòng xã.',
  'export.give': 'Giao lượt này bằng tệp',
  'export.given': 'Đã gói lượt này vào tệp {name}.',
  'export.have_it': 'Văn phòng đã có tệp',
  'export.noted': 'Đã ghi nhận. Lượt này vẫn ở trên máy để bạn xem.',

  'here.people': 'Ai dùng máy này',
  'here.now': 'Đang dùng',
  'here.change': 'Đổi sang',
  'here.add': 'Thêm người khác',
  'here.unsent': 'Còn lượt chưa gửi. Gửi hoặc giao tệp trước đã.',
  'here.room': 'Chỗ trống',
  'here.room_of': 'Đã dùng {used}, còn trống {free}',
  'here.room_low': 'Máy sắp đầy, còn {free}. Chưa mất gì. Hãy gửi đi hoặc xóa bớt ảnh trong máy.',
  'here.room_full':
    'Máy đã đầy, còn {free}. Lượt mới có thể không lưu được. Hãy xóa bớt ảnh, hoặc giao tệp ngay.',
  'here.kept': 'Trình duyệt hứa giữ sổ này.',
  'here.not_kept': 'Trình duyệt có thể tự xóa sổ khi máy đầy.',
  'here.ask': 'Xin giữ sổ',
  'here.clear': 'Xóa sổ trên máy này',
  'here.clear_sure': 'Xóa sổ của {name} khỏi máy này. Những gì máy chủ đã nhận vẫn còn ở máy chủ.',
  'here.clear_yes': 'Xóa',
  'here.clear_no': 'Không xóa',

  'revoked.title': 'Máy này đã được báo mất',
  'revoked.waiting':
    'Sổ trên máy đã xóa. Còn {n} lượt chưa gửi, có mạng máy sẽ tự gửi rồi xóa nốt.',
  'revoked.done': 'Mọi lượt đã ghi đều đã tới máy chủ. Sổ trên máy này đã xóa.',
  'revoked.again': 'Nếu tìm lại được máy, hãy đăng nhập để dùng tiếp.',

  'tab.outdated': 'App vừa được cập nhật ở cửa sổ khác. Tải lại để ghi tiếp, bản nháp vẫn còn.',
  'tab.blocked': 'Còn một cửa sổ cũ của app đang mở. Hãy đóng cửa sổ đó.',
  'tab.unreadable':
    'Chưa mở được sổ trên máy này. Chưa xóa gì. Đóng các cửa sổ khác, xem máy còn chỗ trống không, rồi tải lại.',
  'tab.reload': 'Tải lại',
} as const;
