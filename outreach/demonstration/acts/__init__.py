"""What the invented officers and residents did: the plan's numbers become batches of operations, in time order."""
