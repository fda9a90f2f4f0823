"""Spot checks (抽查): papers and letters looked up by a random list, installs shown at a session's end."""
