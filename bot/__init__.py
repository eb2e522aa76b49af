"""The running program: sockets, platforms, the clock."""
