"""The directory of people, and what each may decide about themselves."""
