"""Mail: posted to the outbox in the transaction that causes it, and sent after the commit."""
