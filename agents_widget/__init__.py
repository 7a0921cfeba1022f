"""agents_widget."""
