"""The face in Slack: what comes in (listen), how cards and forms look (render, modal), what goes out (send, rooms)."""
