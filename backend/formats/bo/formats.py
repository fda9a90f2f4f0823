"""Days and times in numbers, year first: they need no word that a native reader has not yet approved."""

from typing import Final

DATE_FORMAT: Final = "Y-m-d"
DATETIME_FORMAT: Final = "Y-m-d H:i"
TIME_FORMAT: Final = "H:i"
YEAR_MONTH_FORMAT: Final = "Y-m"
MONTH_DAY_FORMAT: Final = "m-d"
SHORT_DATE_FORMAT: Final = DATE_FORMAT
SHORT_DATETIME_FORMAT: Final = DATETIME_FORMAT
FIRST_DAY_OF_WEEK: Final = 1
