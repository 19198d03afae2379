"""Mail: put into the outbox in the transaction that is its occasion, and sent afterwards."""
