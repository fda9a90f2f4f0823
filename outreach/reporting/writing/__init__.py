"""An outreach section as a document to read: in Chinese or English, as plain text or Markdown.

``outline`` says what stands in it and in which order, ``zh`` and ``en`` hold the sentences under the same names,
``plain`` and ``markdown`` set it. Everything is written from the stored section alone, never from the database: a
frozen section reads the same for ever.
"""

from outreach.reporting.writing.document import Approval
from outreach.reporting.writing.outline import LANGUAGES, write
from outreach.reporting.writing.setting import markdown, plain

__all__ = ["LANGUAGES", "Approval", "markdown", "plain", "write"]
