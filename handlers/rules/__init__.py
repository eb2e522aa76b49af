"""Pure functions over plain values: no storage, no wall clock, no network."""
