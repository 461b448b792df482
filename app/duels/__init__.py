"""Blind duels: who meets whom on which photos, what was answered, and what that proves."""
