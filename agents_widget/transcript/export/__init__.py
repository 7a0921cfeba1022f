"""Static exports of a transcript: HTML, Markdown and plain text."""
