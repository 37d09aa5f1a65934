/**
 * Short names of the seed's topics, for chips two to a row. A topic that the province adds later is
 * shown by its own label from the catalogue record.
 */
import { currentLocale } from './locale.svelte.ts';

const short: Readonly<Record<string, readonly [vi: string, en: string]>> = {
  APP: ['e-Đồng Tháp', 'e-Đồng Tháp'],
  PAKN: ['Phản ánh', 'Petition'],
  VNEID2: ['VNeID mức 2', 'VNeID level 2'],
  'VNEID-DOC': ['Giấy tờ VNeID', 'VNeID papers'],
  'DVC-ACC': ['Tài khoản DVC', 'Portal account'],
  'DVC-GUIDE': ['Dịch vụ công', 'Public service'],
  'DVC-FILE': ['Nộp hồ sơ', 'File a dossier'],
  'DVC-PAY': ['Nộp phí', 'Pay a fee'],
  WALLET: ['Ví điện tử', 'E-wallet'],
  BANK: ['Ngân hàng', 'Bank account'],
  'QR-SHOP': ['QR cửa hàng', 'Shop QR'],
  SHOP: ['Gian hàng số', 'Online shop'],
  PROD: ['Đưa hàng lên sàn', 'List a product'],
  OCOP: ['Sản phẩm OCOP', 'OCOP product'],
  HEALTH: ['Sổ sức khỏe', 'Health book'],
  EDU: ['Sổ liên lạc', 'School book'],
  SIGN: ['Chữ ký số', 'Signature'],
  SAFE: ['Tránh lừa đảo', 'Scams'],
  BASIC: ['Kỹ năng số', 'Basic skills'],
  'TAX-HKD': ['Thuế hộ kinh doanh', 'Business tax'],
  UTIL: ['Điện, nước, học phí', 'Utility bills'],
  SOCIAL: ['An sinh, BHYT', 'Social security'],
  FARM: ['Giá nông sản', 'Farm prices'],
};

interface Labelled {
  readonly code: string;
  readonly label_vi: string;
  readonly label_en: string | null;
}

export function topicName(topic: Labelled): string {
  const vi = currentLocale() === 'vi';
  return (
    short[topic.code]?.[vi ? 0 : 1] ?? (vi ? topic.label_vi : (topic.label_en ?? topic.label_vi))
  );
}

/** The full label, for a list where there is room. */
export function topicLabel(topic: Labelled): string {
  return currentLocale() === 'vi' ? topic.label_vi : (topic.label_en ?? topic.label_vi);
}

/** By code alone, when the catalogue record is not at hand. */
export function topicNameOf(code: string, topics: readonly Labelled[]): string {
  const found = topics.find((topic) => topic.code === code);
  return topicName(found ?? { code, label_vi: code, label_en: null });
}
