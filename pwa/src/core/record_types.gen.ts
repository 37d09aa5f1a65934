// Generated from backend/core/record_types.py by `tungnha record-types`; not edited.
export const RECORD_TYPES = {
  "household": {
    "levels": [
      "hamlet"
    ],
    "fields": {
      "head_name": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "phone": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "address": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "cluster": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "members_count": {
        "kind": "integer",
        "required": false,
        "minimum": 0,
        "maximum": 9007199254740992
      },
      "producing": {
        "kind": "boolean",
        "required": false
      },
      "shop": {
        "kind": "boolean",
        "required": false
      },
      "location": {
        "kind": "location",
        "required": false
      },
      "note": {
        "kind": "text",
        "required": false,
        "chars_max": 4000
      },
      "consent": {
        "kind": "consent",
        "required": false
      },
      "merged_into": {
        "kind": "id",
        "required": false
      },
      "apart_from": {
        "kind": "set",
        "required": false
      }
    }
  },
  "visit": {
    "levels": [
      "hamlet"
    ],
    "fields": {
      "household_id": {
        "kind": "id",
        "required": true,
        "parent": "household"
      },
      "visited_at": {
        "kind": "time",
        "required": true
      },
      "outcome": {
        "kind": "word",
        "required": true,
        "words": [
          "absent",
          "met",
          "moved",
          "refused"
        ]
      },
      "channel": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "team_id": {
        "kind": "id",
        "required": false
      },
      "follow_up_on": {
        "kind": "date",
        "required": false
      },
      "note": {
        "kind": "text",
        "required": false,
        "chars_max": 4000
      }
    }
  },
  "guidance": {
    "levels": [
      "commune",
      "hamlet"
    ],
    "fields": {
      "topic": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "outcome": {
        "kind": "word",
        "required": true,
        "words": [
          "already",
          "declined",
          "done",
          "failed",
          "guided"
        ]
      },
      "at": {
        "kind": "time",
        "required": true
      },
      "visit_id": {
        "kind": "id",
        "required": false,
        "parent": "visit"
      },
      "activity_id": {
        "kind": "id",
        "required": false,
        "parent": "activity"
      },
      "filing_id": {
        "kind": "id",
        "required": false,
        "parent": "filing"
      },
      "household_id": {
        "kind": "id",
        "required": false,
        "parent": "household"
      },
      "person_name": {
        "kind": "text",
        "required": false,
        "chars_max": 200
      },
      "birth_year": {
        "kind": "integer",
        "required": false,
        "minimum": 1900,
        "maximum": 2100
      },
      "age_band": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "gender": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "quantity": {
        "kind": "integer",
        "required": true,
        "minimum": 1,
        "maximum": 9007199254740992
      },
      "team_id": {
        "kind": "id",
        "required": false
      },
      "member_id": {
        "kind": "id",
        "required": false
      },
      "shop_id": {
        "kind": "id",
        "required": false,
        "parent": "shop"
      },
      "product_id": {
        "kind": "id",
        "required": false,
        "parent": "product"
      },
      "note": {
        "kind": "text",
        "required": false,
        "chars_max": 4000
      }
    }
  },
  "filing": {
    "levels": [
      "commune"
    ],
    "fields": {
      "procedure_code": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "procedure_name": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "level": {
        "kind": "word",
        "required": false,
        "words": [
          "full",
          "partial"
        ]
      },
      "applicant_name": {
        "kind": "text",
        "required": false,
        "chars_max": 200
      },
      "applicant_phone": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "household_id": {
        "kind": "id",
        "required": false,
        "parent": "household"
      },
      "from_commune": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "portal": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "file_code": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "submitted_at": {
        "kind": "time",
        "required": false
      },
      "due_on": {
        "kind": "date",
        "required": false
      },
      "outcome": {
        "kind": "word",
        "required": true,
        "words": [
          "completed",
          "looked_up",
          "missing_papers",
          "no_vneid",
          "referred",
          "returned",
          "submitted",
          "system_error"
        ]
      },
      "own_phone": {
        "kind": "boolean",
        "required": false
      },
      "self_reliance": {
        "kind": "integer",
        "required": false,
        "minimum": 0,
        "maximum": 3
      },
      "started_at": {
        "kind": "time",
        "required": false
      },
      "finished_at": {
        "kind": "time",
        "required": false
      },
      "follow_up_on": {
        "kind": "date",
        "required": false
      },
      "note": {
        "kind": "text",
        "required": false,
        "chars_max": 4000
      }
    }
  },
  "activity": {
    "levels": [
      "commune",
      "hamlet"
    ],
    "fields": {
      "kind": {
        "kind": "word",
        "required": true,
        "words": [
          "cooperative",
          "crowd",
          "farmers_club",
          "party_cell",
          "team_meeting",
          "training"
        ]
      },
      "title": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "starts_at": {
        "kind": "time",
        "required": true
      },
      "place": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "partners": {
        "kind": "set",
        "required": false
      },
      "attendees": {
        "kind": "integer",
        "required": false,
        "minimum": 0,
        "maximum": 9007199254740992
      },
      "counts": {
        "kind": "counters",
        "required": false
      },
      "plan_id": {
        "kind": "id",
        "required": false,
        "parent": "plan"
      },
      "note": {
        "kind": "text",
        "required": false,
        "chars_max": 4000
      }
    }
  },
  "shop": {
    "levels": [
      "hamlet"
    ],
    "fields": {
      "name": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "household_id": {
        "kind": "id",
        "required": false,
        "parent": "household"
      },
      "platform": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "url": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "accepts": {
        "kind": "set",
        "required": false
      },
      "ocop_stars": {
        "kind": "integer",
        "required": false,
        "minimum": 0,
        "maximum": 9007199254740992
      },
      "listed_on": {
        "kind": "date",
        "required": false
      },
      "note": {
        "kind": "text",
        "required": false,
        "chars_max": 4000
      }
    }
  },
  "product": {
    "levels": [
      "hamlet"
    ],
    "fields": {
      "name": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "household_id": {
        "kind": "id",
        "required": false,
        "parent": "household"
      },
      "platform": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "url": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "accepts": {
        "kind": "set",
        "required": false
      },
      "ocop_stars": {
        "kind": "integer",
        "required": false,
        "minimum": 0,
        "maximum": 9007199254740992
      },
      "listed_on": {
        "kind": "date",
        "required": false
      },
      "note": {
        "kind": "text",
        "required": false,
        "chars_max": 4000
      }
    }
  },
  "photo": {
    "levels": [
      "hamlet"
    ],
    "fields": {
      "shop_id": {
        "kind": "id",
        "required": false,
        "parent": "shop"
      },
      "product_id": {
        "kind": "id",
        "required": false,
        "parent": "product"
      },
      "sha256": {
        "kind": "hash",
        "required": true
      },
      "bytes": {
        "kind": "integer",
        "required": true,
        "minimum": 1,
        "maximum": 307200
      },
      "width": {
        "kind": "integer",
        "required": true,
        "minimum": 1,
        "maximum": 2048
      },
      "height": {
        "kind": "integer",
        "required": true,
        "minimum": 1,
        "maximum": 2048
      },
      "taken_at": {
        "kind": "time",
        "required": false
      },
      "note": {
        "kind": "text",
        "required": false,
        "chars_max": 4000
      }
    }
  },
  "plan": {
    "levels": [
      "commune",
      "hamlet"
    ],
    "fields": {
      "title": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "starts_on": {
        "kind": "date",
        "required": true
      },
      "ends_on": {
        "kind": "date",
        "required": true
      },
      "aims": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "team_id": {
        "kind": "id",
        "required": false
      },
      "household_ids": {
        "kind": "set",
        "required": false
      },
      "member_ids": {
        "kind": "set",
        "required": false
      },
      "partners": {
        "kind": "set",
        "required": false
      },
      "note": {
        "kind": "text",
        "required": false,
        "chars_max": 4000
      }
    }
  },
  "target": {
    "levels": [
      "commune",
      "hamlet"
    ],
    "fields": {
      "indicator": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "unit_id": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "team_id": {
        "kind": "id",
        "required": false
      },
      "period_start": {
        "kind": "date",
        "required": true
      },
      "period_end": {
        "kind": "date",
        "required": true
      },
      "value": {
        "kind": "number",
        "required": true
      }
    }
  },
  "task": {
    "levels": [
      "commune",
      "hamlet"
    ],
    "fields": {
      "title": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "household_id": {
        "kind": "id",
        "required": false,
        "parent": "household"
      },
      "member_id": {
        "kind": "id",
        "required": false
      },
      "due_on": {
        "kind": "date",
        "required": false
      },
      "done_at": {
        "kind": "time",
        "required": false
      },
      "note": {
        "kind": "text",
        "required": false,
        "chars_max": 4000
      }
    }
  },
  "notice": {
    "levels": [
      "commune",
      "hamlet"
    ],
    "fields": {
      "title": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "body": {
        "kind": "text",
        "required": true,
        "chars_max": 4000
      }
    }
  },
  "topic": {
    "levels": [
      "province"
    ],
    "fields": {
      "code": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "label_vi": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "label_en": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "indicator": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "counts_when": {
        "kind": "set",
        "required": false
      },
      "dedupe_by": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "active": {
        "kind": "boolean",
        "required": false
      }
    }
  },
  "indicator": {
    "levels": [
      "province"
    ],
    "fields": {
      "code": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "label_vi": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "label_en": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "unit_vi": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      }
    }
  },
  "procedure": {
    "levels": [
      "province"
    ],
    "fields": {
      "code": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "label_vi": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "note": {
        "kind": "text",
        "required": false,
        "chars_max": 4000
      },
      "active": {
        "kind": "boolean",
        "required": false
      }
    }
  },
  "learning_item": {
    "levels": [
      "province"
    ],
    "fields": {
      "title": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "body": {
        "kind": "text",
        "required": true,
        "chars_max": 4000
      },
      "topic": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      }
    }
  },
  "partner": {
    "levels": [
      "province"
    ],
    "fields": {
      "name": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "kind": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      }
    }
  },
  "consent_text": {
    "levels": [
      "province"
    ],
    "fields": {
      "version": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "body": {
        "kind": "text",
        "required": true,
        "chars_max": 4000
      }
    }
  },
  "unit": {
    "levels": [
      "commune",
      "province"
    ],
    "fields": {
      "code": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "level": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "type": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "name": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "parent_id": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "valid_from": {
        "kind": "date",
        "required": false
      },
      "valid_to": {
        "kind": "date",
        "required": false
      }
    }
  },
  "team": {
    "levels": [
      "commune"
    ],
    "fields": {
      "name": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "kind": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "level": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "unit_id": {
        "kind": "text",
        "required": true,
        "chars_max": 500
      },
      "founding_no": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "founded_on": {
        "kind": "date",
        "required": false
      }
    }
  },
  "membership": {
    "levels": [
      "commune"
    ],
    "fields": {
      "team_id": {
        "kind": "id",
        "required": true
      },
      "user_id": {
        "kind": "id",
        "required": false
      },
      "full_name": {
        "kind": "text",
        "required": true,
        "chars_max": 200
      },
      "role": {
        "kind": "word",
        "required": true,
        "words": [
          "deputy",
          "leader",
          "member"
        ]
      },
      "organisation": {
        "kind": "text",
        "required": false,
        "chars_max": 500
      },
      "from_on": {
        "kind": "date",
        "required": true
      },
      "to_on": {
        "kind": "date",
        "required": false
      }
    }
  }
} as const;
