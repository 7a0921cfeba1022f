"""One run in a cell: its controller and the parts that it is made of."""
