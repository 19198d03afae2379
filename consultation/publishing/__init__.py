"""What the public reads of the responses: publishing them, holding words back, charts, lists."""
