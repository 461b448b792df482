"""What lies on disk between two starts: settings, presets, edits beside photos, ratings of other programs."""
