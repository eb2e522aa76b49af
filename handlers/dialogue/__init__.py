"""What a face and a handler say to each other."""
