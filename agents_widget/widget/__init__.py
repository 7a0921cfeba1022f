"""The widget: the transcript carried into a notebook's page."""
