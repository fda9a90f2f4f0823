"""Pictures of every page and paper, for the documentation and to be looked at: docs/screens/*.png."""
