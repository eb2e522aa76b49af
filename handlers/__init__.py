"""The secretariat's work, one file a capability; no platform, no network, no wall clock."""
