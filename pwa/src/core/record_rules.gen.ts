// Generated from backend/core/record_types.py by `tungnha record-types`; not edited.
export const SCHEMA = 1;

export const PHOTO_BYTES_MAX = 307200;

export const MERGED_BY_DIFFERENCE = {
  "household": {
    "apart_from": "set"
  },
  "activity": {
    "partners": "set",
    "counts": "counters"
  },
  "shop": {
    "accepts": "set"
  },
  "product": {
    "accepts": "set"
  },
  "plan": {
    "household_ids": "set",
    "member_ids": "set",
    "partners": "set"
  },
  "topic": {
    "counts_when": "set"
  }
} as const;
