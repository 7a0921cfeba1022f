"""AG-UI, the protocol that servers of many agent frameworks speak: https://docs.ag-ui.com, 1.0 and 0.x."""
