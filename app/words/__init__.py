"""What is said: numbers, durations and findings as a person would say them, and the person's language."""
