"""The pages of people without an account: what a link is good for, how its pages look, what is done there."""
