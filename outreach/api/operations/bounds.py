"""How much of anything an operation may carry: wider than any honest act, narrow enough to tell a slip or an attack.

What an act requires, and what its parts must have to do with each other, is judged by `capture.record`; here stands
only what can be said of one field alone. The OpenAPI document shows these numbers.
"""

from datetime import UTC, date, datetime
from typing import Final

from outreach.codes.services import MAX_BATCH

# Bodies, in bytes (design.md section 5).
ITEM_BYTES: Final = 16 * 1024
BATCH_BYTES: Final = 4 * 1024 * 1024
BATCH_ITEMS: Final = 200
# Deeper than any body of ours (a sync's signature has six levels).
NESTING: Final = 16

# A phone that lost its clock starts in 1970; it says so and still counts, at the time its offset corrects it to.
EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
CLOCK_OFFSET_MS: Final = 150 * 366 * 24 * 3600 * 1000

FIRST_PUBLICATION: Final = date(2000, 1, 1)
LAST_PUBLICATION: Final = date(2099, 12, 31)

# A scanned code may come as the whole address it stands in.
CODE_LENGTH: Final = 200
SLUG_LENGTH: Final = 50
KEY_MAXIMUM: Final = 2**63 - 1

TOPIC_LENGTH: Final = 200
NOTE_LENGTH: Final = 500
REASON_LENGTH: Final = 200
AUDIENCES: Final = 13
# The largest stadiums hold this many; more is a typing error.
ATTENDANCE: Final = 100_000
MATERIAL_ROWS: Final = 20
# One leaflet of each bundle that was handed out.
BUNDLES: Final = 50
COPIES: Final = 1_000_000

NAME_LENGTH: Final = 80
POST_LENGTH: Final = 60
PHONE_LENGTH: Final = 24
TEXT_VERSION_LENGTH: Final = 64
ARCHIVE_BOX_LENGTH: Final = 80
# A form's serial is at most as high as its batch is large.
SERIAL: Final = MAX_BATCH
# What is written by hand on a photocopied form: fewer letters would soon be written twice.
COPY_LETTERS: Final = (4, 8)
CANVAS: Final = 10_000
STROKES: Final = 500
STROKE_POINTS: Final = 4_000

ACCOUNT_LENGTH: Final = 120
TITLE_LENGTH: Final = 200
URL_LENGTH: Final = 500
