"""Sessions: conversations kept from run to run."""
