"""The web face: pages of our own, in local mode the whole workspace. HTML on the server, one stylesheet."""
