"""What awaits whom: overview, reminders, the weekly digest."""
